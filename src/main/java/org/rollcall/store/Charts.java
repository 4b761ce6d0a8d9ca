package org.rollcall.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rollcall.history.Chart;
import org.rollcall.history.Grid;
import org.rollcall.history.HistoryQuery;
import org.rollcall.history.Series;
import org.rollcall.history.Step;

/** Reads charts from the tables of minutes, hours and days. */
final class Charts {
    private Charts() {}

    /** The stations of which anything is kept, by number, in the order of their names. */
    static Map<Long, String> stations(Connection connection) throws SQLException {
        Map<Long, String> stations = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement("select id, name from station order by name");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                stations.put(rows.getLong(1), rows.getString(2));
            }
        }
        return stations;
    }

    static Chart read(Connection connection, HistoryQuery query) throws SQLException {
        Map<Long, String> wanted = stations(connection);
        if (!query.stations().isEmpty()) {
            wanted.values().retainAll(query.stations());
        }
        Map<String, Chart.Line> lines = new LinkedHashMap<>();
        List<String> names = query.apart()
                ? query.stations().isEmpty() ? List.copyOf(wanted.values()) : query.stations()
                : List.of(Chart.TOGETHER);
        names.forEach(name ->
                lines.put(name, new Chart.Line(query.series(), query.grid().size())));
        if (!wanted.isEmpty() && query.grid().size() > 0) {
            fill(connection, query, wanted, lines);
        }
        return new Chart(query.grid(), lines);
    }

    private static void fill(
            Connection connection, HistoryQuery query, Map<Long, String> wanted, Map<String, Chart.Line> lines)
            throws SQLException {
        boolean some = !query.stations().isEmpty();
        try (PreparedStatement select = connection.prepareStatement(sql(query, some ? wanted.size() : 0))) {
            Grid grid = query.grid();
            select.setLong(1, Bins.at(grid.step(), grid.start(0), grid.zone()));
            select.setLong(2, Bins.at(grid.step(), grid.end(), grid.zone()));
            int index = 3;
            for (Long station : some ? wanted.keySet() : List.<Long>of()) {
                select.setLong(index++, station);
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    int bin = grid.bin(start(grid, rows.getLong(1)));
                    Chart.Line line = lines.get(query.apart() ? wanted.get(rows.getLong(2)) : Chart.TOGETHER);
                    if (bin >= 0 && line != null) {
                        add(line, bin, rows, query.series());
                    }
                }
            }
        }
    }

    /** Every word of it is ours; stations are bound. */
    private static String sql(HistoryQuery query, int stations) {
        List<String> columns = new ArrayList<>();
        for (Series series : query.series()) {
            columns.add(column(series, query.apart()));
        }
        String sum = query.apart() ? "station" : "0";
        return "select at, " + sum + ", " + String.join(", ", columns) + " from "
                + query.grid().step().word() + " where at >= ? and at < ?"
                + (stations == 0 ? "" : " and station in (" + "?, ".repeat(stations - 1) + "?)")
                + (query.apart() ? "" : " group by at");
    }

    private static String column(Series series, boolean apart) {
        if (series == Series.SUCCESS_RATE) {
            return apart ? "day_synced, day_scans" : "sum(day_synced), sum(day_scans)";
        }
        String name = series.name().toLowerCase(Locale.ROOT);
        return apart ? name : "sum(" + name + ")";
    }

    private static Instant start(Grid grid, long at) {
        return grid.step() == Step.DAY
                ? LocalDate.ofEpochDay(at).atStartOfDay(grid.zone()).toInstant()
                : Instant.ofEpochSecond(at * 60);
    }

    private static void add(Chart.Line line, int bin, ResultSet row, List<Series> wanted) throws SQLException {
        int column = 3;
        for (Series series : wanted) {
            long value = row.getLong(column++);
            boolean known = !row.wasNull();
            if (series == Series.SUCCESS_RATE) {
                long scans = row.getLong(column++);
                if (known) {
                    line.addRate(bin, value, scans);
                }
            } else if (known) {
                line.add(series, bin, value);
            }
        }
    }
}

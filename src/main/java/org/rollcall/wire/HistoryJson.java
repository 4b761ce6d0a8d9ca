package org.rollcall.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rollcall.history.Chart;
import org.rollcall.history.Grid;
import org.rollcall.history.HistoryQuery;
import org.rollcall.history.Series;

/** Charts as documents: one array of times, and one of values for each series. */
public final class HistoryJson {
    private HistoryJson() {}

    /** {@code GET /api/history}. */
    public static Map<String, Object> document(HistoryQuery query, Chart chart) {
        Grid grid = chart.grid();
        Json local = new Json(grid.zone());
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("station", query.stations().size() == 1 ? query.stations().get(0) : null);
        document.put("step", grid.step().word());
        document.put("zone", grid.zone().getId());
        document.put("from", grid.size() == 0 ? null : local.time(grid.start(0)));
        document.put("to", local.time(grid.end()));
        List<String> timestamps = new ArrayList<>(grid.size());
        for (int bin = 0; bin < grid.size(); bin++) {
            timestamps.add(local.time(grid.start(bin)));
        }
        document.put("timestamps", timestamps);
        if (query.apart()) {
            Map<String, Object> stations = new LinkedHashMap<>();
            chart.lines().forEach((name, line) -> stations.put(name, series(line)));
            document.put("stations", stations);
        } else {
            chart.lines().values().forEach(line -> document.put("series", series(line)));
        }
        return values(document);
    }

    private static Map<String, Object> series(Chart.Line line) {
        Map<String, Object> series = new LinkedHashMap<>();
        line.columns().forEach((each, column) -> {
            List<Double> values = new ArrayList<>(column.length);
            for (double value : column) {
                values.add(each == Series.SUCCESS_RATE ? rounded(value) : value);
            }
            series.put(each.word(), values);
        });
        return series;
    }

    /** Two decimals, never rounded up, as everywhere. */
    private static double rounded(double rate) {
        return Math.floor(rate * 100 + 1e-9) / 100;
    }

    @SuppressWarnings("NullAway") // a JSON null is a value here
    private static Map<String, Object> values(Map<String, @Nullable Object> document) {
        return document;
    }
}

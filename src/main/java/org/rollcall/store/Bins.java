package org.rollcall.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.rollcall.history.Step;

/**
 * What one transaction adds to the tables of minutes, hours and days. Gathered in memory first, so that the transaction
 * writes each row once.
 */
final class Bins {
    /** Counts of one bin, in the order of {@link #COUNTS}. */
    static final int WIDTH = 6;

    private static final String COUNTS = "events, scans, syncs, sms, errors, warnings";

    private record Place(Step step, long at, String station) {}

    private final Map<Place, long[]> counts = new LinkedHashMap<>();
    private final Map<Place, OptionalLong[]> figures = new LinkedHashMap<>();

    /** Where a time falls in the table of a step. */
    static long at(Step step, Instant time, ZoneId zone) {
        return step == Step.DAY
                ? Step.date(time, zone).toEpochDay()
                : Math.floorDiv(step.floor(time, zone).getEpochSecond(), 60);
    }

    /** Counts events that happened in a bin, in the order of the table's columns. */
    void count(Step step, long at, String station, long[] more) {
        long[] sum = counts.computeIfAbsent(new Place(step, at, station), place -> new long[WIDTH]);
        for (int i = 0; i < WIDTH; i++) {
            sum[i] += more[i];
        }
    }

    /** Notes figures seen in a bin: queue, failed syncs, the day's scans and how many of them are synced. */
    void see(Step step, long at, String station, OptionalLong[] seen) {
        figures.put(new Place(step, at, station), seen);
    }

    /** Writes everything; returns how many rows that were. */
    int write(Connection connection) throws SQLException {
        Map<String, Long> stations = new HashMap<>();
        for (Step step : Step.values()) {
            writeCounts(connection, step, stations);
            writeFigures(connection, step, stations);
        }
        return counts.size() + figures.size();
    }

    private void writeCounts(Connection connection, Step step, Map<String, Long> stations) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("insert into " + step.word() + " (at, station, "
                + COUNTS + ") values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (at, station) do update set"
                + " events = events + excluded.events, scans = scans + excluded.scans,"
                + " syncs = syncs + excluded.syncs, sms = sms + excluded.sms,"
                + " errors = errors + excluded.errors, warnings = warnings + excluded.warnings")) {
            for (Map.Entry<Place, long[]> entry : counts.entrySet()) {
                if (entry.getKey().step() == step) {
                    bind(connection, upsert, entry.getKey(), stations);
                    for (int i = 0; i < WIDTH; i++) {
                        upsert.setLong(i + 3, entry.getValue()[i]);
                    }
                    upsert.addBatch(); // an update for itself would ask for the new row's number each time
                }
            }
            upsert.executeBatch();
        }
    }

    private void writeFigures(Connection connection, Step step, Map<String, Long> stations) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("insert into " + step.word()
                + " (at, station, queue_size, failed_syncs, day_scans, day_synced) values (?, ?, ?, ?, ?, ?)"
                + " on conflict (at, station) do update set"
                + " queue_size = max(coalesce(queue_size, excluded.queue_size), coalesce(excluded.queue_size, queue_size)),"
                + " failed_syncs = max(coalesce(failed_syncs, excluded.failed_syncs),"
                + " coalesce(excluded.failed_syncs, failed_syncs)),"
                + " day_scans = coalesce(excluded.day_scans, day_scans),"
                + " day_synced = coalesce(excluded.day_synced, day_synced)")) {
            for (Map.Entry<Place, OptionalLong[]> entry : figures.entrySet()) {
                if (entry.getKey().step() == step) {
                    bind(connection, upsert, entry.getKey(), stations);
                    for (int i = 0; i < entry.getValue().length; i++) {
                        bind(upsert, i + 3, entry.getValue()[i]);
                    }
                    upsert.addBatch(); // an update for itself would ask for the new row's number each time
                }
            }
            upsert.executeBatch();
        }
    }

    private static void bind(Connection connection, PreparedStatement upsert, Place place, Map<String, Long> stations)
            throws SQLException {
        Long station = stations.get(place.station());
        if (station == null) {
            station = number(connection, place.station());
            stations.put(place.station(), station);
        }
        upsert.setLong(1, place.at());
        upsert.setLong(2, station);
    }

    private static void bind(PreparedStatement upsert, int index, OptionalLong value) throws SQLException {
        if (value.isPresent()) {
            upsert.setLong(index, value.getAsLong());
        } else {
            upsert.setNull(index, Types.INTEGER);
        }
    }

    private static long number(Connection connection, String station) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into station (name) values (?) on conflict (name) do nothing")) {
            insert.setString(1, station);
            insert.executeUpdate();
        }
        try (PreparedStatement select = connection.prepareStatement("select id from station where name = ?")) {
            select.setString(1, station);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }
}

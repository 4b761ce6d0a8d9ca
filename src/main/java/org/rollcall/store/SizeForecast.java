package org.rollcall.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.rollcall.config.RetentionSettings;
import org.rollcall.history.Forecast;
import org.rollcall.history.Step;

/**
 * Says how large the file will be once everything is kept as long as the settings say: what an event weighs, from the
 * newest ones, times the events of a day, times the days; and a row for each minute, hour and day of each station.
 */
final class SizeForecast {
    private static final int SAMPLE = 1_000;
    private static final double TABLE_FILL = 0.95; // pages that are filled in order
    private static final double INDEX_FILL = 0.70; // pages that are filled here and there
    private static final int ROW = 32; // of a bin, with its share of the page
    private static final long DAYS_FOR_EVER = 3_650;
    private static final Duration TOO_SOON = Duration.ofHours(1);

    private final RetentionSettings retention;
    private final ZoneId zone;

    /**
     * @param zone the home station's, whose days are counted
     */
    SizeForecast(RetentionSettings retention, ZoneId zone) {
        this.retention = retention;
        this.zone = zone;
    }

    /**
     * The forecast.
     *
     * @param bytes the file's size now; it does not shrink
     */
    Forecast make(Connection connection, Instant now, long bytes) throws SQLException {
        Optional<Instant> oldest = oldest(connection);
        OptionalDouble perDay = eventsPerDay(connection, now);
        OptionalDouble weight = weight(connection);
        if (perDay.isEmpty() || weight.isEmpty()) {
            return new Forecast(OptionalLong.empty(), perDay, oldest);
        }
        long rows = retention.minutes().toMinutes() + retention.hours().toHours() + DAYS_FOR_EVER;
        double whole =
                weight.getAsDouble() * perDay.getAsDouble() * retention.events().toHours() / 24
                        + (double) ROW * rows * stations(connection);
        return new Forecast(OptionalLong.of(Math.max(bytes, (long) whole)), perDay, oldest);
    }

    private static Optional<Instant> oldest(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select at from entry order by sequence limit 1")) {
            return rows.next() ? Optional.of(Instant.ofEpochMilli(rows.getLong(1))) : Optional.empty();
        }
    }

    private static long stations(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from station")) {
            return rows.getLong(1);
        }
    }

    /** Bytes in the file for one event, with its share of the alerts and states; empty without an event. */
    private static OptionalDouble weight(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select sum(kind = 'EVENT'),
                  sum(length(json) + length(station) + length(type) + length(kind) + coalesce(length(key), 0) + 24),
                  sum(case when key is null then 0 else length(station) + length(key) + 12 end),
                  sum(kind = 'EVENT') * 12
                from (select * from entry order by sequence desc limit ?)""")) {
            select.setInt(1, SAMPLE);
            try (ResultSet rows = select.executeQuery()) {
                long events = rows.getLong(1);
                return events == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of((rows.getLong(2) / TABLE_FILL
                                        + rows.getLong(3) / INDEX_FILL
                                        + rows.getLong(4) / TABLE_FILL)
                                / events);
            }
        }
    }

    private OptionalDouble eventsPerDay(Connection connection, Instant now) throws SQLException {
        LocalDate today = Step.date(now, zone);
        try (PreparedStatement select = connection.prepareStatement("select (select min(at) from day),"
                + " (select sum(events) from day where at >= ?1 and at < ?2),"
                + " (select sum(events) from day where at = ?2)")) {
            select.setLong(1, today.toEpochDay() - 7);
            select.setLong(2, today.toEpochDay());
            try (ResultSet rows = select.executeQuery()) {
                long first = rows.getLong(1);
                if (rows.wasNull()) {
                    return OptionalDouble.empty();
                }
                long whole = Math.min(7, today.toEpochDay() - first);
                if (whole > 0) {
                    return OptionalDouble.of((double) rows.getLong(2) / whole);
                }
                Duration passed = Duration.between(Step.DAY.floor(now, zone), now);
                return passed.compareTo(TOO_SOON) < 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(
                                (double) rows.getLong(3) * Duration.ofDays(1).toSeconds() / passed.toSeconds());
            }
        }
    }
}

package org.rollcall.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.rollcall.config.RetentionSettings;
import org.rollcall.history.Step;

/**
 * The reader that counts the log's events by station, minute, hour and day.
 *
 * <p>It reads the entries after its position, outside any transaction, adds them up in memory, and writes counts and
 * position together. So each event counts once, however often the reader is stopped between, and a late one counts in
 * the minute in which it happened. The worker's thread only.
 */
final class RollUps {
    static final String POSITION = "counted";
    private static final int READ = 10_000;

    /** Events of one station in one minute. */
    @SuppressWarnings("ArrayRecordComponent") // passed on at once, compared by nobody
    private record Group(String station, Instant minute, long[] counts) {}

    private record Page(long end, List<Group> groups) {}

    private final HistoryFile file;
    private final LongSupplier last;
    private final Function<String, ZoneId> zones;
    private final RetentionSettings retention;
    private final Pace pace = new Pace(100, 1_000);
    private long position = -1; // not yet read

    /**
     * @param last the log's newest sequence
     * @param zones each station's
     */
    RollUps(HistoryFile file, LongSupplier last, Function<String, ZoneId> zones, RetentionSettings retention) {
        this.file = file;
        this.last = last;
        this.zones = zones;
        this.retention = retention;
    }

    /**
     * Takes one slice, if there is anything new; returns whether there is more.
     *
     * @param now the time, unless it is in doubt; then nothing is too old
     */
    boolean turn(Optional<Instant> now) throws SQLException {
        if (position < 0) {
            position = file.look(
                    connection -> HistoryFile.note(connection, POSITION).orElse(0));
        }
        if (last.getAsLong() <= position) {
            return false;
        }
        Page page = file.look(connection -> page(connection, READ));
        if (page.groups().size() > pace.size()) { // old events, each in a minute of its own
            page = file.look(connection -> page(connection, pace.size()));
        }
        if (page.end() <= position) {
            return false;
        }
        Bins bins = bins(page.groups(), now);
        long end = page.end();
        int done = page.groups().size();
        file.write(pace, connection -> {
            bins.write(connection);
            HistoryFile.note(connection, POSITION, end);
            return done;
        });
        position = end;
        return last.getAsLong() > position;
    }

    /** The sequence up to which every event is counted. */
    OptionalLong position() {
        return position < 0 ? OptionalLong.empty() : OptionalLong.of(position);
    }

    private Page page(Connection connection, int most) throws SQLException {
        long end = end(connection, most);
        List<Group> groups = new ArrayList<>();
        // not the index by time, which would read a whole history to find one page of it
        try (PreparedStatement select = connection.prepareStatement("""
                select station, (at - (at % 60000 + 60000) % 60000) / 60000, count(*), sum(type = 'scan'),
                  sum(type = 'sync'), sum(type = 'sms'), sum(type = 'error'), sum(type = 'warning')
                from entry not indexed where sequence > ? and sequence <= ? and kind = 'EVENT' group by 1, 2""")) {
            select.setLong(1, position);
            select.setLong(2, end);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    long[] counts = new long[Bins.WIDTH];
                    for (int i = 0; i < counts.length; i++) {
                        counts[i] = rows.getLong(i + 3);
                    }
                    groups.add(new Group(rows.getString(1), Instant.ofEpochSecond(rows.getLong(2) * 60), counts));
                }
            }
        }
        return new Page(end, groups);
    }

    private long end(Connection connection, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select max(sequence) from"
                + " (select sequence from entry where sequence > ? order by sequence limit ?)")) {
            select.setLong(1, position);
            select.setInt(2, most);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    private Bins bins(List<Group> groups, Optional<Instant> now) {
        Bins bins = new Bins();
        for (Group group : groups) {
            ZoneId zone = zones.apply(group.station());
            for (Step step : Step.values()) {
                long at = Bins.at(step, group.minute(), zone);
                if (now.isEmpty()
                        || Retention.keeps(retention, step, at, now.get())) { // what would be pruned is not made
                    bins.count(step, at, group.station(), group.counts());
                }
            }
        }
        return bins;
    }
}

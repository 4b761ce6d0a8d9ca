package org.rollcall.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.EventTypes;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** Reads entries and documents, each on a reading connection of its own. */
final class EntryReader {
    /** When an event happened, as {@link Event#happened} says: by a clock that is ahead, when it was received. */
    private static final String HAPPENED = "min(at, coalesce(case when json_valid(cast(json as text)) then cast(1000"
            + " * unixepoch(json_extract(cast(json as text), '$.received_at'), 'subsec') as integer) end, at))";

    private static final String COUNTS = "select station, counted, max(happened), count(*) from (select station,"
            + " iif(type = '" + EventTypes.SMS + "' and case when json_valid(cast(json as text))"
            + " then json_extract(cast(json as text), '$.data.error') is not null end, '" + EventTypes.SMS_FAILED
            + "', type) as counted, " + HAPPENED + " as happened"
            + " from entry where kind = 'EVENT' and at >= ?1 and at / 60000 >= ?1 / 60000)"
            + " where happened >= ?1 group by station, counted, happened / 60000";

    private static final String PASSAGES = "select station, type, happened, student, record from (select station, type,"
            + " sequence, " + HAPPENED + " as happened, case when json_valid(cast(json as text))"
            + " then json_extract(cast(json as text), '$.data.student_id') end as student,"
            + " case when json_valid(cast(json as text))"
            + " and json_type(cast(json as text), '$.data.record_id') in ('text', 'integer')"
            + " then json_extract(cast(json as text), '$.data.record_id') end as record,"
            + " type = '" + EventTypes.SYNC + "' and case when json_valid(cast(json as text))"
            + " then json_extract(cast(json as text), '$.data.error') is not null end as failed"
            + " from entry where kind = 'EVENT' and type in ('" + EventTypes.SCAN + "', '" + EventTypes.SYNC
            + "') and at >= ?1 and at / 60000 >= ?1 / 60000)"
            + " where happened >= ?1 and failed is not true order by happened, sequence";

    private final StoreFile file;
    private final StorePools pools;
    private final StoreHealth health;

    EntryReader(StoreFile file, StorePools pools, StoreHealth health) {
        this.file = file;
        this.pools = pools;
        this.health = health;
    }

    /** The last id given out as far as the store knows, also when its entry was pruned. */
    EventId last() {
        return read("the last id", EntryReader::lastOf);
    }

    /** The last id that the store behind this connection knows. */
    static EventId lastOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long epoch = 1;
            long sequence = 0;
            try (ResultSet rows =
                    statement.executeQuery("select number, first from epoch order by number desc limit 1")) {
                if (rows.next()) {
                    epoch = rows.getLong(1);
                    sequence = rows.getLong(2) - 1;
                }
            }
            try (ResultSet rows = statement.executeQuery("select seq from sqlite_sequence where name = 'entry'")) {
                if (rows.next()) {
                    sequence = Math.max(sequence, rows.getLong(1));
                }
            }
            return new EventId(epoch, sequence);
        }
    }

    /** The first sequence that is stored; empty when none is. */
    OptionalLong first() {
        return read("the first entry", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select min(sequence) from entry")) {
                long first = rows.getLong(1);
                return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(first);
            }
        });
    }

    Optional<EventId> find(String station, String key) {
        return read("the key " + key, connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select epoch, sequence from entry where station = ? and key = ?")) {
                select.setString(1, station);
                select.setString(2, key);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(new EventId(rows.getLong(1), rows.getLong(2))) : Optional.empty();
                }
            }
        });
    }

    Map<String, Map<String, Object>> documents(String prefix) {
        return read("the documents " + prefix, connection -> {
            Map<String, Map<String, Object>> documents = new LinkedHashMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "select name, json from document where substr(name, 1, length(?1)) = ?1 order by name")) {
                select.setString(1, prefix);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        documents.put(
                                rows.getString(1), Json.read(rows.getString(2).getBytes(StandardCharsets.UTF_8)));
                    }
                }
            }
            return documents;
        });
    }

    List<Frame> after(long sequence, int limit) {
        return read("the entries after " + sequence, connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(Selection.COLUMNS + " where sequence > ? order by sequence limit ?")) {
                select.setLong(1, sequence);
                select.setInt(2, limit);
                return frames(select, Long.MAX_VALUE);
            }
        });
    }

    List<Frame> events(EventQuery query) {
        return read("events", connection -> {
            Selection selection = Selection.of(query);
            try (PreparedStatement select = connection.prepareStatement(selection.sql())) {
                selection.bind(select);
                List<Frame> frames = frames(select, EventQuery.MOST_BYTES);
                if (!query.isForward()) {
                    Collections.reverse(frames);
                }
                return frames;
            }
        });
    }

    List<Journal.Count> countsSince(Instant since) {
        return read("the day's events", connection -> {
            List<Journal.Count> counts = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(COUNTS)) {
                select.setLong(1, since.toEpochMilli());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        Instant latest = Instant.ofEpochMilli(rows.getLong(3));
                        counts.add(new Journal.Count(rows.getString(1), rows.getString(2), latest, rows.getInt(4)));
                    }
                }
            }
            return counts;
        });
    }

    void passagesSince(Instant since, Consumer<Journal.Passage> taker) {
        read("the day's scans and syncs", connection -> {
            try (PreparedStatement select = connection.prepareStatement(PASSAGES)) {
                select.setLong(1, since.toEpochMilli());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        taker.accept(new Journal.Passage(
                                rows.getString(1),
                                rows.getString(2),
                                Objects.requireNonNullElse(rows.getString(4), ""),
                                Objects.requireNonNullElse(rows.getString(5), ""),
                                Instant.ofEpochMilli(rows.getLong(3))));
                    }
                }
            }
            return true;
        });
    }

    private static List<Frame> frames(PreparedStatement select, long most) throws SQLException {
        List<Frame> frames = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            for (long bytes = 0; bytes < most && rows.next(); ) {
                byte[] json = rows.getBytes(6);
                bytes += json.length;
                EventId id = new EventId(rows.getLong(2), rows.getLong(1));
                Event.Kind kind = Event.Kind.valueOf(rows.getString(3));
                frames.add(EventJson.frame(id, kind, rows.getString(4), rows.getString(5), json));
            }
        }
        return frames;
    }

    private <T> T read(String what, Query<T> query) {
        try (Connection connection = pools.reading()) {
            return query.run(connection);
        } catch (SQLException e) {
            health.meets(e);
            throw new StoreException("cannot read " + what + " from " + file, e);
        }
    }

    @FunctionalInterface
    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }
}

package org.rollcall.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Student;
import org.rollcall.log.Erasable;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.privacy.KeyHash;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/**
 * Takes one student out of a store, through whichever connection is given: the live one's, or one to a copy.
 *
 * <p>An event of his keeps its number, times, station and type, and says nothing else. Other entries and documents keep
 * everything but his id. A dedup key with the id in it becomes its hash; {@link #HASHED} notes that there are such keys.
 * Documents of bookkeeping name nobody and stay: a number in them that is his id is another thing's.
 */
final class Erasure {
    /** The document that says that keys were replaced by their hashes, so that both are to be looked for. */
    static final String HASHED = "erasure/hashed-keys";

    static final String MESSAGE = "Erased";

    private static final String MENTIONING = "select sequence from entry where sequence > ?1 and sequence <= ?2"
            + " and (instr(json, ?3) > 0 or instr(cast(key as blob), ?3) > 0) order by sequence limit ?4";

    private static final String NOTE_HASHED =
            "insert or replace into document (name, json) values ('" + HASHED + "', '{\"hashed\":true}')";

    private final Student student;
    private final Json json;

    Erasure(Student student, Json json) {
        this.student = student;
        this.json = json;
    }

    /** Sequences of entries whose bytes have the id; whether they name the student is still to be seen. */
    static List<Long> mentioning(Connection connection, Student student, long after, long upTo, int limit)
            throws SQLException {
        List<Long> sequences = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(MENTIONING)) {
            select.setLong(1, after);
            select.setLong(2, upTo);
            select.setBytes(3, student.bytes());
            select.setInt(4, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sequences.add(rows.getLong(1));
                }
            }
        }
        return sequences;
    }

    /** Whether an entry or a document of the store names the student. */
    boolean isNeeded(Connection connection) throws SQLException {
        for (long sequence : mentioning(connection, student, 0, Long.MAX_VALUE, Integer.MAX_VALUE)) {
            Optional<Row> row = row(connection, sequence);
            if (row.isPresent() && changed(row.get()).isPresent()) {
                return true;
            }
        }
        return documents(connection).entrySet().stream()
                .anyMatch(document -> !without(document).equals(document.getValue()));
    }

    /**
     * Erases; in the caller's transaction.
     *
     * @param finish whether nothing is to follow: then the documents come too, and what the index's pages had before
     */
    Erasable.Erased erase(Connection connection, List<Long> sequences, boolean finish) throws SQLException {
        List<Frame> frames = new ArrayList<>();
        int events = 0;
        boolean keys = false;
        for (long sequence : sequences) {
            Optional<Row> before = row(connection, sequence);
            Optional<Row> after = before.isPresent() ? changed(before.get()) : Optional.empty();
            if (after.isPresent()) {
                frames.add(update(connection, after.get()));
                events += after.get().kind() == Event.Kind.EVENT ? 1 : 0;
                keys |= !before.get().key().equals(after.get().key());
            }
        }
        try (Statement statement = connection.createStatement()) {
            if (keys) {
                statement.executeUpdate(NOTE_HASHED);
            }
            if (finish && rewriteDocuments(connection)) {
                statement.executeUpdate("reindex entry_key"); // pages that were split may still have a former key
            }
        }
        return new Erasable.Erased(frames, events, keys);
    }

    /** An entry as it lies in the store. */
    private record Row(
            EventId id,
            Event.Kind kind,
            String station,
            String type,
            Optional<String> key,
            Map<String, Object> document) {}

    private static Optional<Row> row(Connection connection, long sequence) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select epoch, kind, station, type, key, json from entry where sequence = ?")) {
            select.setLong(1, sequence);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty(); // pruned meanwhile
                }
                return Optional.of(new Row(
                        new EventId(rows.getLong(1), sequence),
                        Event.Kind.valueOf(rows.getString(2)),
                        rows.getString(3),
                        rows.getString(4),
                        Optional.ofNullable(rows.getString(5)),
                        Json.read(rows.getBytes(6))));
            }
        }
    }

    /** The row without the student; nothing when it does not name him. */
    private Optional<Row> changed(Row row) {
        Optional<String> key = row.key().map(text -> text.contains(student.id()) ? KeyHash.of(text) : text);
        Map<String, Object> document = row.document();
        if (row.kind() == Event.Kind.EVENT) {
            boolean his = student.isNamedIn(String.valueOf(document.get("message")), document.get("data"));
            document = his ? erased(document) : document;
        } else {
            document = object(student.without(document));
        }
        if (key.equals(row.key()) && document.equals(row.document())) {
            return Optional.empty();
        }
        return Optional.of(new Row(row.id(), row.kind(), row.station(), row.type(), key, document));
    }

    private static Map<String, Object> erased(Map<String, Object> event) {
        Map<String, Object> erased = new LinkedHashMap<>(event);
        erased.put("message", MESSAGE);
        erased.put("data", Map.of("erased", true));
        return erased;
    }

    private Frame update(Connection connection, Row row) throws SQLException {
        byte[] bytes = json.write(row.document());
        try (PreparedStatement update =
                connection.prepareStatement("update entry set key = ?, json = ? where sequence = ?")) {
            update.setString(1, orNull(row.key()));
            update.setBytes(2, bytes);
            update.setLong(3, row.id().sequence());
            update.executeUpdate();
        }
        return EventJson.frame(row.id(), row.kind(), row.station(), row.type(), bytes);
    }

    @SuppressWarnings("NullAway") // SQL's null
    private static @Nullable String orNull(Optional<String> text) {
        return text.orElse(null);
    }

    private static Map<String, Map<String, Object>> documents(Connection connection) throws SQLException {
        Map<String, Map<String, Object>> documents = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select name, json from document")) {
            while (rows.next()) {
                documents.put(rows.getString(1), Json.read(rows.getString(2).getBytes(StandardCharsets.UTF_8)));
            }
        }
        return documents;
    }

    /**
     * All of them, changed or not: what they said before lies in the pages that they were written into. Returns whether
     * keys were replaced by hashes, now or before.
     */
    private boolean rewriteDocuments(Connection connection) throws SQLException {
        Map<String, Map<String, Object>> documents = documents(connection);
        try (Statement statement = connection.createStatement();
                PreparedStatement insert =
                        connection.prepareStatement("insert into document (name, json) values (?, ?)")) {
            statement.executeUpdate("delete from document");
            for (Map.Entry<String, Map<String, Object>> document : documents.entrySet()) {
                insert.setString(1, document.getKey());
                insert.setString(2, new String(json.write(without(document)), StandardCharsets.UTF_8));
                insert.executeUpdate();
            }
        }
        return documents.containsKey(HASHED);
    }

    private Map<String, Object> without(Map.Entry<String, Map<String, Object>> document) {
        boolean bookkeeping = document.getKey().startsWith(Journal.POSITION)
                || document.getKey().equals(HASHED);
        return bookkeeping ? document.getValue() : object(student.without(document.getValue()));
    }

    @SuppressWarnings("unchecked") // of an object comes an object
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}

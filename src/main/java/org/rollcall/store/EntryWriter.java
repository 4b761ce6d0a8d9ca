package org.rollcall.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Journal;
import org.rollcall.wire.Json;

/** Writes batches: entries and the documents that belong to them, in one transaction. */
final class EntryWriter {
    // "cross" keeps the order: the keys outside, one look into the index for each inside
    private static final String FIND = "select entry.key, entry.epoch, entry.sequence from json_each(?) as wanted"
            + " cross join entry where entry.station = ? and entry.key = wanted.value";

    private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT =
            "insert into entry (sequence, epoch, kind, station, type, at, key, json) values " + ROW;
    private static final int COLUMNS = 8;

    /** Rows of one statement: SQLite notes the highest sequence after each, which costs a tenth of inserting a row. */
    private static final int ROWS = 50;

    /** Fewer entries would not pay for preparing so long a statement. */
    private static final int MANY = 500;

    private final StorePools pools;
    private final Json json;

    EntryWriter(StorePools pools, Json json) {
        this.pools = pools;
        this.json = json;
    }

    /** Returns once the batch is committed; after a failure nothing of it is stored. */
    void append(List<Journal.Entry> entries, Map<String, Map<String, Object>> documents) throws SQLException {
        try (Connection connection = pools.writing()) {
            connection.setAutoCommit(false);
            try {
                insert(connection, entries);
                replace(connection, documents);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /**
     * Those of the keys that are stored. One statement for each station: the keys go in as one JSON array, so that a batch
     * costs a look into the index for each key and not a query for each. The writing connection does it, because the
     * pages of the index that it brings in are the ones that the batch will write.
     */
    Map<Journal.Key, EventId> find(Collection<Journal.Key> keys) throws SQLException {
        if (keys.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> byStation = new HashMap<>();
        for (Journal.Key key : keys) {
            byStation
                    .computeIfAbsent(key.station(), station -> new ArrayList<>())
                    .add(key.key());
        }
        Map<Journal.Key, EventId> found = new HashMap<>();
        try (Connection connection = pools.writing();
                PreparedStatement select = connection.prepareStatement(FIND)) {
            for (Map.Entry<String, List<String>> station : byStation.entrySet()) {
                select.setString(1, new String(json.write(station.getValue()), StandardCharsets.UTF_8));
                select.setString(2, station.getKey());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.put(
                                new Journal.Key(station.getKey(), rows.getString(1)),
                                new EventId(rows.getLong(2), rows.getLong(3)));
                    }
                }
            }
        }
        return found;
    }

    private static void insert(Connection connection, List<Journal.Entry> entries) throws SQLException {
        int many = entries.size() < MANY ? 0 : entries.size() - entries.size() % ROWS;
        insert(connection, entries.subList(0, many), ROWS);
        insert(connection, entries.subList(many, entries.size()), 1);
    }

    /**
     * @param rows of one statement; the entries are a multiple of it
     */
    private static void insert(Connection connection, List<Journal.Entry> entries, int rows) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT + (", " + ROW).repeat(rows - 1))) {
            for (int i = 0; i < entries.size(); i++) {
                int row = i % rows;
                bind(insert, row * COLUMNS, entries.get(i));
                if (row == rows - 1) {
                    insert.addBatch(); // half the CPU time of an update for each statement
                }
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement insert, int before, Journal.Entry entry) throws SQLException {
        Event event = entry.event();
        insert.setLong(before + 1, event.id().sequence());
        insert.setLong(before + 2, event.id().epoch());
        insert.setString(before + 3, event.kind().name());
        insert.setString(before + 4, event.station());
        insert.setString(before + 5, event.type());
        insert.setLong(before + 6, event.timestamp().toEpochMilli());
        if (event.key().isPresent()) {
            insert.setString(before + 7, event.key().get());
        } else {
            insert.setNull(before + 7, Types.VARCHAR);
        }
        insert.setBytes(before + COLUMNS, entry.frame().json());
    }

    private void replace(Connection connection, Map<String, Map<String, Object>> documents) throws SQLException {
        if (documents.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(
                "insert into document (name, json) values (?, ?) on conflict (name) do update set json = excluded.json")) {
            for (Map.Entry<String, Map<String, Object>> document : documents.entrySet()) {
                upsert.setString(1, document.getKey());
                upsert.setString(2, new String(json.write(document.getValue()), StandardCharsets.UTF_8));
                upsert.executeUpdate();
            }
        }
    }
}

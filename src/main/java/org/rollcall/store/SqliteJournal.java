package org.rollcall.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The journal in one SQLite file in WAL mode: one writing connection, two reading ones.
 *
 * <p>A commit with durability {@code full} returns after the WAL was synced. A damaged file is put aside as
 * {@code monitor.db.corrupt-<time>} with its companions, and a new epoch starts.
 */
public final class SqliteJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);

    private final Path file;
    private final Json json;
    private final EpochFile epochFile;
    private final HikariDataSource writing;
    private final HikariDataSource reading;
    private volatile EventId last; // written by the writing thread only

    private SqliteJournal(Path file, Json json, EpochFile epochFile, StoreSettings.Durability durability)
            throws SQLException {
        this.file = file;
        this.json = json;
        this.epochFile = epochFile;
        this.writing = pool(file, 1, false, durability);
        try {
            try (Connection connection = writing.getConnection()) {
                Schema.migrate(connection);
                this.last = findLast(connection);
            }
            this.reading = pool(file, 2, true, durability);
        } catch (SQLException | RuntimeException e) {
            writing.close();
            throw e;
        }
    }

    /** Opens or makes the store of a data folder. */
    public static SqliteJournal open(StoreSettings settings, Json json, Instant now) {
        Path file = settings.folder().resolve("monitor.db");
        EpochFile epochFile = new EpochFile(settings.folder());
        EventId remembered = epochFile.read();
        boolean existed = Files.exists(file);
        SqliteJournal journal;
        try {
            journal = new SqliteJournal(file, json, epochFile, settings.durability());
        } catch (SQLException | RuntimeException e) {
            if (!isDamage(e)) {
                throw new StoreException("cannot open the store " + file, e);
            }
            LOG.error("the store {} is damaged; it is put aside and a new one begins", file, e);
            putAside(file, now);
            existed = false;
            try {
                journal = new SqliteJournal(file, json, epochFile, settings.durability());
            } catch (SQLException again) {
                throw new StoreException("cannot make a new store " + file, again);
            }
        }
        journal.continueAfter(remembered, existed, epochFile.existed());
        return journal;
    }

    @Override
    public EventId last() {
        return last;
    }

    @Override
    public long first() {
        return read("the first entry", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select min(sequence) from entry")) {
                long first = rows.getLong(1);
                return rows.wasNull() ? last.sequence() + 1 : first;
            }
        });
    }

    @Override
    public void append(List<Entry> entries, Map<String, Map<String, Object>> documents) {
        try (Connection connection = writing.getConnection()) {
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
        } catch (SQLException | RuntimeException e) {
            throw new StoreException("cannot write " + entries.size() + " entries after " + last + " into " + file, e);
        }
        if (!entries.isEmpty()) {
            last = entries.get(entries.size() - 1).event().id();
            try {
                epochFile.write(last);
            } catch (StoreException e) { // the batch is stored; only a lost store would miss the note
                LOG.warn("the last id {} could not be noted beside the store", last, e);
            }
        }
    }

    @Override
    public EventId startEpoch() {
        return startEpoch(last);
    }

    @Override
    public Optional<EventId> find(String station, String key) {
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

    @Override
    public Map<String, Map<String, Object>> documents(String prefix) {
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

    @Override
    public List<Frame> after(long sequence, int limit) {
        return read("the entries after " + sequence, connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement(Selection.COLUMNS + " where sequence > ? order by sequence limit ?")) {
                select.setLong(1, sequence);
                select.setInt(2, limit);
                return frames(select);
            }
        });
    }

    @Override
    public List<Frame> events(EventQuery query) {
        return read("events", connection -> {
            Selection selection = Selection.of(query);
            try (PreparedStatement select = connection.prepareStatement(selection.sql())) {
                selection.bind(select);
                List<Frame> frames = frames(select);
                if (!query.isForward()) {
                    Collections.reverse(frames);
                }
                return frames;
            }
        });
    }

    @Override
    public List<Stamp> stampsSince(Instant since) {
        return read("the day's events", connection -> {
            List<Stamp> stamps = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "select at, station, type from entry where kind = 'EVENT' and at >= ?")) {
                select.setLong(1, since.toEpochMilli());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        stamps.add(
                                new Stamp(Instant.ofEpochMilli(rows.getLong(1)), rows.getString(2), rows.getString(3)));
                    }
                }
            }
            return stamps;
        });
    }

    @Override
    public long bytes() {
        return size(file) + size(file.resolveSibling(file.getFileName() + "-wal"));
    }

    @Override
    public void close() {
        try {
            epochFile.write(last);
        } catch (StoreException e) {
            LOG.warn("the last id could not be remembered", e);
        }
        epochFile.close();
        reading.close();
        writing.close();
    }

    /** What SQLite itself says of the durability: 2 is full. */
    int synchronous() throws SQLException {
        try (Connection connection = writing.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("pragma synchronous")) {
            return rows.getInt(1);
        }
    }

    private void continueAfter(EventId remembered, boolean existed, boolean known) {
        boolean lost = known
                && (!existed
                        || remembered.epoch() > last.epoch()
                        || (remembered.epoch() == last.epoch() && remembered.sequence() > last.sequence()));
        if (lost) {
            long noted = existed ? remembered.sequence() : remembered.sequence() + EpochFile.LAG;
            long sequence = Math.max(last.sequence(), noted);
            long epoch = Math.max(last.epoch(), remembered.epoch());
            EventId begun = startEpoch(new EventId(epoch, sequence));
            LOG.warn("the store has lost entries or was replaced; epoch {} begins after {}", begun.epoch(), sequence);
        }
        epochFile.write(last);
    }

    private EventId startEpoch(EventId after) {
        EventId begun = new EventId(after.epoch() + 1, after.sequence());
        try (Connection connection = writing.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into epoch (number, first) values (?, ?)")) {
            insert.setLong(1, begun.epoch());
            insert.setLong(2, begun.sequence() + 1);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException("cannot start epoch " + begun.epoch() + " in " + file, e);
        }
        last = begun;
        epochFile.write(begun);
        return begun;
    }

    private static void insert(Connection connection, List<Entry> entries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into entry (sequence, epoch, kind, station, type, at, key, json) values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Entry entry : entries) {
                Event event = entry.event();
                insert.setLong(1, event.id().sequence());
                insert.setLong(2, event.id().epoch());
                insert.setString(3, event.kind().name());
                insert.setString(4, event.station());
                insert.setString(5, event.type());
                insert.setLong(6, event.timestamp().toEpochMilli());
                if (event.key().isPresent()) {
                    insert.setString(7, event.key().get());
                } else {
                    insert.setNull(7, Types.VARCHAR);
                }
                insert.setBytes(8, entry.frame().json());
                insert.executeUpdate();
            }
        }
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

    private static List<Frame> frames(PreparedStatement select) throws SQLException {
        List<Frame> frames = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                EventId id = new EventId(rows.getLong(2), rows.getLong(1));
                Event.Kind kind = Event.Kind.valueOf(rows.getString(3));
                frames.add(EventJson.frame(id, kind, rows.getString(4), rows.getString(5), rows.getBytes(6)));
            }
        }
        return frames;
    }

    private static EventId findLast(Connection connection) throws SQLException {
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

    private <T> T read(String what, Query<T> query) {
        try (Connection connection = reading.getConnection()) {
            return query.run(connection);
        } catch (SQLException e) {
            throw new StoreException("cannot read " + what + " from " + file, e);
        }
    }

    @FunctionalInterface
    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    private static HikariDataSource pool(Path file, int size, boolean readOnly, StoreSettings.Durability durability) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        boolean full = durability == StoreSettings.Durability.FULL;
        sqlite.setSynchronous(full ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.NORMAL);
        sqlite.setBusyTimeout(2_000);
        sqlite.setCacheSize(-2_000);
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(5_000);
        config.setPoolName(readOnly ? "rollcall-journal-read" : "rollcall-journal-write");
        return new HikariDataSource(config);
    }

    private static boolean isDamage(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("SQLITE_CORRUPT") || message.contains("SQLITE_NOTADB")) {
                return true;
            }
        }
        return false;
    }

    private static void putAside(Path file, Instant now) {
        for (String part : List.of("", "-wal", "-shm", "-journal")) {
            Path from = file.resolveSibling(file.getFileName() + part);
            Path to = file.resolveSibling(file.getFileName() + part + ".corrupt-" + now.getEpochSecond());
            try {
                if (Files.exists(from)) {
                    Files.move(from, to);
                }
            } catch (IOException e) {
                throw new StoreException("cannot put the damaged " + from + " aside", e);
            }
        }
    }

    private static long size(Path path) {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            return 0; // it vanished between the two calls
        }
    }
}

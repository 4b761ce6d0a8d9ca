package org.rollcall.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.rollcall.event.EventId;
import org.rollcall.log.StoreException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * What a file that should be a store turns out to hold.
 *
 * @param last the last id that it knows
 * @param newest the entry that was stored last, unless there is none
 */
record StoreCopy(EventId last, Optional<Entry> newest) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** An entry as it lies in a store. */
    record Entry(EventId id, Instant at, String json) {}

    /** Looks at every page of the file, which has to be whole and of a version that this Rollcall knows. */
    static StoreCopy check(Path file) throws SQLException {
        try (Connection connection = open(file, false);
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("pragma quick_check(1)")) {
                if (!rows.next() || !rows.getString(1).equals("ok")) {
                    throw new StoreException(file + " is damaged");
                }
            }
            try (ResultSet rows = statement.executeQuery("pragma user_version")) {
                int version = rows.getInt(1);
                if (version < 1) {
                    throw new StoreException(file + " is not a store of Rollcall");
                }
                if (version > Schema.VERSION) {
                    throw new StoreException(file + " was made by a newer Rollcall: it has schema " + version
                            + ", this one knows " + Schema.VERSION);
                }
            }
            return new StoreCopy(EntryReader.lastOf(connection), newest(connection));
        }
    }

    /** Whether the file is a store in which that very entry is: then the one came out of the other. */
    static boolean holds(Connection connection, Entry entry) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select epoch, cast(json as text) from entry where sequence = ?")) {
            select.setLong(1, entry.id().sequence());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        && rows.getLong(1) == entry.id().epoch()
                        && entry.json().equals(rows.getString(2));
            }
        }
    }

    /** A connection of its own, without a pool, that waits for others. */
    static Connection open(Path file, boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout((int) PATIENCE.toMillis());
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source.getConnection();
    }

    /** Returns once the file, or the names in a folder, survive a power cut. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Optional<Entry> newest(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select epoch, sequence, at, cast(json as text) from entry order by sequence desc limit 1")) {
            return rows.next()
                    ? Optional.of(new Entry(
                            new EventId(rows.getLong(1), rows.getLong(2)),
                            Instant.ofEpochMilli(rows.getLong(3)),
                            rows.getString(4)))
                    : Optional.empty();
        }
    }
}

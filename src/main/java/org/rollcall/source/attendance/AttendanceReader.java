package org.rollcall.source.attendance;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;

/**
 * The one read-only connection to an attendance database; only this package speaks SQL on it.
 *
 * <p>Never harms the writer: the file is opened with {@code mode=ro}, no pragma that writes is ever sent, a lock is
 * waited for at most 250 ms, a transaction of reads is cut off after 500 ms, and none is left open. Not thread-safe:
 * it belongs to the watcher's thread.
 */
final class AttendanceReader implements AutoCloseable {
    static final Duration BUSY = Duration.ofMillis(250);
    private static final Duration LONGEST_READ = Duration.ofMillis(500);
    private static final int STEPS_BETWEEN_CHECKS = 4_000;

    /** Reads that see one state of the database. */
    @FunctionalInterface
    interface Work<T> {
        T in(AttendanceReader reader) throws SQLException;
    }

    /** Makes a value of the current row. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final PreparedStatement version;
    private long seenVersion = -1; // as of the last transaction that was read to its end
    private long schemaVersion = -1;
    private AttendanceSchema schema = new AttendanceSchema(Map.of());
    private long deadline = Long.MAX_VALUE; // in System.nanoTime(); read by the progress handler on the same thread

    private AttendanceReader(Connection connection) throws SQLException {
        this.connection = connection;
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_CHECKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - deadline > 0 ? 1 : 0;
            }
        });
        this.version = connection.prepareStatement("PRAGMA data_version");
    }

    static AttendanceReader open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) BUSY.toMillis());
        Connection connection = config.createConnection("jdbc:sqlite:" + uri(file) + "?mode=ro");
        try {
            return new AttendanceReader(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** The file as SQLite's URI: every byte that could mean something else is escaped. */
    static String uri(Path file) {
        StringBuilder uri = new StringBuilder("file:");
        String path = file.toAbsolutePath().toString().replace(File.separatorChar, '/');
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || "/-_.~".indexOf(c) >= 0) {
                uri.append(c);
            } else {
                uri.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return uri.toString();
    }

    /** Whether another connection has committed since the last transaction of reads; costs microseconds. */
    boolean hasChanged() throws SQLException {
        return dataVersion() != seenVersion;
    }

    /** The next look reads again, whether something was committed or not. */
    void forget() {
        seenVersion = -1;
    }

    /** Runs reads in one transaction that ends here, whatever happens. */
    <T> T read(Work<T> work) throws SQLException {
        deadline = System.nanoTime() + LONGEST_READ.toNanos();
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            try {
                long version = dataVersion();
                probe();
                T result = work.in(this);
                seenVersion = version;
                return result;
            } finally {
                deadline = Long.MAX_VALUE;
                statement.execute("ROLLBACK");
            }
        }
    }

    AttendanceSchema schema() {
        return schema;
    }

    <T> List<T> list(String sql, RowReader<T> mapping, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(mapping.read(row));
                }
            }
            return rows;
        }
    }

    <T> Optional<T> first(String sql, RowReader<T> mapping, Object... values) throws SQLException {
        return list(sql, mapping, values).stream().findFirst();
    }

    static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private long dataVersion() throws SQLException {
        try (ResultSet row = version.executeQuery()) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    private void probe() throws SQLException {
        long now = first("PRAGMA schema_version", row -> row.getLong(1)).orElse(-1L);
        if (now == schemaVersion) {
            return;
        }
        Map<String, Set<String>> columns = new HashMap<>();
        for (String table : List.of(AttendanceSchema.ATTENDANCE, AttendanceSchema.QUEUE, AttendanceSchema.ARCHIVE)) {
            List<String> names = list("PRAGMA table_info(" + table + ")", row -> row.getString("name"));
            if (!names.isEmpty()) {
                Set<String> lower = new HashSet<>();
                names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
                columns.put(table, Set.copyOf(lower));
            }
        }
        schema = new AttendanceSchema(columns);
        schemaVersion = now;
    }
}

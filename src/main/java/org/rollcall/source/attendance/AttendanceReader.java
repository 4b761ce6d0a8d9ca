package org.rollcall.source.attendance;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The one read-only connection to an attendance database; only this package speaks SQL on it.
 *
 * <p>Never harms the writer: the file is opened with {@code mode=ro}, no pragma that writes is ever sent, a lock is
 * waited for at most 250 ms, a transaction of reads is cut off after 500 ms, and none is left open. A WAL database that
 * nobody has open is read as one that does not change, and every transaction proves afterwards that it did not. Not
 * thread-safe: it belongs to the watcher's thread.
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
    private final PreparedStatement begin;
    private final PreparedStatement end;
    private final Map<String, PreparedStatement> statements = new HashMap<>(); // of this schema, by their text
    private long seenVersion = -1; // as of the last transaction that was read to its end
    private long schemaVersion = -1;
    private AttendanceSchema schema = new AttendanceSchema(Map.of());
    private long deadline = Long.MAX_VALUE; // in System.nanoTime(); read by the progress handler on the same thread

    private final WalFile wal;
    private final Optional<WalFile.Still> still; // set when nobody had the file open in WAL mode
    private final boolean isWal;

    private AttendanceReader(Connection connection, WalFile wal, Optional<WalFile.Still> still) throws SQLException {
        this.connection = connection;
        this.wal = wal;
        this.still = still;
        this.isWal = still.isPresent() || wal.isUsed();
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_CHECKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - deadline > 0 ? 1 : 0;
            }
        });
        this.version = connection.prepareStatement("PRAGMA data_version");
        this.begin = connection.prepareStatement("BEGIN");
        this.end = connection.prepareStatement("ROLLBACK");
    }

    static AttendanceReader open(Path file) throws SQLException {
        WalFile wal = new WalFile(file);
        Optional<WalFile.Still> still = still(wal);
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) BUSY.toMillis());
        String url = "jdbc:sqlite:" + uri(file) + "?mode=ro" + (still.isPresent() ? "&immutable=1" : "");
        Connection connection = config.createConnection(url);
        try {
            return new AttendanceReader(connection, wal, still);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static Optional<WalFile.Still> still(WalFile wal) throws SQLException {
        try {
            if (wal.isLeft() && wal.isWal()) {
                throw new SQLiteException(
                        "a -wal without its -shm: to read it would make one", SQLiteErrorCode.SQLITE_READONLY_RECOVERY);
            }
            Optional<WalFile.Still> still = wal.still();
            if (still.filter(WalFile.Still::isYoung).isPresent()) {
                throw new SQLiteException("the file was changed a moment ago", SQLiteErrorCode.SQLITE_BUSY);
            }
            return still;
        } catch (IOException e) {
            return Optional.empty(); // SQLite meets the same and says it better
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

    /** Whether the file has to be opened anew, because somebody opened it or may have changed it. */
    boolean isOver() {
        return still.isPresent() && !wal.isStill(still.get());
    }

    boolean isWal() {
        return isWal;
    }

    /** Whether other programs can tell that we have the file open: in WAL mode the last one to close it tidies up. */
    boolean isInTheWay() {
        return still.isEmpty() && wal.isUsed();
    }

    /** Runs reads in one transaction that ends here, whatever happens. */
    <T> T read(Work<T> work) throws SQLException {
        deadline = System.nanoTime() + LONGEST_READ.toNanos();
        begin.execute();
        try {
            long version = dataVersion();
            probe();
            T result = work.in(this);
            if (still.isPresent() && !wal.isStill(still.get())) {
                throw new SQLiteException("somebody opened the file meanwhile", SQLiteErrorCode.SQLITE_SCHEMA);
            }
            seenVersion = version;
            return result;
        } finally {
            deadline = Long.MAX_VALUE;
            end.execute();
        }
    }

    AttendanceSchema schema() {
        return schema;
    }

    <T> List<T> list(String sql, RowReader<T> mapping, Object... values) throws SQLException {
        PreparedStatement statement = prepared(sql);
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

    /** Kept until the schema changes: to prepare a statement costs more than most of them. */
    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        PreparedStatement fresh = connection.prepareStatement(sql);
        statements.put(sql, fresh);
        return fresh;
    }

    <T> Optional<T> first(String sql, RowReader<T> mapping, Object... values) throws SQLException {
        return list(sql, mapping, values).stream().findFirst();
    }

    static Optional<String> text(ResultSet row, int column) throws SQLException {
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
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
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

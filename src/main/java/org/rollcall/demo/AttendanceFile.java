package org.rollcall.demo;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The attendance system's database, written as that system writes it: rollback journal, one short transaction for each
 * thing that happens, five seconds of patience with a lock. Rows that are there already stay.
 *
 * <p>Every file that is made here carries a mark, SQLite's {@code application_id}. A file without it may be a school's
 * own, whose rows would be told to be in the cloud although they are not, so it is refused: by its bytes, because
 * opening a file whose last writer has died would already change it.
 */
final class AttendanceFile implements AutoCloseable {
    /** The letters RcSm. {@code scripts/shell.sh} looks for the same. */
    private static final int MARK = 0x5263536d;

    private static final int MARK_AT = 68;
    private static final int PATIENCE_MILLIS = 5000;
    private static final String[] SCHEMA = {
        """
        CREATE TABLE IF NOT EXISTS students (
          student_id TEXT PRIMARY KEY, name TEXT NOT NULL, parent_phone TEXT)""", """
        CREATE TABLE IF NOT EXISTS attendance (
          id INTEGER PRIMARY KEY AUTOINCREMENT, student_id TEXT NOT NULL, timestamp TEXT NOT NULL, photo_path TEXT,
          qr_data TEXT, scan_type TEXT DEFAULT 'time_in', status TEXT DEFAULT 'present', synced INTEGER DEFAULT 0,
          sync_timestamp TEXT, cloud_record_id TEXT)""", """
        CREATE TABLE IF NOT EXISTS sync_queue (
          id INTEGER PRIMARY KEY AUTOINCREMENT, record_type TEXT NOT NULL, record_id INTEGER, data TEXT NOT NULL,
          created_at TEXT NOT NULL, retry_count INTEGER DEFAULT 0, last_attempt TEXT, error_message TEXT,
          priority INTEGER DEFAULT 0)""", """
        CREATE TABLE IF NOT EXISTS failed_sync_queue (
          id INTEGER PRIMARY KEY AUTOINCREMENT, record_type TEXT NOT NULL, record_id INTEGER, data TEXT,
          retry_count INTEGER, error_message TEXT, created_at TEXT, failed_at TEXT)""", """
        CREATE TABLE IF NOT EXISTS device_status (
          id INTEGER PRIMARY KEY, device_id TEXT NOT NULL, status TEXT, last_seen TEXT, pending_records INTEGER)""",
    };

    private final Connection connection;
    private final DateTimeFormatter form;

    private AttendanceFile(Connection connection, DateTimeFormatter form) {
        this.connection = connection;
        this.form = form;
    }

    static AttendanceFile open(Path file, DateTimeFormatter form) throws SQLException, IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (!isNew(file) && !isMarked(file)) {
            throw new IOException(notOurs(file));
        }
        var config = new SQLiteConfig();
        config.setBusyTimeout(PATIENCE_MILLIS);
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try {
            var opened = new AttendanceFile(connection, form);
            opened.makeOurs(file);
            return opened;
        } catch (SQLException | IOException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean isNew(Path file) throws IOException {
        return Files.notExists(file) || Files.size(file) == 0;
    }

    private static boolean isMarked(Path file) throws IOException {
        try (DataInputStream header = new DataInputStream(Files.newInputStream(file))) {
            header.skipNBytes(MARK_AT);
            return header.readInt() == MARK;
        } catch (EOFException e) {
            return false; // shorter than any database
        }
    }

    private static String notOurs(Path file) {
        return "it is not a simulated station's, so none writes into it; name a file that is not there yet (--database or"
                + " ROLLCALL_DATABASE), or delete " + file + " if an earlier version's simulation made it";
    }

    /** Marks a new file and makes its tables, both or neither; whoever else has made the file meanwhile keeps it. */
    private void makeOurs(Path file) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            if (number("PRAGMA application_id") != MARK) {
                if (number("SELECT count(*) FROM sqlite_master") > 0) {
                    throw new IOException(notOurs(file));
                }
                statement.executeUpdate("PRAGMA application_id = " + MARK);
            }
            for (String table : SCHEMA) {
                statement.executeUpdate(table);
            }
            statement.executeUpdate("COMMIT");
            statement.execute("PRAGMA journal_mode = delete");
        }
    }

    private int number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    void enrol(List<Student> students) throws SQLException {
        together(() -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT OR IGNORE INTO students VALUES (?, ?, ?)")) {
                for (Student student : students) {
                    insert.setString(1, student.id());
                    insert.setString(2, student.name());
                    insert.setString(3, student.parentPhone());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        });
    }

    /** How often each student was before the camera on one day. */
    Map<String, Integer> scansOf(LocalDate day) throws SQLException {
        var scans = new HashMap<String, Integer>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT student_id, count(*) FROM attendance WHERE substr(timestamp, 1, 10) = ? GROUP BY student_id")) {
            query.setString(1, day.toString());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    scans.put(rows.getString(1), rows.getInt(2));
                }
            }
        }
        return scans;
    }

    /** What an earlier run left undone, due at {@code when}. */
    List<Upload> unfinished(Instant when) throws SQLException {
        var uploads = new ArrayList<Upload>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT a.id, a.student_id, coalesce(max(q.retry_count), -1) FROM attendance a
                        LEFT JOIN sync_queue q ON q.record_id = a.id
                        WHERE a.synced = 0 AND a.id NOT IN (
                          SELECT record_id FROM failed_sync_queue WHERE record_id IS NOT NULL)
                        GROUP BY a.id ORDER BY a.id""")) {
            while (rows.next()) {
                uploads.add(new Upload(rows.getLong(1), rows.getString(2), when, rows.getInt(3), false));
            }
        }
        return uploads;
    }

    long insert(Scan scan) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO attendance (student_id, timestamp, photo_path, qr_data, scan_type, status)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, scan.studentId());
            insert.setString(2, form.format(scan.at()));
            insert.setString(3, scan.photoPath());
            insert.setString(4, scan.studentId());
            insert.setString(5, scan.scanType());
            insert.setString(6, scan.status());
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    void synced(long record, LocalDateTime at, String cloudId) throws SQLException {
        together(() -> {
            change(
                    "UPDATE attendance SET synced = 1, sync_timestamp = ?, cloud_record_id = ? WHERE id = ?",
                    form.format(at),
                    cloudId,
                    record);
            change("DELETE FROM sync_queue WHERE record_id = ?", record);
        });
    }

    void queued(Upload upload, LocalDateTime at, String error) throws SQLException {
        change(
                "INSERT INTO sync_queue (record_type, record_id, data, created_at, retry_count, error_message)"
                        + " VALUES ('attendance', ?, ?, ?, 0, ?)",
                upload.recordId(),
                "{\"id\": " + upload.recordId() + ", \"student_id\": \"" + upload.studentId() + "\"}",
                form.format(at),
                error);
    }

    void retried(Upload upload, LocalDateTime at, String error) throws SQLException {
        change(
                "UPDATE sync_queue SET retry_count = ?, last_attempt = ?, error_message = ? WHERE record_id = ?",
                upload.retries(),
                form.format(at),
                error,
                upload.recordId());
    }

    void archived(Upload upload, LocalDateTime at) throws SQLException {
        together(() -> {
            change(
                    "INSERT INTO failed_sync_queue"
                            + " (record_type, record_id, data, retry_count, error_message, created_at, failed_at)"
                            + " SELECT record_type, record_id, data, retry_count, error_message, created_at, ?"
                            + " FROM sync_queue WHERE record_id = ?",
                    form.format(at),
                    upload.recordId());
            change("DELETE FROM sync_queue WHERE record_id = ?", upload.recordId());
        });
    }

    void seen(LocalDateTime at, String status, int pending) throws SQLException {
        change("INSERT OR REPLACE INTO device_status VALUES (1, 'gate-1', ?, ?, ?)", status, form.format(at), pending);
    }

    private void change(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private void together(Changes changes) throws SQLException {
        connection.setAutoCommit(false);
        try {
            changes.make();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private interface Changes {
        void make() throws SQLException;
    }
}

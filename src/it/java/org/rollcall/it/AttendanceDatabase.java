package org.rollcall.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The attendance system's database, written as the attendance system does: rollback journal, local time. */
final class AttendanceDatabase implements AutoCloseable {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE students (student_id TEXT PRIMARY KEY, name TEXT, parent_phone TEXT)",
            "CREATE TABLE attendance (id INTEGER PRIMARY KEY AUTOINCREMENT, student_id TEXT, timestamp TEXT,"
                    + " photo_path TEXT, qr_data TEXT, scan_type TEXT, status TEXT, synced INTEGER DEFAULT 0,"
                    + " sync_timestamp TEXT, cloud_record_id TEXT)",
            "CREATE TABLE sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, record_type TEXT, record_id INTEGER,"
                    + " data TEXT, created_at TEXT, retry_count INTEGER DEFAULT 0, last_attempt TEXT,"
                    + " error_message TEXT, priority INTEGER DEFAULT 0)",
            "CREATE TABLE failed_sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, record_type TEXT,"
                    + " record_id INTEGER, data TEXT, retry_count INTEGER, error_message TEXT, created_at TEXT)");

    private final Connection connection;

    private AttendanceDatabase(Connection connection) {
        this.connection = connection;
    }

    static AttendanceDatabase open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
        }
        return new AttendanceDatabase(connection);
    }

    static AttendanceDatabase create(Path file) throws SQLException {
        AttendanceDatabase database = open(file);
        for (String table : SCHEMA) {
            database.run(table);
        }
        return database;
    }

    /** Each scan in a transaction of its own. */
    void scans(int count, boolean synced) throws SQLException {
        for (int i = 0; i < count; i++) {
            String now = now();
            run(
                    "INSERT INTO attendance (student_id, timestamp, scan_type, status, synced, sync_timestamp)"
                            + " VALUES ('S' || (SELECT coalesce(max(id), 0) + 1 FROM attendance), ?, 'time_in',"
                            + " 'present', ?, ?)",
                    now,
                    synced ? 1 : 0,
                    synced ? now : null);
        }
    }

    /** Queue rows, all in one transaction, that were tried so often. */
    void queue(int count, int retries) throws SQLException {
        connection.setAutoCommit(false);
        for (int i = 0; i < count; i++) {
            run(
                    "INSERT INTO sync_queue (record_type, record_id, data, created_at, retry_count)"
                            + " VALUES ('attendance', 0, '{}', ?, ?)",
                    now(),
                    retries);
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    void run(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    long count(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The first column of every row. */
    List<Long> ids(String sql) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        return ids;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    static String now() {
        return LocalDateTime.now(RollcallServer.zone()).format(FORM);
    }
}

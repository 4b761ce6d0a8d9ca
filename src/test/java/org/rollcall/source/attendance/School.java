package org.rollcall.source.attendance;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The attendance system as the watcher's tests play it: an ordinary connection that writes. */
final class School implements AutoCloseable {
    static final String ATTENDANCE = "CREATE TABLE attendance (id INTEGER PRIMARY KEY, student_id TEXT, timestamp TEXT,"
            + " photo_path TEXT, qr_data TEXT, scan_type TEXT, status TEXT, synced INTEGER DEFAULT 0,"
            + " sync_timestamp TEXT, cloud_record_id TEXT)";
    static final String QUEUE = "CREATE TABLE sync_queue (id INTEGER PRIMARY KEY, record_type TEXT, record_id INTEGER,"
            + " data TEXT, created_at TEXT, retry_count INTEGER DEFAULT 0, last_attempt TEXT, error_message TEXT,"
            + " priority INTEGER)";

    private final Connection connection;

    private School(Path file, String journal) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + AttendanceReader.uri(file));
        run("PRAGMA journal_mode=" + journal);
    }

    /** Opens without making any table. */
    static School bare(Path file, String journal) throws SQLException {
        return new School(file, journal);
    }

    static School open(Path file, String journal) throws SQLException {
        School school = new School(file, journal);
        school.run(ATTENDANCE);
        school.run(QUEUE);
        school.run("CREATE TABLE failed_sync_queue (id INTEGER PRIMARY KEY)");
        return school;
    }

    static School open(Path file) throws SQLException {
        return open(file, "delete");
    }

    void run(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    void scan(long id, String student, String timestamp) throws SQLException {
        run(
                "INSERT INTO attendance(id, student_id, timestamp, scan_type, status) VALUES (?, ?, ?, 'time_in', 'ok')",
                id,
                student,
                timestamp);
    }

    void queue(long id, long record, String createdAt, int retries) throws SQLException {
        run(
                "INSERT INTO sync_queue(id, record_type, record_id, created_at, retry_count) VALUES (?, 'attendance', ?, ?, ?)",
                id,
                record,
                createdAt,
                retries);
    }

    long count(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    List<String> texts(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

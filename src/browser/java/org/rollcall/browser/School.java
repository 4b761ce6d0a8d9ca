package org.rollcall.browser;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The attendance system's side: writes its database in rollback mode, one short transaction for each call. */
final class School implements AutoCloseable {
    /** A zone where the morning is well under way, so that no test meets its midnight. */
    static final ZoneId ZONE = Stream.of(
                    "Asia/Manila", "Asia/Kolkata", "Europe/Athens", "Atlantic/Azores", "America/Lima", "Pacific/Tahiti")
            .map(ZoneId::of)
            .min(Comparator.comparingInt(
                    zone -> Math.abs(ZonedDateTime.now(zone).toLocalTime().toSecondOfDay() - 11 * 3600)))
            .orElseThrow();

    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE IF NOT EXISTS attendance (id INTEGER PRIMARY KEY AUTOINCREMENT, student_id TEXT NOT NULL,
              timestamp TEXT NOT NULL, photo_path TEXT, qr_data TEXT, scan_type TEXT, status TEXT,
              synced INTEGER DEFAULT 0, sync_timestamp TEXT, cloud_record_id TEXT)""", """
            CREATE TABLE IF NOT EXISTS sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, record_type TEXT NOT NULL,
              record_id INTEGER, data TEXT, created_at TEXT, retry_count INTEGER DEFAULT 0, last_attempt TEXT,
              error_message TEXT, priority INTEGER DEFAULT 0)""", "CREATE TABLE IF NOT EXISTS failed_sync_queue (id INTEGER PRIMARY KEY, record_id INTEGER)");

    private final Connection connection;

    private final ZoneId zone;

    private School(Connection connection, ZoneId zone) {
        this.connection = connection;
        this.zone = zone;
    }

    static School open(Path file) throws SQLException {
        return open(file, ZONE);
    }

    static School open(Path file, ZoneId zone) throws SQLException {
        var school = new School(DriverManager.getConnection("jdbc:sqlite:" + file), zone);
        try (Statement statement = school.connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=5000");
            // The mark of a simulation: for the screenshots a simulated station goes on where this one ends.
            statement.execute("PRAGMA application_id=0x5263536d");
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
        return school;
    }

    /** A student before the camera, now. */
    long scan(String student) throws SQLException {
        return scan(student, Instant.now());
    }

    long scan(String student, Instant at) throws SQLException {
        change(
                "INSERT INTO attendance (student_id, timestamp, photo_path, scan_type, status) VALUES (?, ?, ?, ?, ?)",
                student,
                text(at),
                "photos/today.jpg",
                "time_in",
                "present");
        return number("SELECT max(id) FROM attendance");
    }

    void synced(long record) throws SQLException {
        synced(record, Instant.now());
    }

    void synced(long record, Instant at) throws SQLException {
        change("UPDATE attendance SET synced = 1, sync_timestamp = ? WHERE id = ?", text(at), record);
    }

    void queued(long record, int retries, @Nullable String error) throws SQLException {
        change(
                "INSERT INTO sync_queue (record_type, record_id, data, created_at, retry_count, error_message)"
                        + " VALUES ('attendance', ?, '{}', ?, ?, ?)",
                record,
                text(Instant.now()),
                retries,
                error);
    }

    /** Everything in here is one commit. */
    void together(Work work) throws SQLException {
        connection.setAutoCommit(false);
        work.run();
        connection.commit();
        connection.setAutoCommit(true);
    }

    void change(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    static String today() {
        return LocalDate.now(ZONE).toString();
    }

    String text(Instant at) {
        return FORM.format(at.atZone(zone));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** A step of a transaction. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }
}

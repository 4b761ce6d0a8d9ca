package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watch mode on a database that somebody else writes (P10 to P14, P23 to P29, P33 to P35, P38). */
class WatchIT {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration STILLNESS = Duration.ofSeconds(3); // 15 of the watcher's looks

    /** What an attendance system does, which knows nothing of us: one row, one commit, sqlite3's own settings. */
    private static final String ATTENDANCE_SYSTEM = """
            import sqlite3, sys
            from datetime import datetime
            db = sqlite3.connect(sys.argv[1])
            assert db.execute('PRAGMA journal_mode').fetchone()[0] == 'delete'
            def now(i):
                return datetime.now().isoformat() if i % 2 else datetime.now().strftime('%Y-%m-%d %H:%M:%S')
            for i in range(int(sys.argv[2])):
                photo = 'photos/%d.jpg' % i if i % 4 == 0 else None
                with db:
                    row = db.execute('INSERT INTO attendance (student_id, timestamp, photo_path, scan_type, status)'
                        ' VALUES (?, ?, ?, ?, ?)', ('2021%03d' % i, now(i), photo, 'time_in', 'present')).lastrowid
                if i % 10 == 9:
                    with db:
                        db.execute('INSERT INTO sync_queue (record_type, record_id, data, created_at) VALUES (?, ?, ?, ?)',
                            ('attendance', row, '{}', now(i)))
                    if i % 20 == 19:
                        with db:
                            db.execute('UPDATE sync_queue SET retry_count = retry_count + 1, last_attempt = ?'
                                ' WHERE record_id = ?', (now(i), row))
                else:
                    with db:
                        db.execute('UPDATE attendance SET synced = 1, sync_timestamp = ? WHERE id = ?', (now(i), row))
            db.close()
            """;

    @TempDir
    Path data;

    private RollcallServer server;
    private AttendanceDatabase database;

    @BeforeEach
    void start() throws SQLException {
        database = AttendanceDatabase.create(data.resolve("attendance.db"));
        server = RollcallServer.start(data, Map.of("ROLLCALL_POLL", "1s"), List.of());
        server.awaitSource("reading");
    }

    @AfterEach
    void stop() throws SQLException {
        server.close();
        database.close();
    }

    @Test
    void whatAForeignProgramWritesComesOnceAndInOrderAndIsCountedRight()
            throws IOException, InterruptedException, SQLException {
        try (SseReader reader = server.stream("")) {
            reader.first();
            runAttendanceSystem(200);
            List<String> scans = LongStream.range(0, 200)
                    .mapToObj(i -> "Attendance recorded: 2021%03d".formatted(i))
                    .toList();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(reader.events("scan")).isEqualTo(scans));
            reader.awaitEvents("sync", 180);
            reader.awaitEvents("warning", 30);
            assertThat(messages("type=scan")).isEqualTo(scans);
            assertThat(reader.events("sync")).hasSize(180).doesNotHaveDuplicates();
            assertThat(reader.events("photo")).hasSize(50).doesNotHaveDuplicates();
            assertThat(reader.events("warning")).hasSize(30).doesNotHaveDuplicates();
            assertThat(reader.events("error")).isEmpty();
            assertThat(reader.ids()).doesNotHaveDuplicates();
        }
        await().atMost(PATIENCE).untilAsserted(this::metricsAreWhatSqlSays);
        assertThat(Files.exists(data.resolve("attendance.db-wal"))).isFalse();
        assertThat(Files.exists(data.resolve("attendance.db-shm"))).isFalse();
    }

    @Test
    void moreThanFiftyQueuedRecordsRaiseOneAlertUntilTheQueueIsShorter() throws SQLException {
        try (SseReader reader = server.stream("")) {
            reader.first();
            database.queue(50, 0);
            awaitMetric("queue_size", 50);
            staysWithout("queue-size");
            database.queue(1, 0);
            JsonNode alert = awaitAlert(reader, "queue-size", "firing");
            assertThat(alert.path("level").asText()).isEqualTo("warning");
            assertThat(alert.path("value").asLong()).isEqualTo(51);
            database.queue(5, 0);
            awaitMetric("queue_size", 56);
            database.run("DELETE FROM sync_queue WHERE id > 50");
            awaitAlert(reader, "queue-size", "resolved");
            firedOnce(reader, "queue-size");
        }
    }

    @Test
    void moreThanTenFailedSyncsRaiseOneAlertUntilTheyAreMended() throws SQLException {
        try (SseReader reader = server.stream("")) {
            reader.first();
            database.queue(10, 2);
            awaitMetric("failed_syncs", 10);
            staysWithout("failed-syncs");
            database.queue(1, 1);
            JsonNode alert = awaitAlert(reader, "failed-syncs", "firing");
            assertThat(alert.path("level").asText()).isEqualTo("error");
            assertThat(alert.path("first_step").asText()).isNotBlank();
            server.kill();
        }
        server.restart();
        try (SseReader reader = server.stream("")) {
            JsonNode snapshot = reader.first().data();
            assertThat(snapshot.path("recent_alerts")).hasSize(1);
            assertThat(snapshot.path("recent_alerts").path(0).path("state").asText())
                    .isEqualTo("firing");
            database.run("DELETE FROM sync_queue");
            awaitAlert(reader, "failed-syncs", "resolved");
            assertThat(alerts("failed-syncs")).hasSize(1);
        }
    }

    @Test
    void aLowSuccessRateCountsFromTheEleventhScan() throws SQLException {
        try (SseReader reader = server.stream("")) {
            reader.first();
            database.scans(10, false);
            awaitMetric("scans_today", 10);
            staysWithout("success-rate");
            database.scans(1, false);
            JsonNode alert = awaitAlert(reader, "success-rate", "firing");
            assertThat(alert.path("value").asDouble()).isZero();
            assertThat(server.json("/api/metrics").path("success_rate").asDouble())
                    .isZero();
            database.run("UPDATE attendance SET synced = 1, sync_timestamp = ?", AttendanceDatabase.now());
            awaitAlert(reader, "success-rate", "resolved");
            firedOnce(reader, "success-rate");
        }
    }

    @Test
    void exactlyEightyPercentIsNotLow() throws SQLException {
        database.scans(16, true);
        database.scans(4, false);
        awaitMetric("scans_today", 20);
        await().atMost(PATIENCE)
                .until(() -> server.json("/api/metrics").path("success_rate").asDouble() == 80.0);
        staysWithout("success-rate");
    }

    @Test
    void aDatabaseThatIsGoneIsSaidAndHealsByItself() throws IOException, SQLException {
        database.scans(3, true);
        awaitMetric("scans_today", 3);
        Path file = data.resolve("attendance.db");
        Path aside = data.resolve("attendance.aside");
        Files.move(file, aside);
        server.awaitSource("missing");
        JsonNode status = server.json("/api/status");
        assertThat(status.path("system_state").path("status").asText()).isNotEqualTo("healthy");
        assertThat(status.path("source").path("message").asText()).contains("missing");
        assertThat(status.path("source").path("do_now").asText()).isNotBlank();
        Files.writeString(file, "this is no database, however long one looks at it".repeat(40));
        server.awaitSource("not_a_database");
        Files.delete(file);
        Files.move(aside, file);
        server.awaitSource("reading");
        database.scans(1, true);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(messages("type=scan"))
                        .containsExactly(
                                "Attendance recorded: S1",
                                "Attendance recorded: S2",
                                "Attendance recorded: S3",
                                "Attendance recorded: S4"));
    }

    @Test
    void aRestartNeitherRepeatsNorSkips() throws SQLException {
        database.scans(20, false);
        await().atMost(PATIENCE).until(() -> messages("type=scan").size() == 20);
        server.kill();
        database.scans(20, false);
        database.run("UPDATE attendance SET synced = 1, sync_timestamp = ?", AttendanceDatabase.now());
        server.restart();
        await().atMost(PATIENCE).until(() -> messages("type=sync").size() == 40);
        assertThat(messages("type=scan"))
                .isEqualTo(LongStream.rangeClosed(1, 40)
                        .mapToObj(id -> "Attendance recorded: S" + id)
                        .toList());
        assertThat(messages("type=sync")).doesNotHaveDuplicates();
    }

    private void metricsAreWhatSqlSays() throws SQLException {
        JsonNode metrics = server.json("/api/metrics");
        long scans = database.count("SELECT count(*) FROM attendance");
        long synced = database.count("SELECT count(*) FROM attendance WHERE synced = 1");
        assertThat(metrics.path("scans_today").asLong()).isEqualTo(scans);
        assertThat(metrics.path("scans_last_hour").asLong()).isEqualTo(scans);
        assertThat(metrics.path("synced_today").asLong()).isEqualTo(synced);
        assertThat(metrics.path("success_rate").asDouble()).isEqualTo(100.0 * synced / scans);
        assertThat(metrics.path("queue_size").asLong()).isEqualTo(database.count("SELECT count(*) FROM sync_queue"));
        assertThat(metrics.path("failed_syncs").asLong())
                .isEqualTo(database.count("SELECT count(*) FROM sync_queue WHERE retry_count > 0"));
        assertThat(metrics.path("photos_today").asLong())
                .isEqualTo(database.count("SELECT count(*) FROM attendance WHERE photo_path IS NOT NULL"));
        assertThat(metrics.path("avg_process_time").asDouble()).isBetween(0.0, 5.0);
    }

    private void runAttendanceSystem(int rows) throws IOException, InterruptedException {
        Path log = data.resolve("attendance_system.log");
        ProcessBuilder builder =
                new ProcessBuilder("python3", "-", server.database().toString(), Integer.toString(rows));
        builder.environment().put("TZ", RollcallServer.zone().getId());
        Process python =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try (var in = python.getOutputStream()) {
            in.write(ATTENDANCE_SYSTEM.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(python.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(python.exitValue()).as(Files.readString(log)).isZero();
    }

    private List<String> messages(String query) {
        return StreamSupport.stream(
                        server.json("/api/events?limit=1000&" + query).spliterator(), false)
                .map(event -> event.path("message").asText())
                .toList();
    }

    private void awaitMetric(String name, long value) {
        await(name)
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(server.json("/api/metrics").path(name).asLong(-1))
                                .isEqualTo(value));
    }

    private List<JsonNode> alerts(String rule) {
        return StreamSupport.stream(server.json("/api/alerts").spliterator(), false)
                .filter(alert -> alert.path("rule").asText().equals(rule))
                .toList();
    }

    private void staysWithout(String rule) {
        await().during(STILLNESS)
                .atMost(STILLNESS.plusSeconds(10))
                .until(() -> alerts(rule).isEmpty());
    }

    private JsonNode awaitAlert(SseReader reader, String rule, String state) {
        JsonNode alert = reader.awaitMessage(
                        "alert",
                        data -> data.path("rule").asText().equals(rule)
                                && data.path("state").asText().equals(state))
                .data();
        assertThat(alerts(rule)).hasSize(1);
        assertThat(alerts(rule).get(0).path("state").asText()).isEqualTo(state);
        return alert;
    }

    private static void firedOnce(SseReader reader, String rule) {
        assertThat(reader.messages("alert").stream()
                        .map(SseReader.Message::data)
                        .filter(alert -> alert.path("rule").asText().equals(rule))
                        .map(alert -> alert.path("state").asText()))
                .containsExactly("firing", "resolved");
    }
}

package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** The journey of one scan, watched in a database and reported as the old calls do (P33, P60 to P63). */
class JourneysIT {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @TempDir
    static Path data;

    private static RollcallServer server;
    private static AttendanceDatabase database;

    @BeforeAll
    static void start() throws SQLException {
        database = AttendanceDatabase.create(data.resolve("attendance.db"));
        server = RollcallServer.start(data, Map.of("ROLLCALL_POLL", "1s"), List.of());
        server.awaitSource("reading");
    }

    @AfterAll
    static void stop() throws SQLException {
        server.close();
        database.close();
    }

    private static void report(String type, String message, String fields, Instant at) {
        HttpResponse<byte[]> answer = server.send(server.request(
                        "/api/events", Role.STATION, "Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"type\":\"%s\",\"message\":\"%s\",\"data\":{%s},\"timestamp\":\"%s\"}"
                        .formatted(type, message, fields, at)))
                .build());
        assertThat(answer.statusCode()).as(RollcallServer.text(answer)).isEqualTo(200);
    }

    private static JsonNode journey(String query) {
        JsonNode journeys = server.json("/api/journeys?" + query);
        assertThat(journeys).as(query).hasSize(1);
        return journeys.get(0);
    }

    private static List<String> types(JsonNode journey) {
        JsonNode events = server.json("/api/events?limit=1000");
        return StreamSupport.stream(journey.path("events").spliterator(), false)
                .map(id -> StreamSupport.stream(events.spliterator(), false)
                        .filter(event -> event.path("id").equals(id))
                        .findFirst()
                        .orElseThrow()
                        .path("type")
                        .asText())
                .toList();
    }

    @Test
    void aRecordOfTheDatabaseIsFollowedFromTheScanToTheCloud_P33_P60_P62() throws SQLException {
        LocalDateTime scan = LocalDateTime.now(RollcallServer.zone()).minusSeconds(40);
        for (int i = 1; i <= 20; i++) {
            database.run(
                    "INSERT INTO attendance (id, student_id, timestamp, photo_path, scan_type, status)"
                            + " VALUES (?, ?, ?, 'photos/1.jpg', 'time_in', 'present')",
                    500 + i,
                    "2021" + (500 + i),
                    scan.format(FORM));
            database.run(
                    "UPDATE attendance SET synced = 1, sync_timestamp = ? WHERE id = ?",
                    scan.plusSeconds(i).format(FORM),
                    500 + i);
        }
        database.run(
                "INSERT INTO attendance (id, student_id, timestamp, scan_type) VALUES (600, '2021600', ?, 'time_in')",
                scan.format(FORM));
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(journey("record_id=503&station=gate-1").path("state").asText())
                    .isEqualTo("complete");
            assertThat(server.json("/api/metrics").path("process_time_p99").asDouble())
                    .isEqualTo(20);
        });
        JsonNode journey = journey("record_id=503&station=gate-1");
        assertThat(journey.path("student_id").asText()).isEqualTo("2021503");
        assertThat(journey.path("lags").path("photo").asDouble()).isZero();
        assertThat(journey.path("lags").path("sync").asDouble()).isEqualTo(3);
        assertThat(journey.path("lags").path("sms").isNull()).isTrue();
        assertThat(types(journey)).containsExactly("scan", "photo", "sync");
        assertThat(journey("record_id=600&station=gate-1").path("state").asText())
                .isEqualTo("waiting");

        JsonNode metrics = server.json("/api/metrics");
        assertThat(metrics.path("process_time_p50").asDouble()).isEqualTo(10);
        assertThat(metrics.path("process_time_p95").asDouble()).isEqualTo(19);
        assertThat(metrics.path("avg_process_time").asDouble()).isEqualTo(10.5);
        JsonNode lags = server.json("/api/stations/gate-1").path("lags");
        assertThat(lags.path("sync").path("count").asInt()).isEqualTo(20);
        assertThat(lags.path("sync").path("mean").asDouble()).isEqualTo(10.5);
        assertThat(lags.path("photo").path("p95").asDouble()).isZero();
        assertThat(lags.path("sms").isNull()).isTrue();
        assertThat(RollcallServer.text(server.get("/metrics", Role.VIEWER)))
                .containsPattern("rollcall_process_time_seconds\\{percentile=\"95\",station=\"gate-1\"\\} 19.0");
    }

    @Test
    void theOldCallsAreJoinedByTheStudent_P33_P60_P61_P62_P63() {
        Instant at = Instant.now().minusSeconds(30);
        report("sms", "SMS sent: S1", "\"student_id\":\"S1\",\"phone\":\"+639171234567\"", at.plusMillis(5_000));
        report(
                "photo",
                "Photo saved: S1",
                "\"student_id\":\"S1\",\"filepath\":\"p/S1.jpg\",\"size_kb\":84",
                at.plusMillis(400));
        report(
                "scan",
                "Attendance recorded: S1",
                "\"student_id\":\"S1\",\"record_id\":1,\"scan_type\":\"time_in\",\"status\":\"present\"",
                at);
        report("warning", "Cloud sync queued: S1", "\"record_id\":1,\"student_id\":\"S1\"", at.plusMillis(900));
        report("sync", "Cloud sync successful: S1", "\"record_id\":1,\"student_id\":\"S1\"", at.plusMillis(3_100));
        report("scan", "Attendance recorded: S2", "\"student_id\":\"S2\",\"record_id\":2", at);
        report("error", "Photo failed: S2", "\"student_id\":\"S2\",\"error\":\"no frame\"", at.plusMillis(400));
        report("error", "SMS failed: S2", "\"student_id\":\"S2\",\"phone\":\"+639171234567\"", at.plusMillis(5_000));

        JsonNode whole = journey("record_id=1&station=station");
        assertThat(whole.path("state").asText()).isEqualTo("complete");
        assertThat(whole.path("lags").path("photo").asDouble()).isEqualTo(0.4);
        assertThat(whole.path("lags").path("sync").asDouble()).isEqualTo(3.1);
        assertThat(whole.path("lags").path("sms").asDouble()).isEqualTo(5);
        assertThat(whole.path("queued").asBoolean()).isTrue();
        assertThat(types(whole)).containsExactlyInAnyOrder("sms", "photo", "scan", "warning", "sync");
        JsonNode failed = journey("student_id=S2");
        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("failures").asInt()).isEqualTo(2);
        JsonNode photo = server.json("/api/events?limit=1&type=photo&station=station")
                .get(0)
                .path("data");
        assertThat(photo.path("size_kb").asInt()).isEqualTo(84);
        assertThat(server.json("/api/events?limit=1000&type=sms,error&station=station")
                        .toString())
                .doesNotContain("9171234567")
                .contains("+63•••••4567");
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode metrics = server.json("/api/stations/station").path("metrics");
            assertThat(metrics.path("avg_process_time").asDouble()).isEqualTo(3.1);
            assertThat(metrics.path("process_time_p95").asDouble()).isEqualTo(3.1);
        });

        server.kill();
        server.restart();

        assertThat(journey("record_id=1&station=station")).isEqualTo(whole);
        assertThat(journey("student_id=S2")).isEqualTo(failed);
    }

    @Test
    void aRecordOfAnotherDayComesFromTheJournal() {
        String event =
                "{\"type\":\"%s\",\"message\":\"m\",\"key\":\"%s:old\",\"timestamp\":\"2026-01-05T07:00:0%d+08:00\","
                        + "\"data\":{\"record_id\":\"old\",\"student_id\":\"S9\"}}";
        String body = "[" + event.formatted("scan", "scan", 0) + "," + event.formatted("sync", "sync", 4) + "]";
        assertThat(server.send(server.request("/api/events", Role.STATION, "Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build())
                        .statusCode())
                .isEqualTo(200);
        JsonNode journey = journey("record_id=old");
        assertThat(journey.path("station").asText()).isEqualTo("station");
        assertThat(journey.path("lags").path("sync").asDouble()).isEqualTo(4);
        assertThat(journey.path("state").asText()).isEqualTo("complete");
        assertThat(server.json("/api/journeys?record_id=old&station=gate-1")).isEmpty();
    }

    @Test
    void whatCannotBeAskedIsRefusedAndWhatIsNotKnownIsAnEmptyList() {
        Map<String, String> bad = Map.of(
                "",
                "bad-record-id",
                "?record_id=",
                "bad-record-id",
                "?record_id=" + "9".repeat(65),
                "bad-record-id",
                "?record_id=1&student_id=2",
                "bad-record-id",
                "?student_id=" + "9".repeat(65),
                "bad-student-id",
                "?record_id=1&station=" + "x".repeat(201),
                "bad-station",
                "?record_id=1&limit=0",
                "bad-limit");
        bad.forEach((query, type) -> {
            HttpResponse<byte[]> answer = server.get("/api/journeys" + query, Role.VIEWER);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(RollcallServer.tree(answer.body()).path("type").asText())
                    .as(query)
                    .isEqualTo("urn:rollcall:problem:" + type);
        });
        assertThat(server.json("/api/journeys?record_id=" + "9".repeat(64))).isEmpty();
        assertThat(server.json("/api/journeys?record_id=1&station=nowhere")).isEmpty();
        assertThat(server.get("/api/journeys?record_id=1", Role.NOBODY).statusCode())
                .isEqualTo(401);
        assertThat(server.get("/api/journeys?record_id=1", Role.STATION).statusCode())
                .isEqualTo(403);
    }
}

package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** The read API of P42 to P53: names, orders, limits, paging, and what HTTP has for saving bytes. */
class ReadApiIT {
    private static final int SCANS = 70;

    @TempDir
    static Path data;

    private static RollcallServer server;
    private static AttendanceDatabase database;

    @BeforeAll
    static void start() throws SQLException {
        database = AttendanceDatabase.create(data.resolve("attendance.db"));
        server = RollcallServer.start(data);
        server.awaitSource("reading");
        database.scans(SCANS, true);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(server.json("/api/events?limit=1000&type=sync"))
                        .hasSize(SCANS));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> server.json("/api/metrics").path("scans_today").asInt() == SCANS);
    }

    @AfterAll
    static void stop() throws SQLException {
        server.close();
        database.close();
    }

    @Test
    void thePageIsHtmlAtBothOfItsPaths() {
        for (String path : List.of("/", "/dashboard")) {
            HttpResponse<byte[]> response = server.get(path, Role.VIEWER);
            assertThat(response.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWithIgnoringCase("text/html"));
            String html = RollcallServer.text(response);
            assertThat(html).startsWithIgnoringCase("<!doctype html>").contains("S" + SCANS);
            assertThat(html).doesNotContain("href=\"/", "src=\"/", "action=\"/");
        }
    }

    @Test
    void theStatusHasTheNamesThatWerePromised() {
        JsonNode status = server.json("/api/status");
        assertThat(names(status))
                .contains("timestamp", "metrics", "system_state", "recent_events", "recent_alerts", "uptime")
                .contains("as_of", "activity", "stations", "store");
        assertThat(status.path("uptime").asText()).matches("(\\d+d )?(\\d+h )?(\\d+m )?(\\d+s)?");
        assertThat(status.path("recent_events")).hasSize(20);
        assertThat(status.path("recent_alerts").size()).isLessThanOrEqualTo(10);
        assertThat(status.path("station").asText()).isEqualTo(RollcallServer.STATION);
        assertThat(names(status.path("system_state")))
                .contains("status", "camera_status", "camera_details", "cloud_status", "sms_status");
        assertThat(names(status.path("activity"))).contains("start", "step_seconds", "events", "scans");
        assertThat(status.path("activity").path("step_seconds").asInt()).isEqualTo(60);
        assertThat(status.path("activity").path("events")).hasSize(10);
        assertThat(status.path("activity").path("scans")).hasSize(10);
        assertThat(names(status.path("stations").path(0)))
                .contains("name", "status", "last_heartbeat", "last_scan", "last_sync", "last_sms", "queue_size");
        assertThat(names(status.path("store"))).contains("state", "last_id", "bytes");
        OffsetDateTime at = OffsetDateTime.parse(status.path("timestamp").asText());
        assertThat(at.getOffset()).isEqualTo(RollcallServer.zone().getRules().getOffset(at.toInstant()));
    }

    @Test
    void theMetricsHaveTheNamesThatWerePromised() {
        JsonNode metrics = server.json("/api/metrics");
        assertThat(names(metrics))
                .contains(
                        "scans_today",
                        "scans_last_hour",
                        "success_rate",
                        "queue_size",
                        "failed_syncs",
                        "uptime_seconds",
                        "avg_process_time",
                        "last_scan",
                        "last_sync");
        assertThat(metrics.path("scans_today").asInt()).isEqualTo(SCANS);
        assertThat(metrics.path("scans_last_hour").asInt()).isEqualTo(SCANS);
        assertThat(metrics.path("success_rate").asDouble()).isEqualTo(100.0);
        assertThat(metrics.path("queue_size").asInt()).isZero();
    }

    @Test
    void anEventHasItsFields() {
        JsonNode events = server.json("/api/events?type=scan&limit=1");
        JsonNode event = events.path(0);
        assertThat(names(event))
                .containsExactlyInAnyOrder("id", "timestamp", "received_at", "station", "type", "message", "data");
        assertThat(event.path("message").asText()).isEqualTo("Attendance recorded: S" + SCANS);
        assertThat(names(event.path("data"))).contains("student_id", "record_id", "scan_type", "status");
        assertThat(event.path("id").asText()).matches("1-\\d+");
    }

    @Test
    void eventsAreTheLastFiftyOldestFirst() {
        JsonNode events = server.json("/api/events");
        assertThat(events.isArray()).isTrue();
        assertThat(events).hasSize(50);
        List<Long> sequences = sequences(events);
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
        JsonNode all = server.json("/api/events?limit=1000");
        assertThat(sequences).isEqualTo(sequences(all).subList(all.size() - 50, all.size()));
        assertThat(server.json("/api/alerts").isArray()).isTrue();
    }

    @Test
    void whatIsOutOfBoundsIsRefused() {
        SoftAssertions softly = new SoftAssertions();
        for (String path : List.of("/api/events", "/api/alerts")) {
            for (String limit :
                    List.of("-1", "0", "abc", "2147483648", "1001", "1e3", "", "1.5", "%2B5", "99999999999")) {
                refuses(softly, path + "?limit=" + limit);
            }
            softly.assertThat(server.get(path + "?limit=1000", Role.VIEWER).statusCode())
                    .isEqualTo(200);
            refuses(softly, path + "?station=" + "x".repeat(201));
        }
        for (String query : List.of(
                "since=abc",
                "since=2026-13-45",
                "until=%27%3B--",
                "since=-5m",
                "since=%2B999999999-01-01T00:00:00Z",
                "until=P400000000000D",
                "since=1-99999999999999999999",
                "type=Not%20A%20Type",
                "type=" + "a,".repeat(40) + "a",
                "q=" + "x".repeat(201))) {
            refuses(softly, "/api/events?" + query);
        }
        refuses(softly, "/api/alerts?state=burning");
        softly.assertAll();
    }

    @Test
    void onePagesForwardFromAnId() {
        List<Long> all = sequences(server.json("/api/events?limit=1000"));
        List<Long> paged = new ArrayList<>();
        String since = "1-0";
        while (true) {
            JsonNode page = server.json("/api/events?limit=17&since=" + since);
            if (page.isEmpty()) {
                break;
            }
            paged.addAll(sequences(page));
            since = page.path(page.size() - 1).path("id").asText();
        }
        assertThat(paged).isEqualTo(all);
        JsonNode before = server.json("/api/events?limit=5&until=1-" + all.get(20));
        assertThat(sequences(before)).isEqualTo(all.subList(15, 20));
        JsonNode between = server.json("/api/events?since=1-" + all.get(3) + "&until=1-" + all.get(7));
        assertThat(sequences(between)).isEqualTo(all.subList(4, 7));
    }

    @Test
    void boundsMayBeTimesAndDurations() {
        assertThat(server.json("/api/events?since=15m&limit=1000&type=scan")).hasSize(SCANS);
        assertThat(server.json("/api/events?until=15m")).isEmpty();
        String now = server.json("/api/status").path("timestamp").asText();
        String later = URLEncoder.encode(OffsetDateTime.parse(now).plusHours(1).toString(), StandardCharsets.UTF_8);
        assertThat(server.json("/api/events?since=" + later)).isEmpty();
        assertThat(server.json("/api/events?limit=1000&type=scan&until=" + later))
                .hasSize(SCANS);
    }

    @Test
    void filtersNarrowTheAnswer() {
        assertThat(server.json("/api/events?type=scan,sync&limit=1000")).hasSize(2 * SCANS);
        assertThat(server.json("/api/events?station=gate-9")).isEmpty();
        JsonNode found = server.json("/api/events?type=scan&q=recorded:%20s7&limit=1000");
        assertThat(found).hasSize(2); // S7 and S70
        assertThat(server.json("/api/events?q=%25")).isEmpty();
        assertThat(server.json("/api/events?q=_")).isEmpty();
        assertThat(server.json("/api/events?q=%27%20OR%201=1--")).isEmpty();
    }

    @Test
    void aStationCanBeAskedForByName() {
        JsonNode stations = server.json("/api/stations");
        assertThat(stations).hasSize(1);
        JsonNode one = server.json("/api/stations/" + RollcallServer.STATION);
        assertThat(one.path("name").asText()).isEqualTo(RollcallServer.STATION);
        assertThat(names(one)).contains("status", "last_heartbeat", "last_scan", "last_sync", "last_sms");
    }

    @Test
    void aSnapshotThatIsStillTheSameIsNotSentAgain() {
        for (String path : List.of("/api/status", "/api/metrics")) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                String tag = server.get(path, Role.VIEWER)
                        .headers()
                        .firstValue("ETag")
                        .orElseThrow();
                HttpResponse<byte[]> same = server.get(path, Role.VIEWER, "If-None-Match", tag);
                assertThat(same.statusCode()).isEqualTo(304);
                assertThat(same.body()).isEmpty();
            });
            assertThat(server.get(path, Role.VIEWER, "If-None-Match", "\"other\"")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void headTellsTheLengthOfWhatGetWouldSend() {
        for (String path :
                List.of("/api/events?limit=10", "/api/status", "/api/openapi.json", "/healthz", "/app/main.js")) {
            HttpResponse<byte[]> get = server.get(path, Role.VIEWER);
            HttpResponse<byte[]> head = server.send(server.request(path, Role.VIEWER)
                    .method("HEAD", BodyPublishers.noBody())
                    .build());
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValueAsLong("Content-Length"))
                    .as(path)
                    .hasValue(get.body().length);
            assertThat(get.headers().firstValueAsLong("Content-Length"))
                    .as(path)
                    .hasValue(get.body().length);
        }
    }

    @Test
    void whoTakesGzipGetsIt() throws IOException {
        for (String path : List.of("/api/status", "/api/events", "/dashboard", "/app/main.js")) {
            HttpResponse<byte[]> zipped = server.get(path, Role.VIEWER, "Accept-Encoding", "gzip");
            assertThat(zipped.headers().firstValue("Content-Encoding")).as(path).hasValue("gzip");
            byte[] plain = new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes();
            assertThat(plain.length).as(path).isGreaterThan(zipped.body().length);
        }
    }

    @Test
    void theDescriptionNamesEveryPath() {
        JsonNode openapi = server.json("/api/openapi.json");
        assertThat(openapi.path("openapi").asText()).startsWith("3.");
        assertThat(names(openapi.path("paths")))
                .containsExactlyInAnyOrder(
                        "/api/status",
                        "/api/metrics",
                        "/api/events",
                        "/api/alerts",
                        "/api/components/{name}",
                        "/api/export",
                        "/api/erasures",
                        "/api/fleet",
                        "/api/journeys",
                        "/api/exports",
                        "/api/heartbeat",
                        "/api/history",
                        "/api/stations",
                        "/api/stations/{name}");
        assertThat(RollcallServer.text(server.get("/api/openapi.yaml", Role.VIEWER)))
                .startsWith("---")
                .contains("/api/events:");
    }

    @Test
    void prometheusGetsItsText() {
        HttpResponse<byte[]> response = server.get("/metrics", Role.VIEWER);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(RollcallServer.text(response)).contains("# TYPE rollcall_");
    }

    private static void refuses(SoftAssertions softly, String path) {
        HttpResponse<byte[]> response = server.get(path, Role.VIEWER);
        softly.assertThat(response.statusCode()).as(path).isEqualTo(400);
        softly.assertThat(response.body().length).as(path).isLessThan(1_000);
        softly.assertThat(response.headers().firstValue("Content-Type"))
                .as(path)
                .hasValue("application/problem+json");
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<Long> sequences(JsonNode events) {
        return StreamSupport.stream(events.spliterator(), false)
                .map(event -> event.path("id").asText())
                .map(id -> Long.valueOf(id.substring(id.indexOf('-') + 1)))
                .toList();
    }
}

package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** Several stations on one server: one is watched, the other one reports; what each address and stream shows of them. */
class FleetIT {
    private static final String OTHER = "station"; // the login that reports
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @TempDir
    static Path data;

    private static RollcallServer server;
    private static AttendanceDatabase database;
    private static SseReader early; // looks at a station of which nothing was heard yet

    @BeforeAll
    static void start() throws SQLException {
        database = AttendanceDatabase.create(data.resolve("attendance.db"));
        server = RollcallServer.start(data, Map.of("ROLLCALL_STREAM_KEEPALIVE", "500ms"), List.of());
        server.awaitSource("reading");
        database.scans(30, true);
        await().atMost(PATIENCE)
                .until(() -> server.json("/api/metrics").path("scans_today").asInt() == 30);
        early = server.stream("?station=" + OTHER);
        early.awaitMessage("keepalive", message -> true);
        assertThat(early.messages("dashboard")).isEmpty();
        assertThat(server.get("/api/status?station=" + OTHER, Role.VIEWER).statusCode())
                .isEqualTo(404);
        report("{\"type\":\"scan\",\"message\":\"Juan dela Cruz came\",\"data\":{\"student_id\":\"2021001\","
                + "\"parent_phone\":\"+639171234567\"}}");
    }

    @AfterAll
    static void stop() throws SQLException {
        early.close();
        server.close();
        database.close();
    }

    private static void report(String event) {
        send("POST", "/api/events", event);
    }

    private static void send(String method, String path, String body) {
        HttpResponse<byte[]> response =
                server.send(server.request(path, Role.STATION, "Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build());
        assertThat(response.statusCode()).as(RollcallServer.text(response)).isEqualTo(200);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode tile(JsonNode fleet, String name) {
        for (JsonNode station : fleet.path("stations")) {
            if (station.path("name").asText().equals(name)) {
                return station;
            }
        }
        throw new AssertionError("no station " + name + " in " + fleet);
    }

    @Test
    void theFleetHasBothStationsWithTheirWordsAndBars() {
        send("POST", "/api/heartbeat", "{\"queue_length\":3,\"version\":\"2.1\",\"clock\":0.4}");
        JsonNode fleet = server.json("/api/fleet");
        assertThat(names(fleet))
                .containsExactly("sentence", "phase", "problems", "counts", "totals", "places", "stations", "services");
        assertThat(fleet.path("totals").path("stations").asInt()).isEqualTo(2);
        assertThat(fleet.path("totals").path("scans_today").asInt()).isGreaterThanOrEqualTo(31);
        JsonNode other = tile(fleet, OTHER);
        assertThat(other.path("version").asText()).isEqualTo("2.1");
        assertThat(other.path("queue").asInt()).isEqualTo(3);
        assertThat(other.path("word").asText()).isNotBlank();
        assertThat(other.path("bars")).hasSize(30);
        assertThat(other.path("bars").get(0).isNull()).isTrue();
        int scans = 0;
        for (JsonNode bar : tile(fleet, RollcallServer.STATION).path("bars")) {
            scans += bar.asInt();
        }
        assertThat(scans).isEqualTo(30); // counted from events, though the figures are read from a database
    }

    @Test
    void nothingOfAStudentIsInTheFleetOrOnTheWall() {
        for (String path : List.of("/api/fleet", "/wall", "/dashboard", "/")) {
            HttpResponse<byte[]> response = server.get(path, Role.VIEWER);
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(RollcallServer.text(response))
                    .as(path)
                    .doesNotContain("2021001", "Juan", "Cruz", "4567", "Attendance recorded");
        }
        try (SseReader reader = server.stream("?view=fleet")) {
            assertThat(reader.first().data().toString()).doesNotContain("2021001", "Juan", "Cruz", "4567");
        }
    }

    @Test
    void anAnswerIsNotMadeAgainWhileNothingIsDifferent() {
        for (String path : List.of("/api/fleet", "/api/status?station=" + OTHER)) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                String tag = server.get(path, Role.VIEWER)
                        .headers()
                        .firstValue("ETag")
                        .orElseThrow();
                HttpResponse<byte[]> again = server.get(path, Role.VIEWER, "If-None-Match", tag);
                assertThat(again.statusCode()).isEqualTo(304);
                assertThat(again.body()).isEmpty();
            });
        }
    }

    @Test
    void eachStationIsShownAsSeenFromItself() {
        report("{\"type\":\"scan\",\"message\":\"seen from here\"}");
        JsonNode other = server.json("/api/status?station=" + OTHER);
        assertThat(other.path("station").asText()).isEqualTo(OTHER);
        assertThat(other.path("stops")).hasSize(6);
        assertThat(other.path("source").isNull()).isTrue();
        assertThat(other.path("recent_events").findValuesAsText("station")).containsOnly(OTHER);
        assertThat(other.path("recent_events").toString()).contains("seen from here");
        assertThat(other.path("stations")).hasSize(2);
        assertThat(server.json("/api/metrics?station=" + OTHER).path("scans_today"))
                .isEqualTo(other.path("metrics").path("scans_today"));
        JsonNode home = server.json("/api/status?station=" + RollcallServer.STATION);
        assertThat(home.path("metrics").path("scans_today").asInt()).isEqualTo(30);
        assertThat(home.path("recent_events")).hasSize(20);
        assertThat(home.path("recent_events").findValuesAsText("station")).containsOnly(RollcallServer.STATION);
    }

    @Test
    void aStationThatNobodyKnowsIsNotFound() {
        SoftAssertions softly = new SoftAssertions();
        for (String path : List.of("/api/status?station=", "/api/metrics?station=", "/dashboard?station=")) {
            for (String name : List.of("nobody", "%3Cscript%3E", "..%2F", "station%00")) {
                HttpResponse<byte[]> response = server.get(path + name, Role.VIEWER);
                softly.assertThat(response.statusCode()).as(path + name).isIn(400, 404);
                softly.assertThat(response.headers().firstValue("Content-Type"))
                        .as(path + name)
                        .hasValue("application/problem+json");
                softly.assertThat(RollcallServer.text(response)).doesNotContain("script");
            }
        }
        softly.assertThat(server.get("/api/status?station=" + "x".repeat(201), Role.VIEWER)
                        .statusCode())
                .isEqualTo(400);
        softly.assertAll();
    }

    @Test
    void thePageIsTheFleetAndEachStationHasItsOwn() {
        String fleet = RollcallServer.text(server.get("/dashboard?view=table&show=silent,nothing", Role.VIEWER));
        assertThat(fleet).startsWithIgnoringCase("<!doctype html>").contains(OTHER, RollcallServer.STATION);
        String page = RollcallServer.text(server.get("/dashboard?station=" + OTHER, Role.VIEWER));
        assertThat(page)
                .startsWithIgnoringCase("<!doctype html>")
                .contains("\"station\":\"" + OTHER + "\"")
                .doesNotContain("\"station\":\"" + RollcallServer.STATION + "\",\"zone\"");
    }

    @Test
    void aStreamThatLooksAtAStationWaitsUntilItIsKnown() {
        await().atMost(PATIENCE).until(() -> !early.messages("dashboard").isEmpty());
        SseReader.Message dashboard = early.messages("dashboard").get(0);
        assertThat(dashboard.data().path("station").asText()).isEqualTo(OTHER);
        assertThat(dashboard.id()).isPresent();
        report("{\"type\":\"scan\",\"message\":\"after the dashboard\"}");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(early.events("scan")).contains("after the dashboard"));
        assertThat(early.messages("dashboard")).hasSize(1);
        assertThat(early.messages("event"))
                .allMatch(event -> event.data().path("station").asText().equals(OTHER));
        early.awaitMessage("metrics", metrics -> metrics.has("stops"));
    }

    @Test
    void theFleetsStreamHasFiguresAndNoFeed() {
        try (SseReader reader = server.stream("?view=fleet")) {
            SseReader.Message first = reader.first();
            assertThat(first.type()).isEqualTo("dashboard");
            assertThat(first.id()).hasValue(first.data().path("as_of").asText());
            int before =
                    tile(first.data().path("fleet"), OTHER).path("scans_today").asInt();
            for (int i = 0; i < 5; i++) {
                report("{\"type\":\"scan\",\"message\":\"for the fleet\"}");
            }
            SseReader.Message metrics = reader.awaitMessage(
                    "metrics",
                    moved ->
                            tile(moved.path("fleet"), OTHER).path("scans_today").asInt() >= before + 5);
            assertThat(names(metrics.data())).containsExactly("timestamp", "store", "fleet");
            assertThat(metrics.id()).isEmpty();
            assertThat(reader.messages("event")).isEmpty();
            assertThat(reader.messages("state")).isEmpty();
        }
    }

    @Test
    void aComponentThatIsOfflineIsAProblemAndIsToldToWhoLooksAtTheFleet() {
        try (SseReader reader = server.stream("?view=fleet&types=alert,metrics")) {
            reader.first();
            send("PUT", "/api/components/sms", "{\"status\":\"offline\",\"details\":\"Juan dela Cruz\"}");
            SseReader.Message moved = reader.awaitMessage(
                    "metrics",
                    metrics -> metrics.path("fleet")
                            .path("problems")
                            .findValuesAsText("word")
                            .contains("SMS offline"));
            JsonNode fleet = moved.data().path("fleet");
            assertThat(fleet.path("sentence").path("lead").asText()).endsWith("you.");
            assertThat(fleet.toString()).doesNotContain("Juan");
            assertThat(tile(fleet, OTHER).path("state").asText()).isEqualTo("warning");
            send("PUT", "/api/components/sms", "{\"status\":\"disabled\"}");
            reader.awaitMessage(
                    "metrics", metrics -> metrics.path("fleet").path("problems").isEmpty());
        }
    }

    @Test
    void aStreamThatNamesNothingThatWeKnowIsNotRefused() {
        for (String query : List.of("?view=nothing", "?view=fleet&types=,,", "?station=%3Cscript%3E", "?view=")) {
            try (SseReader reader = server.stream(query)) {
                assertThat(reader.response().statusCode()).as(query).isEqualTo(200);
                reader.awaitMessage("keepalive", message -> true);
            }
        }
    }
}

package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** The log as JSON, names of requests, and nothing of anybody in either (issue 6, item 7). */
class LogsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PHONE = "09175550187";
    private static final String NAME = "Quimbopoy";
    private static final String HOSTILE = "\\r\\n{\\\"level\\\":\\\"SEVERE\\\"}\\u2028\\u001b[31m\\u202e\\u0007";

    @TempDir
    static Path data;

    private static RollcallServer server;

    @BeforeAll
    static void start() {
        server = RollcallServer.start(data, Map.of("ROLLCALL_LOG_FORMAT", "json"), List.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<byte[]> report(String body, String... headers) {
        return server.send(server.request("/api/events", Role.STATION, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** Every line of these files, each of which has to be an object. */
    private static List<JsonNode> lines(String prefix, String suffix) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(data.resolve("logs"))) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith(prefix)
                            && path.getFileName().toString().endsWith(suffix))
                    .toList()) {
                for (String line : Files.readString(file).split("\n")) {
                    JsonNode read = RollcallServer.tree(line.getBytes(StandardCharsets.UTF_8));
                    assertThat(read.isObject()).as(line).isTrue();
                    lines.add(read);
                }
            }
        }
        return lines;
    }

    private static List<JsonNode> log() throws IOException {
        return lines("monitor_", ".log");
    }

    private static List<JsonNode> access() throws IOException {
        return lines("access_", ".json");
    }

    @Test
    void whateverIsReportedAndTriedALineIsARecordAndSaysNothingOfAnybody() throws IOException {
        report("{\"type\":\"sms\",\"message\":\"SMS to " + PHONE + HOSTILE + "\",\"data\":{\"phone\":\"" + PHONE
                + "\",\"student_name\":\"" + NAME + "\"}}");
        report("{\"type\":\"error\",\"message\":\"cannot reach " + PHONE + HOSTILE + "\"}");
        report("{\"type\":\"" + PHONE + HOSTILE + "\",\"message\":\"" + NAME + "\"}");
        report(NAME + " " + PHONE + " is no JSON");
        report("[".repeat(100) + "\"" + NAME + PHONE + "\"");
        for (String path : List.of("/api/events?q=" + NAME, "/" + PHONE + "/" + PHONE, "/api/students/2021001")) {
            server.get(path, Role.VIEWER);
        }
        String login = Base64.getEncoder().encodeToString((NAME + ":" + PHONE).getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 15; i++) { // slowed in the end, which is a line and an event
            server.get("/api/status", Role.NOBODY, "Authorization", "Basic " + login);
        }
        server.get("/api/status", Role.VIEWER, "X-Request-Id", PHONE);

        await().atMost(PATIENCE)
                .until(() -> server.log().contains("are slowed") && server.log().contains("cannot reach"));
        await().atMost(PATIENCE).until(() -> Files.exists(data.resolve("logs")) && !access().isEmpty());
        List<JsonNode> all = new ArrayList<>(log());
        all.addAll(access());
        assertThat(all).hasSizeGreaterThan(20);
        assertThat(all.toString()).doesNotContain(PHONE, PHONE.substring(4), NAME, "2021001");
        assertThat(log())
                .allSatisfy(line -> assertThat(line.has("time")
                                && line.has("level")
                                && line.has("thread")
                                && line.has("logger")
                                && line.has("message"))
                        .as("%s", line)
                        .isTrue());
        assertThat(log())
                .noneSatisfy(line -> assertThat(line.path("level").asText()).isEqualTo("SEVERE"));
    }

    @Test
    void oneNameLeadsFromTheAnswerToTheAccessLogAndToWhatTheRequestLogged() throws IOException {
        HttpResponse<byte[]> export =
                server.get("/api/export?format=ndjson", Role.ADMIN, "X-Request-Id", "export-42.a");
        assertThat(export.headers().allValues("X-Request-Id")).containsExactly("export-42.a");
        HttpResponse<byte[]> bad = server.get("/api/events?limit=-1", Role.VIEWER, "X-Request-Id", "bad-7b");
        assertThat(RollcallServer.tree(bad.body()).path("instance").asText()).isEqualTo("urn:rollcall:request:bad-7b");

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(access()).anySatisfy(line -> {
                assertThat(line.path("request").asText()).isEqualTo("export-42.a");
                assertThat(line.path("path").asText()).isEqualTo("/api/export");
            });
            assertThat(log()).anySatisfy(line -> {
                assertThat(line.path("request").asText()).isEqualTo("export-42.a");
                assertThat(line.path("message").asText()).contains("exported");
            });
        });
    }

    @Test
    void everyAnswerHasANameOfItsOwnAndEveryProblemSaysIt() {
        List<HttpResponse<byte[]>> answers = List.of(
                server.get("/healthz", Role.NOBODY),
                server.get("/api/status", Role.VIEWER, "X-Request-Id", "two words"),
                server.get("/api/status", Role.NOBODY),
                server.get("/api/status", Role.STATION),
                server.get("/nowhere", Role.VIEWER),
                server.get("/api/nowhere", Role.VIEWER),
                server.get("/api/export?format=xml", Role.ADMIN),
                server.get("/%2f", Role.VIEWER),
                report("no JSON"),
                report("{\"type\":\"NO TYPE\",\"message\":\"x\"}"),
                server.send(server.request("/api/stream", Role.VIEWER).DELETE().build()));
        List<String> names = new ArrayList<>();
        for (HttpResponse<byte[]> answer : answers) {
            String name = answer.headers().firstValue("X-Request-Id").orElse("");
            if (answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json")) {
                assertThat(RollcallServer.tree(answer.body()).path("instance").asText())
                        .as("%s %s", answer.uri(), RollcallServer.text(answer))
                        .isEqualTo(name.isEmpty() ? "" : "urn:rollcall:request:" + name);
            }
            if (!answer.uri().getPath().equals("//")) { // refused before any of ours saw it
                assertThat(name).as("%s", answer.uri()).matches("r[0-9a-f]{16}");
                names.add(name);
            }
        }
        assertThat(names).doesNotHaveDuplicates();
    }
}

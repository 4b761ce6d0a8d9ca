package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** Stations report over HTTP: what 200 means, what a repetition is, and what is refused how. */
class ReportIT {
    private static final String JSON = "application/json";
    private static final String EVENTS = "/api/events";

    @TempDir
    static Path data;

    private static RollcallServer server;

    @BeforeAll
    static void start() {
        server = RollcallServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<byte[]> post(String path, String type, BodyPublisher body, String... headers) {
        var request = server.request(path, Role.STATION, headers).header("Content-Type", type);
        return server.send(request.POST(body).build());
    }

    private static HttpResponse<byte[]> post(String body) {
        return post(EVENTS, JSON, BodyPublishers.ofString(body));
    }

    private static HttpResponse<byte[]> put(String component, String body) {
        return server.send(server.request("/api/components/" + component, Role.STATION, "Content-Type", JSON)
                .PUT(BodyPublishers.ofString(body))
                .build());
    }

    private static JsonNode taken(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(RollcallServer.text(response)).isEqualTo(200);
        return RollcallServer.tree(response.body());
    }

    private static JsonNode stored(String id) {
        for (JsonNode event : server.json("/api/events?limit=1000&station=station")) {
            if (event.path("id").asText().equals(id)) {
                return event;
            }
        }
        throw new AssertionError("there is no event " + id);
    }

    @Test
    void anEventIsStoredUnderTheLoginsNameWhateverTheBodySays() {
        JsonNode answer = taken(
                post("{\"id\":\"9-9\",\"station\":\"other\",\"type\":\"backup\",\"message\":\"done\",\"unknown\":[1],"
                        + "\"data\":{\"duration\":5.2,\"ok\":true,\"none\":null,\"parent_phone\":\"+639171234567\"},"
                        + "\"timestamp\":\"2026-01-05T07:00:00.5+08:00\"}"));
        assertThat(answer.path("accepted").asInt()).isEqualTo(1);
        assertThat(answer.path("duplicates").asInt()).isZero();
        assertThat(answer.path("refused")).isEmpty();
        JsonNode event = stored(answer.path("last_id").asText());
        assertThat(event.path("station").asText()).isEqualTo("station");
        assertThat(event.path("data").path("duration").asDouble()).isEqualTo(5.2);
        assertThat(event.path("data").path("parent_phone").asText()).isEqualTo("+63•••••4567");
        assertThat(Instant.parse("2026-01-04T23:00:00.5Z"))
                .isEqualTo(
                        java.time.OffsetDateTime.parse(event.path("timestamp").asText())
                                .toInstant());
    }

    @Test
    void listsAndLinesAreTakenEventByEvent() {
        String good = "{\"type\":\"scan\",\"message\":\"a\"}";
        String bad = "{\"type\":\"no good\",\"message\":\"a\"}";
        JsonNode list = taken(post("[" + good + "," + bad + ",7," + good + "]"));
        assertThat(list.path("accepted").asInt()).isEqualTo(2);
        assertThat(list.path("refused").findValuesAsText("index")).containsExactly("1", "2");
        for (String type : List.of("application/x-ndjson", "application/ndjson; charset=UTF-8")) {
            JsonNode lines = taken(post(EVENTS, type, BodyPublishers.ofString(good + "\r\n\n" + bad + "\n" + good)));
            assertThat(lines.path("accepted").asInt()).isEqualTo(2);
            assertThat(lines.path("refused").findValuesAsText("index")).containsExactly("1");
        }
        String thousand = IntStream.range(0, 1_000).mapToObj(i -> good).collect(Collectors.joining(","));
        assertThat(taken(post("[" + thousand + "]")).path("accepted").asInt()).isEqualTo(1_000);
        assertThat(post("[" + thousand + "," + good + "]").statusCode()).isEqualTo(400);
    }

    /** F26 */
    @Test
    void aRepetitionHasTheSameIdAlsoAcrossAKill_F26() {
        String event = "{\"type\":\"scan\",\"message\":\"once\",\"key\":\"scan:f26\"}";
        JsonNode first = taken(post(event));
        JsonNode again = taken(post("[" + event + "," + event + "]"));
        assertThat(again.path("duplicates").asInt()).isEqualTo(2);
        assertThat(again.path("last_id")).isEqualTo(first.path("last_id"));
        server.kill();
        server.restart();
        JsonNode after = taken(post(event));
        assertThat(after.path("accepted").asInt()).isZero();
        assertThat(after.path("duplicates").asInt()).isEqualTo(1);
        assertThat(after.path("last_id")).isEqualTo(first.path("last_id"));
    }

    /** F1, over HTTP */
    @Test
    void whatWasAcknowledgedSurvivesAKillAndIsThereOnce_F1() throws Exception {
        Set<String> acknowledged = new TreeSet<>();
        for (int kill = 0; kill < 3; kill++) {
            ConcurrentLinkedQueue<String> answered = new ConcurrentLinkedQueue<>();
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                String prefix = "kill-" + kill + "-" + writer + "-";
                Thread thread = new Thread(() -> reportUntilItFails(prefix, answered));
                thread.start();
                writers.add(thread);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> answered.size() > 100);
            server.kill();
            for (Thread writer : writers) {
                writer.join();
            }
            server.restart();
            acknowledged.addAll(answered);
        }
        List<String> stored = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        String since = "1-0";
        for (JsonNode page = page(since); !page.isEmpty(); page = page(since)) {
            for (JsonNode event : page) {
                since = event.path("id").asText();
                sequences.add(Long.parseLong(since.split("-")[1]));
                stored.add(event.path("message").asText());
            }
        }
        assertThat(stored).containsAll(acknowledged).doesNotHaveDuplicates();
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
    }

    private static JsonNode page(String since) {
        return server.json("/api/events?limit=1000&type=journal&since=" + since);
    }

    private static void reportUntilItFails(String prefix, ConcurrentLinkedQueue<String> answered) {
        try {
            for (int i = 0; ; i++) {
                String name = prefix + i;
                HttpResponse<byte[]> response = post("{\"type\":\"journal\",\"message\":\"" + name + "\"}");
                if (response.statusCode() == 200) {
                    answered.add(name);
                }
            }
        } catch (java.io.UncheckedIOException e) {
            // the server was killed
        }
    }

    @Test
    void componentsAreTakenAndSurviveARestart() {
        assertThat(put("sms", "{\"status\":\"error\",\"details\":\"no credit, call 09171234567\"}")
                        .statusCode())
                .isEqualTo(200);
        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(put("sms", "{\"status\":\"fine\"}").statusCode()).isEqualTo(422);
        softly.assertThat(put("sms", "{}").statusCode()).isEqualTo(422);
        softly.assertThat(put("sms", "{\"status\":\"online\",\"details\":{}}").statusCode())
                .isEqualTo(422);
        softly.assertThat(put("sms", "{\"status\":\"online\",\"details\":\"" + "x".repeat(501) + "\"}")
                        .statusCode())
                .isEqualTo(422);
        softly.assertThat(put("S%20MS", "{\"status\":\"online\"}").statusCode()).isEqualTo(422);
        softly.assertThat(put("sms", "[]").statusCode()).isEqualTo(400);
        softly.assertAll();
        server.stop();
        server.restart();
        assertThat(server.json("/api/stations/station").toString())
                .contains("no credit")
                .contains("\"error\"")
                .doesNotContain("09171234567");
    }

    @Test
    void aHeartbeatIsShownWithItsVitals() {
        String vitals = "{\"cpu_percent\":12.5,\"disk_percent\":71,\"temperature_c\":48,\"queue_length\":3,"
                + "\"version\":\"2.1\",\"clock\":-4.5,\"other\":1}";
        JsonNode answer = taken(post("/api/heartbeat", JSON, BodyPublishers.ofString(vitals)));
        assertThat(answer.path("timestamp").asText()).isNotBlank();
        JsonNode station = server.json("/api/stations/station");
        assertThat(station.path("last_heartbeat").asText()).isNotBlank();
        assertThat(station.path("vitals").path("cpu_percent").asDouble()).isEqualTo(12.5);
        assertThat(station.path("vitals").path("memory_percent").isNull()).isTrue();
        assertThat(station.path("vitals").path("version").asText()).isEqualTo("2.1");
        SoftAssertions softly = new SoftAssertions();
        Map.of(
                        "{}", 200,
                        "{\"cpu_percent\":101}", 422,
                        "{\"cpu_percent\":\"1\"}", 422,
                        "{\"queue_length\":-1}", 422,
                        "{\"queue_length\":1.5}", 422,
                        "{\"version\":\"a\\nb\"}", 422,
                        "{\"clock\":1e12}", 422,
                        "{\"cpu_percent\":NaN}", 400,
                        "[]", 400,
                        "", 400)
                .forEach((body, status) -> softly.assertThat(post("/api/heartbeat", JSON, BodyPublishers.ofString(body))
                                .statusCode())
                        .as(body)
                        .isEqualTo(status));
        softly.assertAll();
    }

    @Test
    void whatIsNoJsonIsRefusedWholeAndWhatIsNoEventByItself() {
        SoftAssertions softly = new SoftAssertions();
        for (String body : List.of(
                "",
                "null",
                "7",
                "\"scan\"",
                "{",
                "[{]",
                "{\"type\":\"scan\",\"message\":\"a\"} x",
                "{\"type\":\"scan\",\"type\":\"sync\",\"message\":\"a\"}",
                event("\"data\":{\"n\":NaN}"),
                event("\"data\":{\"n\":1e400}"),
                event("\"data\":{\"n\":" + "9".repeat(400) + "}"),
                "[".repeat(10_000),
                event("\"data\":" + "{\"a\":".repeat(200) + "1" + "}".repeat(200)))) {
            refuses(softly, body, 400);
        }
        for (String body : List.of(
                "[]",
                "{}",
                "[7]",
                "{\"type\":7,\"message\":\"a\"}",
                "{\"type\":\"scan\"}",
                "{\"type\":\"Scan\",\"message\":\"a\"}",
                "{\"type\":\"s\\ncan\",\"message\":\"a\"}",
                "{\"type\":\"scan\",\"message\":\"\"}",
                "{\"type\":\"scan\",\"message\":\"" + "x".repeat(2_001) + "\"}",
                "{\"type\":\"scan\",\"message\":\"a\\u0000b\"}",
                event("\"data\":{\"a\":\"\\u0000\"}"),
                event("\"data\":[]"),
                event("\"data\":{\"a\":\"" + "x".repeat(17_000) + "\"}"),
                event("\"data\":" + "{\"a\":".repeat(20) + "1" + "}".repeat(20)),
                event("\"key\":7"),
                event("\"key\":\"\""),
                event("\"key\":\"a\\u2028b\""),
                event("\"key\":\"a\\u202eb\""),
                event("\"data\":{\"a\\u0000\":1}"),
                event("\"key\":\"" + "k".repeat(201) + "\""),
                event("\"timestamp\":\"yesterday\""),
                event("\"timestamp\":17"),
                event("\"timestamp\":\"" + Instant.now().plus(Duration.ofHours(25)) + "\""))) {
            refuses(softly, body, 422);
        }
        softly.assertAll();
    }

    /** RELIABILITY 0.4: a station that drips its bodies holds some threads, and neither readers nor good reports wait. */
    @Test
    void bodiesThatDripHoldUpNobody() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                slow.add(socket);
                socket.getOutputStream().write(head("Content-Length: 1000\r\n").getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write('{');
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(post(event("\"key\":\"drip\"")).statusCode())
                                    .isEqualTo(429));
            HttpResponse<byte[]> busy = post(event("\"key\":\"drip\""));
            assertThat(busy.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(server.json("/api/status").path("metrics").isObject()).isTrue();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(post(event("\"key\":\"drip\"")).statusCode()).isEqualTo(200));
    }

    @Test
    void controlsInAMessageAreStoredAndBreakNoFrameAndNoLine() {
        String hostile = "a\\r\\nid: 9-9\\u2028\\u001b[31m\\u202e<script>\\ud800";
        JsonNode answer = taken(post("{\"type\":\"scan\",\"message\":\"" + hostile + "\"}"));
        String message = stored(answer.path("last_id").asText()).path("message").asText();
        assertThat(message).startsWith("a\r\nid: 9-9\u2028\u001b[31m\u202e<script>");
        await().atMost(Duration.ofSeconds(10)).until(() -> server.log().contains("<script>"));
        assertThat(server.log().lines()).noneMatch(line -> line.startsWith("id: 9-9"));
    }

    @Test
    void otherEncodingsAndKindsOfBodiesAreRefused() {
        SoftAssertions softly = new SoftAssertions();
        String event = "{\"type\":\"scan\",\"message\":\"é\"}";
        for (var charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16)) {
            softly.assertThat(post(EVENTS, JSON, BodyPublishers.ofByteArray(event.getBytes(charset)))
                            .statusCode())
                    .as(charset.name())
                    .isEqualTo(400);
        }
        for (String type : List.of(
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/xml",
                "application/json-seq",
                "application/jsonx",
                "application/json; charset=utf-16")) {
            softly.assertThat(post(EVENTS, type, BodyPublishers.ofString(event)).statusCode())
                    .as(type)
                    .isEqualTo(415);
        }
        softly.assertThat(post(EVENTS, JSON, BodyPublishers.ofString(event), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(415);
        for (String[] foreign : List.of(
                new String[] {"Origin", "https://elsewhere.example"}, new String[] {"Sec-Fetch-Site", "cross-site"})) {
            softly.assertThat(post(EVENTS, JSON, BodyPublishers.ofString(event), foreign)
                            .statusCode())
                    .as(foreign[0])
                    .isEqualTo(403);
        }
        softly.assertAll();
    }

    @Test
    void aBodyOverAMegabyteIsRefusedAtOnceDeclaredOrNot() throws IOException {
        byte[] large = "x".repeat(1024 * 1024 + 1).getBytes(StandardCharsets.US_ASCII);
        assertThat(post(EVENTS, JSON, BodyPublishers.ofByteArray(large)).statusCode())
                .isEqualTo(413);
        assertThat(raw("Content-Length: 10737418240\r\n")).startsWith("HTTP/1.1 413");
        StringBuilder chunks = new StringBuilder("Transfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 20; i++) {
            chunks.append("10000\r\n").append("x".repeat(65_536)).append("\r\n");
        }
        assertThat(raw(chunks.toString())).startsWith("HTTP/1.1 413");
    }

    /** The first line of the answer to a request of which only so much is sent. */
    private static String raw(String rest) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(head(rest).getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (IOException e) {
                // the server has answered and closed already
            }
            InputStream in = socket.getInputStream();
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
                line.append((char) c);
            }
            return line.toString();
        }
    }

    /** The head of a report, with further lines, and with the beginning of a body if there is one. */
    private static String head(String rest) {
        String login = server.request(EVENTS, Role.STATION)
                .build()
                .headers()
                .firstValue("Authorization")
                .orElseThrow();
        return "POST " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + login
                + "\r\nContent-Type: application/json\r\n" + rest + (rest.contains("\r\n\r\n") ? "" : "\r\n");
    }

    private static String event(String field) {
        return "{\"type\":\"scan\",\"message\":\"a\"," + field + "}";
    }

    private static void refuses(SoftAssertions softly, String body, int status) {
        HttpResponse<byte[]> response = post(body);
        String what = body.length() > 80 ? body.substring(0, 80) : body;
        softly.assertThat(response.statusCode()).as(what).isEqualTo(status);
        softly.assertThat(response.body().length).as(what).isLessThan(1_000);
        softly.assertThat(RollcallServer.text(response))
                .as(what)
                .startsWith("{")
                .doesNotContain("org.", "java.", "Exception");
        if (status == 400) { // a 422 is the report's own answer
            softly.assertThat(RollcallServer.text(response)).as(what).contains("\"instance\":\"urn:rollcall:request:");
        }
    }
}

package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** Tomcat as it is shipped with Rollcall: what strangers send to it, and what it has not got (issue 6.1, RELIABILITY 2). */
class HardenedIT {
    private static final String CLOSE = "\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    @TempDir
    static Path data;

    private static RollcallServer server;

    @BeforeAll
    static void start() throws IOException {
        Path other = data.resolve("tomcat/webapps/other");
        Files.createDirectories(other);
        Files.writeString(other.resolve("index.html"), "somebody else's");
        server = RollcallServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatTomcatRefusesItselfIsAProblemWithOurHeaders() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        for (String line : List.of(
                "GET /a b HTTP/1.1",
                "GET /%zz HTTP/1.1",
                "G@T / HTTP/1.1",
                "GET / HTTP/9.9",
                "GET /{x} HTTP/1.1",
                "GET /a%2fb HTTP/1.1",
                "GET /a%5cb HTTP/1.1",
                "GET /%00 HTTP/1.1",
                "GET /" + "a".repeat(9_000) + " HTTP/1.1",
                "GET http://elsewhere.example@/ HTTP/1.1")) {
            refused(softly, line, RawHttp.send(server.port(), line + CLOSE));
        }
        refused(softly, "no host", RawHttp.send(server.port(), "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"));
        refused(
                softly,
                "two hosts",
                RawHttp.send(
                        server.port(), "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"));
        refused(
                softly,
                "coding",
                RawHttp.send(server.port(), "GET /healthz HTTP/1.1\r\nTransfer-Encoding: rot13" + CLOSE));
        softly.assertAll();
    }

    private static void refused(SoftAssertions softly, String what, String answer) {
        String shown = what.length() > 40 ? what.substring(0, 40) : what;
        softly.assertThat(answer)
                .as(shown)
                .startsWith("HTTP/1.1 400")
                .contains("\r\nContent-Type: application/problem+json")
                .contains("\r\nContent-Security-Policy: default-src 'none';")
                .contains("\r\nX-Content-Type-Options: nosniff\r\n")
                .contains("\r\nReferrer-Policy: no-referrer\r\n")
                .contains("\r\nCache-Control: no-store\r\n")
                .containsPattern("\r\n\r\n\\{\"type\":\"urn:rollcall:problem:http-400\",\"title\":\"Bad Request\","
                        + "\"status\":400,\"detail\":\"The request was refused\","
                        + "\"instance\":\"urn:rollcall:request:r[0-9a-f]{16}\"\\}$");
        softly.assertThat(answer.toLowerCase(Locale.ROOT))
                .as(shown)
                .doesNotContain("tomcat", "apache", "coyote", "\r\nserver:", "exception");
    }

    /** RELIABILITY 2: request smuggling shapes get 400 or a close, never two answers. */
    @Test
    void aRequestThatCanBeReadInTwoWaysGetsOneAnswerAtMost() throws IOException {
        String inner = "GET /readyz HTTP/1.1\r\nHost: inner\r\n\r\n";
        String post = "POST /healthz HTTP/1.1\r\nHost: localhost\r\n";
        SoftAssertions softly = new SoftAssertions();
        for (String shape : List.of(
                post + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
                post + "Content-Length: 5\r\nContent-Length: 0\r\n\r\n" + inner,
                post + "Content-Length: +5\r\n\r\n" + inner,
                post + "Content-Length: 5, 5\r\n\r\n" + inner,
                post + "Content-Length: -1\r\n\r\n" + inner,
                post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + inner,
                post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + inner,
                post + "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n" + inner,
                post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + inner,
                post + "Transfer-Encoding: identity, chunked, identity\r\n\r\n0\r\n\r\n" + inner,
                post + "Transfer-Encoding: chunked\r\n\r\n1;ext=\"\n\"\r\nx\r\n0\r\n\r\n" + inner,
                post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + inner,
                post + "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + inner,
                post + "X: a\r\n b: c\r\nContent-Length: 0\rX: y\r\n\r\n" + inner)) {
            String answer = RawHttp.send(server.port(), shape);
            softly.assertThat(answer.split("HTTP/1\\.1 ", -1).length - 1)
                    .as(shape)
                    .isLessThanOrEqualTo(1);
            softly.assertThat(answer).as(shape).doesNotContain("\"up\"");
        }
        softly.assertAll();
    }

    /** RELIABILITY 0.4 and 2: slow headers, slow bodies, idle, 600 at once; a good client's p99 stays under 1 s. */
    @Test
    void sixHundredSlowStrangersHoldUpNobody() throws IOException {
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 600; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                strangers.add(socket);
                String said = switch (i % 3) {
                    case 0 -> "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
                    case 1 ->
                        "POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 100000\r\n\r\n{";
                    default -> "";
                };
                socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
            }
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                long before = System.nanoTime();
                assertThat(server.get("/api/status", Role.VIEWER).statusCode()).isEqualTo(200);
                millis.add((System.nanoTime() - before) / 1_000_000);
            }
            Collections.sort(millis);
            assertThat(millis.get(197)).as("p99 of a good client in ms").isLessThan(1_000L);
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void onlyOurApplicationRunsAndThereIsNoOtherPort() throws Exception {
        try (JMXConnector connector = JmxClient.connect(server.pid())) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            Set<String> applications = beans.queryNames(new ObjectName("Catalina:j2eeType=WebModule,*"), null).stream()
                    .map(name -> name.getKeyProperty("name"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(applications).containsExactly("//localhost/");
            Set<ObjectName> connectors = beans.queryNames(new ObjectName("Catalina:type=Connector,*"), null);
            assertThat(connectors).hasSize(1);
            ObjectName protocol = connectors.iterator().next();
            assertThat(beans.getAttribute(protocol, "protocol").toString()).contains("Http11NioProtocol");
            assertThat(beans.getAttribute(new ObjectName("Catalina:type=Server"), "port"))
                    .isEqualTo(-1);
            ObjectName handler = beans.queryNames(new ObjectName("Catalina:type=ProtocolHandler,*"), null)
                    .iterator()
                    .next();
            assertThat((Integer) beans.getAttribute(handler, "maxConnections")).isGreaterThan(12_000);
            assertThat(beans.getAttribute(handler, "maxSwallowSize")).isEqualTo(0);
        }
        assertThat(server.get("/other/index.html", Role.VIEWER).statusCode()).isEqualTo(404);
    }

    @Test
    void theAccessLogIsJsonByDayWithoutIdsNumbersAndQueries() throws IOException {
        server.get("/api/events?q=2021001&phone=09171234567", Role.VIEWER);
        server.get("/api/stations/2021001", Role.VIEWER);
        server.get("/students/2021-001/%2B639171234567", Role.ADMIN);
        RawHttp.send(server.port(), "GET /2021001 HTTP/9.9\r\nX: \"}\n" + CLOSE);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        accessLog().contains("/students/*/*") && accessLog().contains("/api/stations/*"));
        String log = accessLog();
        assertThat(log).doesNotContain("2021001", "2021-001", "9171234567", "phone");
        for (String line : log.lines().toList()) {
            JsonNode entry = RollcallServer.tree(line.getBytes(StandardCharsets.UTF_8));
            assertThat(entry.path("time").asText()).startsWith("20");
            assertThat(entry.path("statusCode").isInt()).isTrue();
            assertThat(entry.path("elapsedTime").isNumber()).isTrue();
        }
        assertThat(log).contains("\"user\":\"viewer\"", "\"path\":\"/api/events\"");
    }

    private static String accessLog() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("logs"))) {
            List<Path> logs = files.filter(file -> file.getFileName().toString().matches("access_\\d{8}\\.json"))
                    .toList();
            StringBuilder text = new StringBuilder();
            for (Path log : logs) {
                text.append(Files.readString(log));
            }
            return text.toString();
        }
    }

    /** RELIABILITY 2: only what the administrator's own pages and stations send changes anything. */
    @Test
    void anotherSitesPageWithARememberedLoginChangesNothing() {
        SoftAssertions softly = new SoftAssertions();
        String before = server.json("/api/status").path("as_of").asText();
        for (Map.Entry<String, Role> change : Map.of(
                        "/api/events", Role.STATION, "/api/heartbeat", Role.STATION, "/api/exports", Role.ADMIN)
                .entrySet()) {
            for (String[] headers : List.of(
                    new String[] {"Content-Type", "text/plain"},
                    new String[] {"Content-Type", "application/x-www-form-urlencoded"},
                    new String[] {"Content-Type", "application/json", "Origin", "https://elsewhere.example"},
                    new String[] {"Content-Type", "application/json", "Origin", "null"},
                    new String[] {"Content-Type", "application/json", "Sec-Fetch-Site", "cross-site"},
                    new String[] {"Content-Type", "application/json", "Sec-Fetch-Site", "same-site"})) {
                int status = server.send(server.request(change.getKey(), change.getValue(), headers)
                                .POST(BodyPublishers.ofString("{\"type\":\"scan\",\"message\":\"forged\"}"))
                                .build())
                        .statusCode();
                softly.assertThat(status)
                        .as(change.getKey() + " " + String.join(" ", headers))
                        .isIn(403, 415);
            }
        }
        softly.assertThat(server.json("/api/status").path("as_of").asText()).isEqualTo(before);
        softly.assertThat(data.toFile().list((folder, name) -> name.startsWith("metrics_export")))
                .isEmpty();
        softly.assertAll();
    }
}

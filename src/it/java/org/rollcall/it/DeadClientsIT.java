package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** Issue 5, item 3: who is gone without a word, or takes nothing, costs nothing for long, though nothing happens. */
class DeadClientsIT {
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final int CLIENTS = 300;
    private static final Pattern CLIENT = Pattern.compile(
            "^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+org\\.rollcall\\.stream\\.StreamClient\\b", Pattern.MULTILINE);

    @TempDir
    Path data;

    @Test
    void clientsThatAreGoneAreNoticedWithinTwoHeartbeatsAndTheirMemoryIsFreed() throws Exception {
        TestCertificate made = TestCertificate.make(data, "school");
        Map<String, String> settings = Map.of(
                "ROLLCALL_STREAM_HEARTBEAT",
                HEARTBEAT.toSeconds() + "s",
                "ROLLCALL_TLS_KEYSTORE",
                made.file().toString(),
                "ROLLCALL_TLS_PASSWORD",
                made.password());
        try (RollcallServer server = RollcallServer.startSecure(data, settings, List.of(), made.trusting())) {
            comeAndGo(server, made.trusting().getSocketFactory(), HEARTBEAT.multipliedBy(2));
        }
    }

    @Test
    void overPlainConnectionsTheyAreNoticedAtOnce() throws Exception {
        Map<String, String> settings = Map.of("ROLLCALL_STREAM_HEARTBEAT", "60s");
        try (RollcallServer server = RollcallServer.start(data, settings, List.of())) {
            comeAndGo(server, SocketFactory.getDefault(), Duration.ofSeconds(2));
        }
    }

    private static void comeAndGo(RollcallServer server, SocketFactory sockets, Duration patience) throws IOException {
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            all.add(connect(server, sockets));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> server.openStreams() == CLIENTS);
        assertThat(inHeap(server)).isEqualTo(CLIENTS);
        for (Socket socket : all) {
            socket.close();
        }
        await().atMost(patience.plusSeconds(1)).until(() -> server.openStreams() == 0);
        // Logins are looked through every five seconds.
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(inHeap(server)).isZero());
    }

    @Test
    void whoTakesNothingForTwentySecondsIsClosed() throws IOException {
        try (RollcallServer server = RollcallServer.start(data);
                Socket stalled = connect(server, SocketFactory.getDefault())) {
            await().until(() -> server.openStreams() == 1);
            String event = "{\"type\":\"scan\",\"message\":\"" + "x".repeat(400) + "\"}";
            HttpRequest events = server.request("/api/events", Role.STATION, "Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("[" + (event + ",").repeat(999) + event + "]"))
                    .build();
            for (int i = 0; i < 24; i++) { // more than the system keeps for one connection, so that something waits
                assertThat(server.send(events).statusCode()).isEqualTo(200);
            }
            await().atMost(Duration.ofSeconds(40)).until(() -> server.openStreams() == 0);
            assertThat(stalled.isClosed()).as("from this side").isFalse();
        }
    }

    private static Socket connect(RollcallServer server, SocketFactory sockets) throws IOException {
        String login = "viewer:" + server.password(Role.VIEWER);
        Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream()
                .write(("GET /api/stream?view=fleet&types=scan HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic "
                                + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** How many the heap holds after a collection. */
    private static int inHeap(RollcallServer server) throws IOException {
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        Matcher client = CLIENT.matcher(new String(histogram.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        return client.find() ? Integer.parseInt(client.group(1)) : 0;
    }
}

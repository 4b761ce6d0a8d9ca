package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 5, item 3: who is gone without a word costs nothing for longer than two heartbeats, though nothing happens. */
class DeadClientsIT {
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final int CLIENTS = 300;
    private static final Pattern CLIENT = Pattern.compile(
            "^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+org\\.rollcall\\.stream\\.StreamClient\\b", Pattern.MULTILINE);

    @TempDir
    Path data;

    @Test
    void clientsThatAreGoneAreNoticedWithinTwoHeartbeatsAndTheirMemoryIsFreed() throws IOException {
        Map<String, String> settings = Map.of("ROLLCALL_STREAM_HEARTBEAT", HEARTBEAT.toSeconds() + "s");
        try (RollcallServer server = RollcallServer.start(data, settings, List.of())) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                sockets.add(connect(server));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> clients(server) == CLIENTS);
            assertThat(inHeap(server)).isEqualTo(CLIENTS);
            for (Socket socket : sockets) {
                socket.close();
            }
            await().atMost(HEARTBEAT.multipliedBy(2).plusSeconds(1)).until(() -> clients(server) == 0);
            // Logins are looked through every five seconds.
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(inHeap(server)).isZero());
        }
    }

    private static Socket connect(RollcallServer server) throws IOException {
        String login = "viewer:" + server.password(RollcallServer.Role.VIEWER);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream()
                .write(("GET /api/stream?view=fleet HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic "
                                + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static int clients(RollcallServer server) {
        String metrics = RollcallServer.text(server.get("/metrics", RollcallServer.Role.ADMIN));
        Matcher value = Pattern.compile("^rollcall_stream_clients (\\d+)", Pattern.MULTILINE)
                .matcher(metrics);
        assertThat(value.find()).as(metrics).isTrue();
        return Integer.parseInt(value.group(1));
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

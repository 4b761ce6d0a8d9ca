package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** docs/howto/prometheus.md, flight-recorder.md and follow-the-log.md, run as they are written but for names and places. */
class WatchDocumentsIT {
    private static final Path BASEDIR = Path.of(System.getProperty("rollcall.basedir"));
    private static final Pattern BLOCK =
            Pattern.compile("^( *)```\\n(.*?)^\\1```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    Path data;

    @TempDir
    Path etc;

    private static List<String> blocks(String document) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher block =
                BLOCK.matcher(Files.readString(BASEDIR.resolve("docs/howto").resolve(document)));
        while (block.find()) {
            blocks.add(block.group(2).indent(-block.group(1).length()));
        }
        return blocks;
    }

    private String shell(String script) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", script)
                .directory(BASEDIR.toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(key -> key.startsWith("ROLLCALL_"));
        environment.put("ROLLCALL_DATA", data.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PATH", System.getProperty("java.home") + "/bin:" + environment.get("PATH"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s%n%s", script, said).isZero();
        return said;
    }

    private static void report(RollcallServer server) {
        server.send(server.request("/api/events", Role.STATION, "Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"type\":\"warning\",\"message\":\"for the record\"}"))
                .build());
    }

    @Test
    void prometheusIsSetUpAsTheDocumentSays() throws Exception {
        assumeTrue(Promtool.isHere(), "promtool is not here: apt-get install prometheus");
        List<String> blocks = blocks("prometheus.md");
        assertThat(blocks).hasSize(5);
        try (RollcallServer server = RollcallServer.start(data)) {
            String made = shell(blocks.get(0));
            Matcher password = Pattern.compile("[A-Za-z0-9_-]{20,}").matcher(made);
            assertThat(password.find()).as(made).isTrue();
            shell(blocks.get(1).replace("/etc/prometheus", etc.toString()).replace("the password", password.group()));
            // The server notices a new login within seconds.
            String scraped = shell("for i in 1 2 3 4 5 6 7 8 9; do ! "
                    + blocks.get(2)
                            .strip()
                            .replace("/etc/prometheus", etc.toString())
                            .replace("http://127.0.0.1:8888", server.uri("").toString())
                    + " || exit 0; sleep 1; done; exit 1");
            assertThat(scraped).contains("rollcall_build_info{java=");
            assertThat(shell(blocks.get(3).replace("/etc/prometheus", etc.toString())))
                    .contains("SUCCESS");
            assertThat(shell(blocks.get(4))).contains("SUCCESS");
        }
    }

    @Test
    void flightRecorderHasCommitsAndRounds() throws Exception {
        List<String> blocks = blocks("flight-recorder.md");
        assertThat(blocks).hasSize(3);
        try (RollcallServer server = RollcallServer.start(data);
                SseReader reader = server.stream("")) {
            assertThat(reader.hasEnded()).isFalse();
            List<String> here = blocks.stream()
                    .map(block -> block.replace("PID", Long.toString(server.pid()))
                            .replace(
                                    "/tmp/rollcall.jfr",
                                    etc.resolve("rollcall.jfr").toString()))
                    .toList();
            shell(here.get(0));
            report(server);
            shell(here.get(1));
            assertThat(shell(here.get(2)))
                    .contains("rollcall.Commit {", "rollcall.FanOut {", "stored = true")
                    .containsPattern("clients = 1");
        }
    }

    @Test
    void theLogIsFollowedAsTheDocumentSays() throws Exception {
        List<String> commands = blocks("follow-the-log.md").stream()
                .filter(block -> block.startsWith("jq ") || block.startsWith("grep "))
                .map(block -> block.replace("data/logs", data.resolve("logs").toString()))
                .toList();
        assertThat(commands).hasSize(3);
        try (RollcallServer server = RollcallServer.start(data, Map.of("ROLLCALL_LOG_FORMAT", "json"), List.of())) {
            report(server);
            assertThat(server.get("/nowhere", Role.VIEWER, "X-Request-Id", "r3f0c9d2a11b04e57")
                            .statusCode())
                    .isEqualTo(404);
            org.awaitility.Awaitility.await().until(() -> server.log().contains("for the record"));
            server.stop(); // the container writes its access log now and then
            assertThat(shell(commands.get(0))).contains("for the record");
            assertThat(shell(commands.get(1))).contains("/nowhere\t404");
            assertThat(shell(commands.get(2))).contains("\"path\":\"/nowhere\"");
        }
    }
}

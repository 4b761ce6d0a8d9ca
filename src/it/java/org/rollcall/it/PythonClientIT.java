package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/**
 * The attendance program of clients/python, with the one file in the old one's place, reports through a killed server and
 * an outage, each thing once (P54 to P64).
 */
class PythonClientIT {
    private static final Path CLIENT = Path.of(System.getProperty("rollcall.basedir", "."))
            .toAbsolutePath()
            .resolve("clients/python");

    @TempDir
    Path data;

    @TempDir
    Path gate;

    @Test
    void whatAGateReportsThroughAnOutageIsThereOnce() throws Exception {
        Path old = Files.createDirectories(gate.resolve("src/utils"));
        Files.copy(CLIENT.resolve("realtime_monitor.py"), old.resolve("realtime_monitor.py"));
        Files.copy(CLIENT.resolve("example_attendance.py"), gate.resolve("attendance.py"));
        Files.createDirectories(gate.resolve("data"));
        try (RollcallServer server = RollcallServer.start(data)) {
            Process first = start(server, 60, 0.1);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> events(server, "scan").size() >= 5);
            server.kill();
            assertThat(first.waitFor(60, TimeUnit.SECONDS))
                    .as("the program ends although nobody takes its reports")
                    .isTrue();
            assertThat(first.exitValue()).as(said()).isZero();
            server.restart();
            Process second = start(server, 1, 0);
            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).as(said()).isZero();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> events(server, "scan").size() >= 61);
            List<String> scans = new ArrayList<>();
            for (JsonNode scan : events(server, "scan")) {
                assertThat(scan.path("station").asText()).isEqualTo(Role.STATION.login());
                scans.add(scan.path("data").path("record_id") + " "
                        + scan.path("data").path("student_id"));
            }
            assertThat(scans).hasSize(61);
            assertThat(scans.subList(0, 60)).doesNotHaveDuplicates();
            int photos = events(server, "photo").size() + failures(server, "Photo failed");
            int texts = events(server, "sms").size() + failures(server, "SMS failed");
            assertThat(photos).isEqualTo(61);
            assertThat(texts).isEqualTo(61);
            assertThat(events(server, "custom")).hasSize(2);
            assertThat(server.json("/api/events?limit=1000").toString()).doesNotContain("+63917");
            JsonNode station = server.json("/api/stations/" + Role.STATION.login());
            assertThat(station.path("last_heartbeat").asText()).isNotBlank();
            assertThat(station.toString()).contains("\"name\":\"camera\"", "\"name\":\"cloud\"", "\"name\":\"sms\"");
        }
    }

    private Process start(RollcallServer server, int scans, double pause) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "python3", "attendance.py", "--scans", String.valueOf(scans), "--pause", String.valueOf(pause))
                .directory(gate.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        gate.resolve("said.txt").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("ROLLCALL_"));
        builder.environment()
                .putAll(Map.of(
                        "ROLLCALL_URL", server.uri("").toString(),
                        "ROLLCALL_USER", Role.STATION.login(),
                        "ROLLCALL_STATION_PASSWORD", server.password(Role.STATION)));
        return builder.start();
    }

    private static JsonNode events(RollcallServer server, String type) {
        return server.json("/api/events?limit=1000&type=" + type);
    }

    private static int failures(RollcallServer server, String what) {
        int count = 0;
        for (JsonNode error : events(server, "error")) {
            count += error.path("message").asText().startsWith(what) ? 1 : 0;
        }
        return count;
    }

    private String said() {
        try {
            return Files.readString(gate.resolve("said.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

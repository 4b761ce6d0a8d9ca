package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** The registry of stations on the real server, with the script as a person calls it (P79, P80). */
class RegistryIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path ROOT = Path.of(System.getProperty("rollcall.basedir"));
    private static final Pattern BLOCK = Pattern.compile("^```\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    Path data;

    private static List<String> names(RollcallServer server) {
        return server.json("/api/stations").findValuesAsText("name").stream()
                .filter(name -> name.matches("gate-\\d|library"))
                .toList();
    }

    private static HttpResponse<byte[]> beat(RollcallServer server, String login, String body) {
        String basic = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        return server.send(HttpRequest.newBuilder(server.uri("/api/heartbeat"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static String prometheus(RollcallServer server) {
        return RollcallServer.text(server.get("/metrics", Role.VIEWER));
    }

    @Test
    void aFleetFromAFileGrowsWhileTheServerRunsAndSurvivesAWrongFile() throws Exception {
        Path file = Files.writeString(data.resolve("stations.csv"), """
                name,title,site,group,components,queue_size
                gate-3,North gate,San Isidro,north switch,camera,
                gate-1,Main gate,San Isidro,,,5
                gate-2,East gate,San Isidro,,,
                """);
        try (AttendanceDatabase database = AttendanceDatabase.create(data.resolve("attendance.db"));
                RollcallServer server = RollcallServer.start(data)) {
            database.queue(6, 0);
            assertThat(names(server)).containsExactly("gate-1", "gate-3", "gate-2"); // the home station first
            knownBeforeTheyReport(server);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(server.json("/api/alerts").findValuesAsText("message"))
                            .containsExactly("Queue over 5"));

            String login = added(server);
            reports(server, login);

            Files.writeString(file, "name,titel\ngate 1,x\n");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(warnings(server)).hasSize(1));
            assertThat(warnings(server).get(0).path("message").asText())
                    .contains("is wrong (2)", "line 1, header: “titel”", "The former stations (4) stay.");
            assertThat(prometheus(server)).contains("rollcall_registry_failing 1.0", "rollcall_registry_stations 4.0");
            assertThat(names(server)).containsExactly("gate-1", "gate-3", "gate-2", "gate-4");
            assertThat(Script.run(data, "stations.sh", "remove", "gate-2").status())
                    .isEqualTo(1);

            Files.writeString(file, "name,title\ngate-4,Fourth\n");
            await().atMost(SOON).untilAsserted(() -> assertThat(names(server)).containsExactly("gate-1", "gate-4"));
            assertThat(prometheus(server))
                    .contains("rollcall_registry_failing 0.0", "rollcall_queue_size{station=\"gate-4\"}")
                    .doesNotContain("station=\"gate-2\"");
            assertThat(server.json("/api/stations/gate-4").path("title").asText())
                    .isEqualTo("Fourth");
            assertThat(warnings(server)).hasSize(1);
            assertThat(server.log().split("the registry of stations, is wrong", -1).length - 1)
                    .as("said once by the watcher and once as an event, in the console and in the day's file")
                    .isLessThanOrEqualTo(4);
        }
    }

    private static void knownBeforeTheyReport(RollcallServer server) {
        JsonNode station = server.json("/api/stations/gate-3");
        assertThat(station.path("status").asText()).isEqualTo("initializing");
        assertThat(station.path("title").asText()).isEqualTo("North gate");
        assertThat(station.path("site").asText()).isEqualTo("San Isidro");
        assertThat(station.path("group").asText()).isEqualTo("north switch");
        assertThat(station.path("expected")).extracting(JsonNode::asText).containsExactly("camera");
        assertThat(station.path("thresholds").path("queue-size").asDouble()).isEqualTo(50);
        for (String age : List.of("heartbeat", "scan", "sync", "sms")) {
            assertThat(station.has(age + "_age_seconds")).isTrue();
            assertThat(station.path(age + "_age_seconds").isNull()).isTrue();
        }
        assertThat(server.json("/api/stations/gate-1")
                        .path("thresholds")
                        .path("queue-size")
                        .asDouble())
                .isEqualTo(5);
        assertThat(prometheus(server)).contains("rollcall_queue_size{station=\"gate-3\"} NaN");
    }

    /** Adds gate-4 as a person does; its login and password. */
    private String added(RollcallServer server) {
        Script script = Script.run(data, "stations.sh", "add", "gate-4", "--title", "Pintô sa silangan");
        assertThat(script.status()).as(script.said()).isZero();
        assertThat(script.said()).matches("gate-4,\\S{24}\n");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(names(server)).containsExactly("gate-1", "gate-3", "gate-2", "gate-4"));
        assertThat(server.json("/api/stations/gate-4").path("title").asText()).isEqualTo("Pintô sa silangan");
        return script.said().strip().replace(',', ':');
    }

    private static void reports(RollcallServer server, String login) {
        String ahead = "{\"version\":\"2.1\",\"timestamp\":\"" + Instant.now().plusSeconds(90) + "\"}";
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(beat(server, login, ahead).statusCode()).isEqualTo(200));
        assertThat(beat(server, login, "{\"timestamp\":\"yesterday\"}").statusCode())
                .isEqualTo(422);
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode station = server.json("/api/stations/gate-4");
            assertThat(station.path("heartbeat_age_seconds").asLong(-1)).isBetween(0L, 60L);
            assertThat(station.path("version").asText()).isEqualTo("2.1");
            assertThat(station.path("clock_skew_seconds").asDouble()).isCloseTo(90, within(30.0));
            assertThat(station.path("scan_age_seconds").isNull()).isTrue();
        });
        assertThat(beat(server, login, "{\"version\":\"2.1\",\"clock\":-3.5,\"timestamp\":\"2026-01-01T00:00:00Z\"}")
                        .statusCode())
                .isEqualTo(200);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.json("/api/stations/gate-4")
                                .path("clock_skew_seconds")
                                .asDouble())
                        .isEqualTo(-3.5));
    }

    private static List<JsonNode> warnings(RollcallServer server) {
        JsonNode events = server.json("/api/events?type=warning&q=registry");
        List<JsonNode> found = new java.util.ArrayList<>();
        events.forEach(found::add);
        return found;
    }

    @Test
    void aWrongFileStopsTheStartWithEveryFault() throws Exception {
        Files.writeString(data.resolve("stations.csv"), "name,zone\ngate 1,Asia/Manila\ngate-2,Mars\n");
        assertThatThrownBy(() -> RollcallServer.start(data).close()).hasMessageContaining("the server ended");
        assertThat(Files.readString(data.resolve("logs/console.log"))) // in one line, as for a setting
                .containsPattern(
                        "wrong registry of stations \\S+/stations.csv \\(2\\): line 2, name: “gate 1” .*; line 3,"
                                + " zone: “Mars” .*; good: Asia/Manila");
    }

    @Test
    void everyCommandOfTheHowToWorksAsWritten() throws Exception {
        Path desk = Files.createDirectory(data.resolveSibling(data.getFileName() + ".desk"));
        String script = BLOCK.matcher(Files.readString(ROOT.resolve("docs/howto/stations.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> !block.startsWith("$")) // a session with what is wrong
                .reduce("", String::concat);
        assertThat(script.lines().filter(line -> line.startsWith("scripts/stations.sh")))
                .hasSize(7);
        try (RollcallServer server = RollcallServer.start(data)) {
            ProcessBuilder builder = new ProcessBuilder(
                            "bash", "-eu", "-c", script.replace("scripts/", ROOT + "/scripts/"))
                    .directory(desk.toFile())
                    .redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("ROLLCALL_"));
            builder.environment().put("ROLLCALL_DATA", data.toString());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process shell = builder.start();
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.exitValue()).as(said).isZero();
            assertThat(said).containsPattern("gate-2,\\S{24}\n").contains("2 logins made");
            assertThat(Files.readAllLines(desk.resolve("passwords.csv"))).hasSize(2);
            assertThat(Files.readString(data.resolve("users.xml")))
                    .contains("\"library\"")
                    .doesNotContain("\"gate-3\"");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(server.json("/api/stations/gate-2")
                                    .path("title")
                                    .asText())
                            .isEqualTo("East gate (new)"));
            // The server may have looked between two of the commands.
            await().atMost(SOON).untilAsserted(() -> assertThat(names(server)).containsExactly("gate-1", "gate-2"));
        }
    }
}

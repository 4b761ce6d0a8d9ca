package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;
import org.rollcall.it.gate.Chatter;
import org.rollcall.it.gate.Gate;

/** The client's jar, alone on the class path of a station's program, and the real server. */
class JavaClientIT {
    private static final Path JAR = Path.of(System.getProperty("rollcall.client"));
    private static final Path TESTS = Path.of(System.getProperty("rollcall.target"), "test-classes");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path data;

    @TempDir
    Path gate;

    @Test
    void theDocumentsCodeRunsWithTheJarAlone_P54() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class")))
                    .isNotEmpty()
                    .allMatch(name -> name.matches("org/rollcall/(client|privacy)/.*"));
        }
        try (RollcallServer server = RollcallServer.start(data)) {
            String login = Role.STATION.login();
            Process program = start(server, Gate.class, login);
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(program.exitValue()).as(said()).isZero();
            assertThat(said()).contains("wrote ", "read ");
            assertThat(said()).contains("true ClientStatus[", "event heard by the listener");
            assertThat(messages(server))
                    .filteredOn("Attendance recorded: 2021001"::equals)
                    .hasSize(2);
            assertThat(messages(server)).containsOnlyOnce("heard by the listener");
            JsonNode station = server.json("/api/stations/" + login);
            assertThat(station.toString()).contains("\"name\":\"camera\"", "640x480");
            assertThat(station.path("vitals").path("temperature_c").asDouble()).isEqualTo(51.5);
        }
    }

    @Test
    void throughKillsOfTheServerAndOfTheProgramEachEventIsThereOnceAndInOrder_P55_P65() throws Exception {
        try (RollcallServer server = RollcallServer.start(data)) {
            Process first = start(server, Chatter.class, "1");
            await().atMost(LIMIT).until(() -> numbers(server).size() > 50);
            server.kill();
            long before = safe();
            await().atMost(LIMIT).until(() -> safe() > before + 50); // it goes on without a server
            first.destroyForcibly().waitFor();
            long safe = safe();
            server.restart();
            Process second = start(server, Chatter.class, "1000000");
            await().atMost(LIMIT).until(() -> {
                List<Long> numbers = numbers(server);
                return !numbers.isEmpty() && numbers.get(numbers.size() - 1) > 1_000_050;
            });
            second.destroy(); // an ordinary end loses nothing
            assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();

            List<Long> numbers = numbers(server);
            List<Long> firsts =
                    numbers.stream().filter(number -> number < 1_000_000).toList();
            List<Long> seconds =
                    numbers.stream().filter(number -> number >= 1_000_000).toList();
            assertThat(firsts)
                    .as("none is missing, none is there twice, all in order")
                    .isEqualTo(upTo(1, firsts));
            assertThat(seconds).isEqualTo(upTo(1_000_000, seconds));
            assertThat(firsts.get(firsts.size() - 1))
                    .as("what it was told is safe")
                    .isGreaterThanOrEqualTo(safe);
            assertThat(numbers).isSorted();
        }
    }

    private static List<Long> upTo(long first, List<Long> numbers) {
        return LongStream.rangeClosed(first, numbers.get(numbers.size() - 1))
                .boxed()
                .toList();
    }

    /** The last number that the program was told is safe. */
    private long safe() throws IOException {
        List<String> lines = Files.readString(said)
                .lines()
                .filter(line -> line.matches("\\d+"))
                .toList();
        return lines.isEmpty() ? 0 : Long.parseLong(lines.get(lines.size() - 1));
    }

    private Process start(RollcallServer server, Class<?> program, String argument) throws IOException {
        said = gate.resolve(program.getSimpleName().toLowerCase(Locale.ROOT) + ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                JAR + File.pathSeparator + TESTS,
                program.getName(),
                server.uri("").toString()));
        String login = Role.STATION.login();
        command.addAll(List.of(
                login, server.password(Role.STATION), gate.resolve("spool").toString(), argument));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
    }

    private Path said;

    private String said() throws IOException {
        return Files.readString(said);
    }

    private static List<String> messages(RollcallServer server) {
        List<String> messages = new ArrayList<>();
        server.json("/api/events?limit=1000")
                .forEach(event -> messages.add(event.path("message").asText()));
        return messages;
    }

    /** All numbers that are stored, in the server's order. */
    private static List<Long> numbers(RollcallServer server) {
        List<Long> numbers = new ArrayList<>();
        String since = "";
        while (true) {
            JsonNode page = server.json(
                    "/api/events?limit=1000&type=scan" + (since.isEmpty() ? "&since=10d" : "&since=" + since));
            for (JsonNode event : page) {
                numbers.add(event.path("data").path("number").asLong());
                since = event.path("id").asText();
            }
            if (page.size() < 1000) {
                return numbers;
            }
        }
    }
}

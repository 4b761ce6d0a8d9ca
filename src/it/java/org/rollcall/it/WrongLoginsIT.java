package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** Guessing passwords, and logins that end while they are in use (issue 6.2, RELIABILITY 0.9). */
class WrongLoginsIT {
    private static final String SHORT = "eight-ch";

    /** As scripts/start_monitor.sh has it: what hashes passwords is compiled as well as can be, five times as quick. */
    private static final List<String> ALL_COMPILERS = List.of("-XX:TieredStopAtLevel=4");

    private static final int ROUNDS = 12;

    @TempDir
    Path data;

    private RollcallServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private void start(String... settings) {
        Map<String, String> given = settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
        server = RollcallServer.start(data, given, ALL_COMPILERS);
    }

    private HttpResponse<byte[]> as(String user, String password) {
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return server.get("/api/metrics", Role.NOBODY, "Authorization", "Basic " + login);
    }

    private void makeUser(String name, String password) throws IOException {
        Path input = java.nio.file.Files.writeString(data.resolve("password"), password + "\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of(System.getProperty("rollcall.target"), "rollcall/WEB-INF/classes")
                                .toString(),
                        "org.rollcall.users.Users",
                        data.resolve("users.xml").toString(),
                        "add",
                        name,
                        "--role",
                        "viewer",
                        "--password-stdin")
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("users.out").toFile())
                .start();
        try {
            assertThat(process.waitFor()).isZero();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> as(name, password).statusCode() == 200);
    }

    @Test
    void guessesAreSlowedWith429AndTheRightPasswordIsNotLockedOut() throws IOException {
        start();
        makeUser("teacher", SHORT);
        server.stop();
        server.restart(); // it remembers nobody
        List<Integer> answers = new ArrayList<>();
        HttpResponse<byte[]> slowed = as("viewer", "guess");
        for (int i = 0; i < 60 && slowed.statusCode() != 429; i++) {
            answers.add(slowed.statusCode());
            slowed = as(i % 2 == 0 ? "viewer" : "nobody", "guess-" + i);
        }
        assertThat(answers).hasSizeGreaterThanOrEqualTo(10).containsOnly(401);
        assertThat(slowed.statusCode()).isEqualTo(429);
        assertThat(slowed.headers().firstValue("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 60));
        assertThat(RollcallServer.tree(slowed.body()).path("type").asText()).isEqualTo("urn:rollcall:problem:http-429");
        assertThat(slowed.headers().firstValue("Content-Security-Policy")).isPresent();
        for (Role role : List.of(Role.VIEWER, Role.ADMIN)) {
            assertThat(server.get("/api/metrics", role).statusCode())
                    .as("the right password of " + role)
                    .isEqualTo(200);
        }
        assertThat(as("teacher", SHORT).statusCode())
                .as("a short right password, which waits for its turn")
                .isEqualTo(200);
        JsonNode events = server.json("/api/events?type=warning");
        assertThat(events.findValuesAsText("message"))
                .as("the page shows it")
                .anyMatch(message -> message.matches("Wrong logins( for viewer)? from 127\\.0\\.0\\.1 are slowed"));
        assertThat(events.toString()).doesNotContain("nobody", "guess");
        assertThat(server.log()).contains("from 127.0.0.1 are slowed").doesNotContain("guess-");
    }

    /** Equal time for known and unknown users. */
    @Test
    void theTimeOfARefusalDoesNotTellWhetherTheUserExists() throws IOException {
        start("ROLLCALL_LIMIT_LOGINS", "1000000");
        makeUser("teacher", SHORT);
        List<List<Long>> times = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < ROUNDS; i++) {
            for (int user = 0; user < 3; user++) {
                String name = List.of("teacher", "viewer", "stranger" + i).get(user);
                long before = System.nanoTime();
                assertThat(as(name, "wrong-wrong").statusCode()).isEqualTo(401);
                times.get(user).add(System.nanoTime() - before);
            }
        }
        // Whatever else this machine does makes some of them slower, and none quicker.
        List<Long> typical = times.stream()
                .map(list -> {
                    Collections.sort(list);
                    return list.get(list.size() / 4);
                })
                .toList();
        double slowest = Collections.max(typical);
        double quickest = Collections.min(typical);
        assertThat(slowest / quickest)
                .as("lower quartiles in ns of a slow password, a quick one and an unknown name: %s", typical)
                .isLessThan(1.5);
    }

    /** Open streams end when their user is removed or changes password, within 60 s. */
    @Test
    void aStreamEndsWithItsLogin() throws IOException {
        start("ROLLCALL_LIMIT_LOGINS", "1000");
        makeUser("leaver", "a-password-of-more-than-20-characters");
        makeUser("changer", "a-password-of-more-than-20-characters");
        String login = "a-password-of-more-than-20-characters";
        try (SseReader stays = server.stream("");
                SseReader leaver = SseReader.open(server.client(), as("leaver", login, "/api/stream"));
                SseReader changer = SseReader.open(server.client(), as("changer", login, "/api/stream"))) {
            for (SseReader reader : List.of(stays, leaver, changer)) {
                reader.first();
            }
            assertThat(Script.run(data, "users.sh", "remove", "leaver").status())
                    .isZero();
            assertThat(Script.run(data, "users.sh", "rotate", "changer").status())
                    .isZero();
            await().atMost(Duration.ofSeconds(60)).until(() -> leaver.hasEnded() && changer.hasEnded());
            assertThat(stays.hasEnded()).isFalse();
        }
        assertThat(as("leaver", login).statusCode()).isEqualTo(401);
        assertThat(as("changer", login).statusCode()).isEqualTo(401);
    }

    private java.net.http.HttpRequest.Builder as(String user, String password, String path) {
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return server.request(path, Role.NOBODY, "Authorization", "Basic " + login);
    }
}

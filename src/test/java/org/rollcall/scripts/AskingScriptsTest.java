package org.rollcall.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.scripts.ScriptFolder.Ran;

/** Whom {@code forget.sh}, {@code status.sh} and {@code doctor.sh} ask, and what they say when they may not look. */
class AskingScriptsTest {
    private static final String PASSWORD = "a \"correct\" \\ horse";
    private static final int TLS_HANDSHAKE = 0x16;
    private static final String ERASED =
            "{\"id\":\"1-7\",\"events\":3,\"other_entries\":2,\"exports\":1,\"log_places\":4,"
                    + "\"files_swept\":true,\"backups\":[]}";

    @TempDir
    Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void make() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        scripts = ScriptFolder.packaged(folder.resolve("rollcall"));
    }

    @Test
    void forgettingAsksTheServerOfTheSettingsAndNoProxy() throws Exception {
        try (Stub proxy = new Stub("127.0.0.1");
                Stub server = new Stub("127.0.0.2")) {
            Ran ran = scripts.run(
                    Map.of(
                            "http_proxy",
                            "http://127.0.0.1:" + proxy.port(),
                            "ROLLCALL_ADDRESS",
                            "127.0.0.2",
                            "ROLLCALL_PORT",
                            server.port(),
                            "ROLLCALL_ADMIN_PASSWORD",
                            PASSWORD),
                    "forget.sh",
                    "2021001");
            assertThat(proxy.requests).isEmpty();
            String login = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            assertThat(server.requests)
                    .containsExactly(
                            "POST /api/erasures Basic " + login + " {\"student_id\":\"2021001\",\"backups\":false}");
            assertThat(ran.said())
                    .startsWith("3 events and 2 other entries erased, noted as 1-7\n1 exports rewritten, 4 ");
            assertThat(ran.status()).isZero();
        }
    }

    @Test
    void forgettingSendsNothingInTheOpenWhereHttpsIsSet() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> firstByte(server));
            Ran ran = scripts.run(
                    Map.of(
                            "ROLLCALL_PORT", String.valueOf(server.getLocalPort()),
                            "ROLLCALL_TLS_CERTIFICATE",
                                    folder.resolve("none.pem").toString(),
                            "ROLLCALL_ADMIN_PASSWORD", PASSWORD),
                    "forget.sh",
                    "2021001");
            assertThat(first).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(TLS_HANDSHAKE);
            assertThat(ran.said())
                    .startsWith("forget: https://127.0.0.1:" + server.getLocalPort() + " does not answer");
            assertThat(ran.status()).isEqualTo(1);
        }
    }

    private static int firstByte(ServerSocket server) {
        try (Socket caller = server.accept()) {
            return caller.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatForgettingIsGivenWrongIsNotTakenForABackupThatStillHasTheStudent() throws Exception {
        assertThat(scripts.run(Map.of(), "forget.sh", "2021001", "--url", "gopher://x")
                        .status())
                .isEqualTo(2);
        assertThat(scripts.run(Map.of("ROLLCALL_PORT", "abc"), "forget.sh", "2021001")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void whoMayNotReadTheSettingsCannotTellHowTheServerIs() throws Exception {
        Path env = Files.writeString(scripts.root().resolve(".env"), "ROLLCALL_PORT=8888\n");
        Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("---------"));

        Ran line = scripts.runAsNobody(Map.of(), "status.sh");
        assertThat(line.said()).matches("status: \\S+ may not read " + env + "\n");
        assertThat(line.status()).isEqualTo(3);
        Ran document = scripts.runAsNobody(Map.of(), "status.sh", "--json");
        assertThat(document.said())
                .matches("\\{\"status\":\"unknown\",\"exit\":3,\"message\":\"\\S+ may not read .*\"url\":null,.*}\n");
        assertThat(document.status()).isEqualTo(3);
        assertThat(scripts.runAsNobody(Map.of(), "doctor.sh").said())
                .contains("may not read " + env + "; fix: run it as the user that runs Rollcall")
                .doesNotContain("correct");
    }

    @Test
    void aPortThatIsNoneIsOneOfTheDoctorsFindings() throws Exception {
        Ran ran = scripts.run(Map.of("ROLLCALL_PORT", "abc"), "doctor.sh", "--json");
        assertThat(ran.said())
                .startsWith("{\"worst\":\"FAIL\",\"exit\":2,\"checks\":[")
                .contains("{\"check\":\"port\",\"level\":\"FAIL\",\"text\":\"port abc is not a number from 1 to 65535")
                .endsWith("]}\n");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(scripts.run(Map.of(), "doctor.sh", "abc").status())
                .as("a wrong argument")
                .isEqualTo(3);
        assertThat(scripts.run(Map.of("ROLLCALL_DATA", "/"), "doctor.sh").said())
                .contains("FAIL  settings: ROLLCALL_DATA is the root folder");
    }

    @Test
    void aMisspeltSettingIsOneOfTheDoctorsFindingsWithoutItsValue() throws Exception {
        Files.writeString(
                scripts.root().resolve(".env"),
                "ROLLCALL_TLS_PASWORD=" + PASSWORD.replaceAll("\\W", "") + "\nROLLCALL_POLL=2s\n");
        Ran ran = scripts.run(
                Map.of("ROLLCALL_COLOUR", "blue", "ROLLCALL_JAVA_OPTS", "-Xmx64m -Drollcall.pol=2s"), "doctor.sh");
        String mend = "; fix: correct it or take it out; every name is in docs/reference/settings.md";
        assertThat(ran.said().lines().filter(line -> line.contains("setting-names")))
                .containsExactly(
                        "WARN  setting-names: ROLLCALL_COLOUR is no setting, and is ignored" + mend,
                        "WARN  setting-names: ROLLCALL_TLS_PASWORD is no setting, and is ignored;"
                                + " is ROLLCALL_TLS_PASSWORD meant?" + mend,
                        "WARN  setting-names: rollcall.pol is no setting, and is ignored; is rollcall.poll meant?"
                                + mend);
        assertThat(ran.said()).doesNotContain("correcthorse", "blue");
    }

    @Test
    void settingsThatAreSpeltWellAreFineAndLookingForThemMakesNothing() throws Exception {
        Path data = scripts.root().resolve("data");
        assertThat(scripts.run(Map.of("ROLLCALL_POLL", "no duration"), "doctor.sh")
                        .said())
                .contains("OK    setting-names: every name that looks like a setting is one\n");
        assertThat(data).doesNotExist();
    }

    @Test
    void nothingIsSaidOfWhatLiesInADataFolderThatMayNotBeEntered() throws Exception {
        Path data = Files.createDirectories(scripts.root().resolve("data"));
        Files.writeString(data.resolve("users.xml"), "<users/>");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("---------"));
        try {
            assertThat(scripts.runAsNobody(Map.of(), "doctor.sh").said())
                    .contains(" data-folder: ")
                    .doesNotContain(" users: ")
                    .doesNotContain(" database: ");
        } finally {
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void theDoctorReadsTheListOfDatabasesAsTheServerDoes() throws Exception {
        Ran ran = scripts.function(
                Map.of("ROLLCALL_DATABASES", "a=/srv/me@school/a.db@Asia/Manila, b = /srv/b.db"),
                "doctor.sh",
                "",
                "databases");
        assertThat(ran.said()).isEqualTo("/srv/me@school/a.db\n/srv/b.db\n");
    }

    /** Answers to whatever it is asked that all is erased, and keeps what it was asked. */
    private static final class Stub implements AutoCloseable {
        private final HttpServer server;
        private final List<String> requests = new CopyOnWriteArrayList<>();

        Stub(String address) throws IOException {
            server = HttpServer.create(new InetSocketAddress(address, 0), 0);
            server.createContext("/", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
                byte[] answer = ERASED.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
        }

        String port() {
            return String.valueOf(server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}

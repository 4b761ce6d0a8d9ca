package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** scripts/doctor.sh and scripts/status.sh: each check where it has something to find, and all of them where they have not (issue 6.8). */
class DoctorIT {
    private static final String LOGINS =
            "<tomcat-users><user username=\"viewer\" password=\"x\" roles=\"%s\"/></tomcat-users>";
    private static final String SNAPSHOT = "retry: 3000\n\nid: 1-1\ndata: {\"type\":\"dashboard\",\"data\":{}}\n\n";

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void layDataFolder() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        mode(data, "rwx------");
        logins("viewer");
        try (AttendanceDatabase database = AttendanceDatabase.create(data.resolve("attendance.db"))) {
            assertThat(database).isNotNull();
        }
    }

    @Test
    void aServerThatIsWellHasNothingToMend() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        mode(own, "rwx------");
        try (AttendanceDatabase database = AttendanceDatabase.create(own.resolve("attendance.db"));
                RollcallServer server =
                        RollcallServer.start(own, Map.of("ROLLCALL_STREAM_HEARTBEAT", "2s"), List.of())) {
            assertThat(database).isNotNull();
            server.awaitSource("reading");
            Map<String, String> environment =
                    Map.of("ROLLCALL_STREAM_HEARTBEAT", "2s", "ROLLCALL_VIEWER_PASSWORD", server.password(Role.VIEWER));

            Script script = Script.run(
                    own,
                    environment,
                    "doctor.sh",
                    server.port(),
                    "--url",
                    server.uri("").toString());

            assertThat(script.said())
                    .contains("OK    database: ", "journal mode delete", "OK    port: ", "OK    url: ", "OK    clock: ")
                    .contains("OK    login: viewer may look", "OK    stream: the first snapshot came after")
                    .doesNotContain("FAIL", server.password(Role.VIEWER));
            assertThat(script.status()).as(script.said()).isLessThan(2);
        }
    }

    @Test
    void aLineOfTheSettingsThatIsNoneIsSaidWithoutItsValue() throws Exception {
        // The settings are the checkout's, which a test must not touch: a copy of the scripts has its own.
        Path doctor = copyOfTheScripts();
        Path env = folder.resolve("copy/.env");
        Files.writeString(env, "ROLLCALL_PORT 8888 secret-word\n");
        Script wrong = Script.run(data, Map.of(), doctor.toString());
        assertThat(wrong.said())
                .contains("FAIL  settings: ", "line 1 is not KEY=value")
                .doesNotContain("secret-word");
        assertThat(wrong.status()).isEqualTo(2);

        Files.writeString(env, "ROLLCALL_VIEWER_PASSWORD=a-correct-horse-battery\n");
        mode(env, "rw-r--r--");
        Script open = Script.run(data, Map.of(), doctor.toString(), Ports.free());
        assertThat(open.said())
                .contains(
                        "FAIL  settings: ",
                        "; fix: chmod 640 ",
                        "WARN  database: not looked into: nothing is built yet")
                .doesNotContain("correct-horse");
    }

    @Test
    void whatOthersMayReadOrIsNotThereIsFound() throws Exception {
        mode(data, "rwxr-xr-x");
        mode(data.resolve("users.xml"), "rw-r--r--");
        assertThat(doctor(Map.of()).said())
                .contains("WARN  data-folder: others may enter", "FAIL  users: others may read", "; fix: chmod 600 ");

        logins("station");
        assertThat(doctor(Map.of()).said()).contains("FAIL  users: nobody in ");

        Files.delete(data.resolve("users.xml"));
        assertThat(doctor(Map.of()).said()).contains("WARN  users: ", "is not there yet");
        assertThat(doctor(Map.of("ROLLCALL_DATA", folder.resolve("later").toString()))
                        .said())
                .contains("WARN  data-folder: ", "the first start makes it");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(doctor(Map.of("ROLLCALL_DATA", file.toString())).said())
                .contains("FAIL  data-folder: ", "is not a folder");
    }

    @Test
    void databasesThatCannotBeWatchedAreFoundEachOnItsOwn() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no database at all, but long enough ".repeat(40));
        String list = "a=" + data.resolve("attendance.db") + ", b=" + text + ", c=" + folder.resolve("none.db")
                + "@Asia/Manila";
        Script script = doctor(Map.of("ROLLCALL_DATABASES", list));
        assertThat(script.said())
                .contains("OK    database: " + data.resolve("attendance.db"))
                .contains("FAIL  database: Attendance database is not an SQLite file: " + text)
                .contains("WARN  database: Attendance database is not there yet: " + folder.resolve("none.db"));
        assertThat(script.status()).isEqualTo(2);
        try (var beside = Files.list(data)) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("attendance.db", "users.xml");
        }
    }

    @Test
    void theMachinesOwnTroublesAreFound() throws Exception {
        Map<String, String> environment = machine(Map.of(
                "df", "echo h; echo 'disk 1000000 900000 102400 90% /'",
                "timedatectl", "echo no",
                "locale", "echo POSIX"));
        assertThat(doctor(environment).said())
                .contains("FAIL  disk: 100 MB are left", "WARN  ntp: ", "; fix: timedatectl set-ntp true")
                .contains("FAIL  locale: this machine has no C.UTF-8");
    }

    @Test
    void aMachineWithoutAJdkIsToldHowToGetOne() throws Exception {
        Path doctor = copyOfTheScripts();
        Path shell = doctor.resolveSibling("shell.sh");
        Files.writeString(shell, Files.readString(shell).replace("/usr/lib/jvm", folder.toString()));
        Map<String, String> environment = new HashMap<>(machine(Map.of("javac", "exit 1")));
        environment.put("JAVA_HOME", folder.toString());
        assertThat(Script.run(data, environment, doctor.toString(), Ports.free())
                        .said())
                .contains(
                        "FAIL  java: no JDK 17 or newer found",
                        "; fix: install a JDK 17 or newer: apt-get install default-jdk-headless");
    }

    @Test
    void aPortWithNobodyOrAStrangerIsFound() throws Exception {
        assertThat(doctor(Map.of()).said())
                .contains("WARN  port: nothing listens on 127.0.0.1:", "; fix: scripts/start_monitor.sh");
        try (FrontStub stranger = FrontStub.start()) {
            stranger.on("/healthz", 200, "<html>welcome</html>");
            Script script = Script.run(data, Map.of(), "doctor.sh", stranger.port(), "--url", stranger.address());
            assertThat(script.said())
                    .contains(
                            "FAIL  port: 127.0.0.1:" + stranger.port() + " is taken by something that is not Rollcall")
                    .contains("FAIL  url: ");
            assertThat(script.status()).isEqualTo(2);
        }
    }

    @Test
    void aServerThatCannotStoreAClockThatIsOffAndAWrongPasswordAreFound() throws Exception {
        try (FrontStub front = FrontStub.start()) {
            front.on("/readyz", 503, "{}");
            front.at(Instant.now().minus(Duration.ofMinutes(3)));
            front.on("/api/status", 401, "{}");
            assertThat(ask(front, "--quick").said())
                    .contains(
                            "FAIL  port: ",
                            "cannot store events",
                            "FAIL  clock: ",
                            "FAIL  login: viewer has another password");
            front.at(Instant.now().minusSeconds(10));
            front.on("/api/status", 403, "{}");
            assertThat(ask(front, "--quick").said()).contains("WARN  clock: ", "FAIL  login: viewer may not look");
        }
    }

    @Test
    void aStreamThatIsHeldBackIsFoundAtItsBeginningAndLater() throws Exception {
        try (FrontStub front = FrontStub.start()) {
            front.stream(SNAPSHOT.substring(0, SNAPSHOT.length() - 10));
            assertThat(ask(front).said())
                    .contains("FAIL  stream: no snapshot came within 5 s", "no buffering, no compression");
            front.stream(SNAPSHOT);
            assertThat(ask(front).said()).contains("FAIL  stream: nothing came in 3 s, although a comment is due");
            front.stream(SNAPSHOT + ":\n\n");
            assertThat(ask(front).said()).contains("OK    stream: ");
        }
    }

    @Test
    void aCertificateThatRunsOutIsFoundAndOneThatIsNotTheServersIsNotBelieved() throws Exception {
        Path certificate = folder.resolve("c.pem");
        Path key = folder.resolve("k.pem");
        TestCertificate made = TestCertificate.make(folder, "school");
        made.writePem(certificate, key);
        mode(key, "rw-------");
        Map<String, String> tls =
                Map.of("ROLLCALL_TLS_CERTIFICATE", certificate.toString(), "ROLLCALL_TLS_KEY", key.toString());
        Path own = Files.createDirectory(folder.resolve("own"));
        try (RollcallServer server = RollcallServer.startSecure(own, tls, List.of(), made.trusting())) {
            Script status = Script.run(own, with(tls, server), "status.sh", server.port());
            assertThat(status.said()).startsWith("up, ").contains("https://127.0.0.1:");

            TestCertificate other = TestCertificate.make(folder, "other");
            other.writePem(certificate, key);
            Script refused = Script.run(own, with(tls, server), "status.sh", server.port(), "--json");
            JsonNode said = RollcallServer.JSON.readTree(refused.said());
            assertThat(refused.status()).isEqualTo(2);
            assertThat(said.path("status").asText()).isEqualTo("critical");
            assertThat(said.path("message").asText()).contains("down: https://127.0.0.1:", "key");
        }
        mode(key, "rw-r--r--");
        assertThat(doctor(tls).said()).contains("FAIL  certificate: everybody may read the key");
        Files.writeString(certificate, "no certificate");
        assertThat(doctor(tls).said())
                .contains("FAIL  certificate: the certificate that the settings name cannot be read");
    }

    @Test
    void theDocumentHasTheSameChecks() throws Exception {
        Script script = Script.run(data, Map.of(), "doctor.sh", "--json", Ports.free());
        JsonNode document = RollcallServer.JSON.readTree(script.said());
        assertThat(document.path("exit").asInt()).isEqualTo(script.status());
        assertThat(document.path("checks").findValuesAsText("check"))
                .contains(
                        "settings",
                        "java",
                        "setting-names",
                        "locale",
                        "disk",
                        "data-folder",
                        "users",
                        "database",
                        "ntp",
                        "port");
    }

    @Test
    void theStatusIsThatOfNagios() throws Exception {
        assertThat(Script.run(data, Map.of(), "status.sh", Ports.free()).status())
                .isEqualTo(2);
        assertThat(Script.run(data, Map.of(), "status.sh", "no-port").status()).isEqualTo(3);
        assertThat(Script.run(data, Map.of(), "status.sh", "--url", "gopher://x")
                        .status())
                .isEqualTo(3);
        try (FrontStub front = FrontStub.start()) {
            Map<String, String> viewer = Map.of("ROLLCALL_VIEWER_PASSWORD", "whatever-it-is-called");
            assertThat(Script.run(data, viewer, "status.sh", front.port()).status())
                    .isZero();
            assertThat(Script.run(data, viewer, "status.sh", "--url", front.address() + "/")
                            .status())
                    .isZero();
            front.on("/api/status", 200, "{\"system_state\":{\"status\":\"error\"}}");
            assertThat(Script.run(data, viewer, "status.sh", front.port()).status())
                    .isEqualTo(1);
            front.on("/api/status", 401, "{}");
            Script unknown = Script.run(data, viewer, "status.sh", front.port(), "--json");
            assertThat(unknown.status()).isEqualTo(3);
            assertThat(unknown.said()).contains("\"status\":\"unknown\"").doesNotContain("whatever-it-is");
        }
    }

    /** All checks, at a port where nobody listens. */
    private Script doctor(Map<String, String> environment) {
        return Script.run(data, environment, "doctor.sh", Ports.free());
    }

    private Script ask(FrontStub front, Object... more) {
        Map<String, String> environment =
                Map.of("ROLLCALL_VIEWER_PASSWORD", "whatever-it-is", "ROLLCALL_STREAM_HEARTBEAT", "100ms");
        return more.length == 0
                ? Script.run(data, environment, "doctor.sh", front.port())
                : Script.run(data, environment, "doctor.sh", front.port(), more[0]);
    }

    private Path copyOfTheScripts() throws IOException {
        Path root = Path.of(System.getProperty("rollcall.basedir"));
        Path copy = Files.createDirectories(folder.resolve("copy/scripts"));
        for (String name : List.of("doctor.sh", "shell.sh", "ask.sh")) {
            Files.copy(root.resolve("scripts").resolve(name), copy.resolve(name));
        }
        return copy.resolve("doctor.sh");
    }

    private static Map<String, String> with(Map<String, String> settings, RollcallServer server) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("ROLLCALL_VIEWER_PASSWORD", server.password(Role.VIEWER));
        return all;
    }

    /** A PATH on which these commands are found first, with these words of the shell. */
    private Map<String, String> machine(Map<String, String> commands) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (Map.Entry<String, String> command : commands.entrySet()) {
            Path file = Files.writeString(bin.resolve(command.getKey()), "#!/bin/sh\n" + command.getValue() + "\n");
            mode(file, "rwxr-xr-x");
        }
        return Map.of("PATH", bin + ":" + System.getenv("PATH"));
    }

    private void logins(String role) throws IOException {
        Path file = Files.writeString(data.resolve("users.xml"), LOGINS.formatted(role));
        mode(file, "rw-------");
    }

    private static void mode(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}

package org.rollcall.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {
    @TempDir
    Path folder;

    private Path file;
    private String out = "";
    private String err = "";

    @BeforeEach
    void file() {
        file = folder.resolve("users.xml");
    }

    @Test
    void theFirstStartMakesThreeLoginsAndShowsEachPasswordOnce() throws IOException {
        assertThat(run(Map.of(), "", "first-start")).isZero();
        assertThat(out).containsPattern("viewer +\\S{24}\n").containsPattern("station +\\S{24}\n");
        assertThat(new UsersFile(file).read())
                .hasSize(3)
                .hasEntrySatisfying("viewer", login -> assertThat(login.roles()).containsExactly("viewer"))
                .hasEntrySatisfying(
                        "station", login -> assertThat(login.roles()).containsExactly("station"))
                .hasEntrySatisfying("admin", login -> assertThat(login.roles()).containsExactly("admin", "viewer"));
        for (String word : out.split("\\s+")) {
            if (word.length() == 24) {
                assertThat(Files.readString(file)).doesNotContain(word);
            }
        }
        assertThat(run(Map.of(), "", "first-start")).isZero();
        assertThat(out).isEmpty();
    }

    @Test
    void aGivenPasswordIsTakenAndNotShown() throws IOException {
        String given = "a-password-that-was-given";
        assertThat(run(Map.of("ROLLCALL_VIEWER_PASSWORD", given), "", "first-start"))
                .isZero();
        assertThat(out + err + Files.readString(file)).doesNotContain(given);
        assertThat(out).contains("as given in ROLLCALL_VIEWER_PASSWORD");
        assertThat(matches("viewer", given)).isTrue();
    }

    @Test
    void aShortGivenPasswordIsTakenWithAWarningOfItsCost() throws IOException {
        assertThat(run(Map.of("ROLLCALL_ADMIN_PASSWORD", "short-one"), "", "first-start"))
                .isZero();
        assertThat(err).contains("admin").contains("ms of CPU").doesNotContain("short-one");
        assertThat(login("admin").credential()).contains("$210000$");
    }

    @Test
    void aBadGivenPasswordStopsTheFirstStart() {
        assertThat(run(Map.of("ROLLCALL_ADMIN_PASSWORD", "abc"), "", "first-start"))
                .isEqualTo(1);
        assertThat(err).contains("ROLLCALL_ADMIN_PASSWORD").hasLineCount(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void usersAreAddedListedRotatedAndRemoved() throws IOException {
        run(Map.of(), "", "first-start");
        assertThat(run(Map.of(), "", "add", "gate-2", "--role", "station")).isZero();
        String first = out.strip().split(" ", 2)[1];
        assertThat(matches("gate-2", first)).isTrue();
        run(Map.of(), "", "list");
        assertThat(out).contains("gate-2\tstation\n").contains("admin\tadmin,viewer\n");
        assertThat(run(Map.of(), "", "rotate", "gate-2")).isZero();
        assertThat(matches("gate-2", first)).isFalse();
        assertThat(matches("gate-2", out.strip().split(" ", 2)[1])).isTrue();
        assertThat(login("gate-2").roles()).isEqualTo(Set.of("station"));
        assertThat(run(Map.of(), "", "remove", "gate-2")).isZero();
        assertThat(new UsersFile(file).read()).doesNotContainKey("gate-2").hasSize(3);
    }

    @Test
    void aPasswordCanComeByStandardInput() throws IOException {
        run(Map.of(), "", "first-start");
        assertThat(run(Map.of(), "ein längeres Passwort\n", "rotate", "viewer", "--password-stdin"))
                .isZero();
        assertThat(out).doesNotContain("Passwort");
        assertThat(matches("viewer", "ein längeres Passwort")).isTrue();
        assertThat(run(Map.of(), "", "rotate", "viewer", "--password-stdin")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "../x", "a\nb", "<x>", "a\"b", "a:b", "é", "$(id)", "-", "--role"})
    void aHostileNameIsRefusedOrHarmless(String name) throws IOException {
        run(Map.of(), "", "first-start");
        int status = run(Map.of(), "", "add", name, "--role", "viewer");
        if (name.matches("[A-Za-z0-9._-]+")) {
            assertThat(new UsersFile(file).read()).containsKey(name);
        } else {
            assertThat(status).isEqualTo(1);
            assertThat(err).hasLineCount(1);
            assertThat(new UsersFile(file).read()).hasSize(3);
        }
    }

    @Test
    void nobodyIsAddedBeforeTheFirstLoginsAreMade() throws IOException {
        assertThat(run(Map.of(), "", "add", "gate-1", "--role", "station")).isEqualTo(1);
        assertThat(err).contains("scripts/start_monitor.sh makes the first ones");
        assertThat(out).isEmpty();
        assertThat(file).doesNotExist();
        run(Map.of(), "", "first-start");
        assertThat(new UsersFile(file).read()).containsOnlyKeys("admin", "station", "viewer");
    }

    @Test
    void aNameOfMoreThan64CharactersIsRefused() {
        run(Map.of(), "", "first-start");
        assertThat(run(Map.of(), "", "add", "x".repeat(65), "--role", "viewer")).isEqualTo(1);
        assertThat(run(Map.of(), "", "add", "x".repeat(64), "--role", "viewer")).isZero();
    }

    @Test
    void rolesAreCheckedAndAStationIsNoAdministrator() {
        run(Map.of(), "", "first-start");
        assertThat(run(Map.of(), "", "add", "x", "--role", "root")).isEqualTo(1);
        assertThat(run(Map.of(), "", "add", "x")).isEqualTo(1);
        assertThat(run(Map.of(), "", "add", "x", "--role", "station", "--role", "admin"))
                .isEqualTo(1);
        assertThat(run(Map.of(), "", "add", "gate-1", "--role", "station", "--role", "viewer"))
                .isZero();
        assertThat(run(Map.of(), "", "add", "x", "--role", "admin", "--role", "viewer"))
                .isZero();
    }

    @Test
    void whoIsThereIsNotAddedAndWhoIsNotIsNotRemoved() {
        run(Map.of(), "", "first-start");
        assertThat(run(Map.of(), "", "add", "viewer", "--role", "viewer")).isEqualTo(1);
        assertThat(run(Map.of(), "", "remove", "nobody")).isEqualTo(1);
        assertThat(run(Map.of(), "", "rotate", "nobody")).isEqualTo(1);
        assertThat(run(Map.of(), "", "what")).isEqualTo(1);
    }

    @Test
    void theFileIsForItsOwnerOnlyAndNothingIsLeftBeside() throws IOException {
        run(Map.of(), "", "first-start");
        run(Map.of(), "", "rotate", "viewer");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("users.xml", "users.xml.lock");
        }
    }

    @Test
    void aDamagedFileIsLeftAsItIs() throws IOException {
        Files.writeString(file, "<tomcat-users><user");
        assertThat(run(Map.of(), "", "add", "x", "--role", "viewer")).isEqualTo(1);
        assertThat(err).contains("is not a file of logins").hasLineCount(1);
        assertThat(Files.readString(file)).isEqualTo("<tomcat-users><user");
    }

    @Test
    void anEntityIsNotRead() throws IOException {
        Files.writeString(
                file,
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><tomcat-users><user username=\"x\""
                        + " password=\"&e;\" roles=\"viewer\"/></tomcat-users>");
        assertThat(run(Map.of(), "", "list")).isEqualTo(1);
    }

    @Test
    void aLoginMadeByHandSurvivesAnEdit() throws IOException {
        Files.writeString(
                file,
                "<tomcat-users><user username=\"a&amp;&lt;b\" password=\"x&quot;y\" roles=\"manager-jmx, viewer\"/>"
                        + "</tomcat-users>");
        assertThat(run(Map.of(), "", "add", "y", "--role", "viewer")).isZero();
        assertThat(new UsersFile(file).read())
                .containsEntry("a&<b", new Login("a&<b", "x\"y", Set.of("manager-jmx", "viewer")));
    }

    @Test
    void twoEditorsAtOnceLoseNothing() throws Exception {
        run(Map.of(), "", "first-start");
        var editors = IntStream.range(0, 2)
                .mapToObj(i -> new ProcessBuilder(command("add", "gate-" + i, "--role", "station")))
                .map(UsersTest::started)
                .toList();
        CompletableFuture.allOf(editors.toArray(CompletableFuture[]::new)).get();
        assertThat(new UsersFile(file).read()).hasSize(5);
    }

    /** As a full disk does, the limit takes what fits of a write, and refuses the next one. */
    @Test
    void anEditThatDoesNotFitOnTheDiskLeavesTheFormerFile() throws Exception {
        run(Map.of(), "", "first-start");
        run(Map.of(), "", "add", "a".repeat(64), "--role", "station");
        run(Map.of(), "", "add", "b".repeat(64), "--role", "station");
        byte[] before = Files.readAllBytes(file);
        assertThat(before).hasSizeGreaterThan(1024);
        List<String> command = new ArrayList<>(List.of("prlimit", "--fsize=1024"));
        command.addAll(command("rotate", "viewer"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(1);
        assertThat(said).contains("users: cannot read or write the file of logins");
        assertThat(file).hasBinaryContent(before);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    private List<String> command(String... args) {
        String classes = Path.of(Users.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:-UsePerfData", // its file is large
                "-cp",
                classes,
                Users.class.getName(),
                file.toString()));
        command.addAll(List.of(args));
        return command;
    }

    private Login login(String name) throws IOException {
        return Objects.requireNonNull(new UsersFile(file).read().get(name), name);
    }

    private static CompletableFuture<Process> started(ProcessBuilder builder) {
        try {
            return builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean matches(String name, String password) throws IOException {
        String[] parts = login(name).credential().split("\\$");
        byte[] salt = HexFormat.of().parseHex(parts[0]);
        return Passwords.quick(password, salt).equals(String.join("$", parts));
    }

    private int run(Map<String, String> environment, String input, String... args) {
        var stdout = new ByteArrayOutputStream();
        var stderr = new ByteArrayOutputStream();
        var users = new Users(
                new UsersFile(file),
                new Passwords(new SecureRandom()),
                new StringReader(input),
                new PrintStream(stdout, true, StandardCharsets.UTF_8),
                new PrintStream(stderr, true, StandardCharsets.UTF_8));
        int status = users.run(args, environment);
        out = stdout.toString(StandardCharsets.UTF_8);
        err = stderr.toString(StandardCharsets.UTF_8);
        return status;
    }
}

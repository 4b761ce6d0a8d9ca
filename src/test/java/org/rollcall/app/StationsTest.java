package org.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.event.StationProfile;
import org.rollcall.source.registry.RegistryFile;
import org.rollcall.users.StationLogins;

/** Stations through the script's program: registry and logins together (issue: station registry). */
class StationsTest {
    private static final String USERS = "<tomcat-users><user username=\"viewer\" password=\"x\" roles=\"viewer\"/>"
            + "<user username=\"gate-9\" password=\"kept\" roles=\"station\"/></tomcat-users>";

    @TempDir
    Path folder;

    private Path file;
    private Path users;
    private String out = "";
    private String err = "";

    @BeforeEach
    void files() throws IOException {
        file = folder.resolve("stations.csv");
        users = Files.writeString(folder.resolve("users.xml"), USERS);
    }

    private int run(String... args) {
        var stdout = new ByteArrayOutputStream();
        var stderr = new ByteArrayOutputStream();
        int status = new Stations(
                        new RegistryFile(file),
                        new StationLogins(users),
                        new PrintStream(stdout, true, StandardCharsets.UTF_8),
                        new PrintStream(stderr, true, StandardCharsets.UTF_8))
                .run(args);
        out = stdout.toString(StandardCharsets.UTF_8);
        err = stderr.toString(StandardCharsets.UTF_8);
        return status;
    }

    private List<StationProfile> stations() {
        return new RegistryFile(file).read();
    }

    private Map<String, Set<String>> roles() throws IOException {
        return new StationLogins(users).roles();
    }

    private String csv(String... lines) throws IOException {
        return Files.writeString(folder.resolve("given.csv"), String.join("\n", lines))
                .toString();
    }

    @Test
    void addWritesTheRowAndMakesTheLoginAndShowsItsPasswordOnce() throws IOException {
        assertThat(run("add", "gate-1", "--title", "Gate, east", "--components", "camera cloud", "--queue-size", "5"))
                .isZero();
        assertThat(out).matches("gate-1,\\S{24}\n");
        assertThat(Files.readString(users)).doesNotContain(out.strip().split(",", 2)[1]);
        assertThat(roles()).containsEntry("gate-1", Set.of("station"));
        assertThat(stations()).singleElement().satisfies(station -> {
            assertThat(station.title()).isEqualTo("Gate, east");
            assertThat(station.components()).contains(List.of("camera", "cloud"));
            assertThat(station.thresholds()).isEqualTo(Map.of("queue-size", 5.0));
        });
        assertThat(run("list")).isZero();
        assertThat(out).isEqualTo("gate-1\tGate, east\t\t\t\t\t\n");
        assertThat(run("add", "gate-1")).isEqualTo(1);
        assertThat(err).contains("there is a station gate-1 already").hasLineCount(1);
    }

    @Test
    void aLoginThatIsThereIsLeftAlone() throws IOException {
        assertThat(run("add", "gate-9")).isZero();
        assertThat(out).isEmpty();
        assertThat(Files.readString(users)).contains("kept");
        assertThat(run("add", "viewer")).isZero();
        assertThat(err).contains("the login viewer has the roles viewer and so cannot report");
    }

    @Test
    void whatTheServerWouldRefuseIsNotWritten() throws IOException {
        assertThat(run("add", "gate 1", "--queue-size", "many")).isEqualTo(1);
        assertThat(err).contains("“gate 1”", "“many” is not a number");
        assertThat(file).doesNotExist();
        assertThat(run("import", csv("name,zone", "gate-1,Mars", "gate-2,Asia/Manila")))
                .isEqualTo(1);
        assertThat(err).contains("line 2, zone: “Mars”").contains("good: Asia/Manila");
        assertThat(file).doesNotExist();
        assertThat(Files.readString(users)).isEqualTo(USERS);
        Files.writeString(file, "name\ngate 1\n");
        assertThat(run("add", "gate-2")).isEqualTo(1);
        assertThat(run("export")).isEqualTo(1);
        assertThat(Files.readString(file)).isEqualTo("name\ngate 1\n");
        assertThat(Files.readString(users)).isEqualTo(USERS);
    }

    @Test
    void importReplacesRowsAndAddsOthersAndExportGivesThemBack() throws IOException {
        run("add", "gate-1", "--title", "Old");
        run("add", "gate-2");
        assertThat(run("import", csv("title,name", "New,gate-1", "Third,gate-3")))
                .isZero();
        assertThat(err).contains("2 read, 1 of them new");
        assertThat(out).matches("gate-3,\\S{24}\n");
        assertThat(stations()).extracting(StationProfile::title).containsExactly("New", "gate-2", "Third");
        run("export");
        String exported = out;
        Files.delete(file);
        assertThat(run("import", csv(exported))).isZero();
        run("export");
        assertThat(out).isEqualTo(exported).startsWith("name,title,site,");
    }

    @Test
    void fiftyStationsInOneGoWithTheirPasswordsInAFileForTheOwner() throws IOException {
        String rows = IntStream.rangeClosed(1, 50)
                .mapToObj(i -> "gate-" + i)
                .collect(Collectors.joining("\n", "name\n", "\n"));
        Path passwords = folder.resolve("logins.csv");
        assertThat(run("import", csv(rows), "--logins", passwords.toString())).isZero();
        assertThat(out).isEmpty();
        assertThat(Files.readAllLines(passwords)).hasSize(49).allMatch(line -> line.matches("gate-\\d+,\\S{24}"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwords)))
                .isEqualTo("rw-------");
        assertThat(roles()).hasSize(51);
        assertThat(Files.readString(users)).doesNotContain("$210000$"); // a hash that cannot be slow
        String before = Files.readString(passwords);
        assertThat(run("import", csv("name", "gate-51"), "--logins", passwords.toString()))
                .isEqualTo(1);
        assertThat(Files.readString(passwords)).isEqualTo(before);
        assertThat(stations()).hasSize(50);
    }

    @Test
    void passwordsThatCannotBeKeptMakeNoLogins() throws IOException {
        Path nowhere = folder.resolve("nowhere").resolve("logins.csv");
        assertThat(run("import", csv("name", "gate-1"), "--logins", nowhere.toString()))
                .isEqualTo(1);
        assertThat(err).contains("cannot write " + nowhere);
        assertThat(roles()).doesNotContainKey("gate-1");
        assertThat(run("import", csv("name", "gate-1"))).isZero(); // and again
        assertThat(out).matches("gate-1,\\S{24}\n");
    }

    @Test
    void removeTakesRowAndLoginUnlessTheLoginIsToStay() throws IOException {
        run("import", csv("name", "gate-1", "gate-2", "viewer"));
        assertThat(run("remove", "gate-1")).isZero();
        assertThat(out).contains("and its login");
        assertThat(run("remove", "gate-2", "--keep-login")).isZero();
        assertThat(run("remove", "viewer")).isZero(); // not a station's
        assertThat(stations()).isEmpty();
        assertThat(roles()).containsOnlyKeys("viewer", "gate-9", "gate-2");
        assertThat(run("remove", "gate-1")).isEqualTo(1);
        assertThat(err).contains("there is no station gate-1").hasLineCount(1);
    }

    @Test
    void withoutAnyLoginsNoneIsMade() throws IOException {
        Files.delete(users);
        assertThat(run("add", "gate-1")).isEqualTo(1);
        assertThat(err).contains("scripts/start_monitor.sh makes the first ones");
        assertThat(file).doesNotExist();
        assertThat(users).doesNotExist();
    }

    @Test
    void wrongArgumentsAreSaidInOneLine() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("what")).isEqualTo(2);
        assertThat(run("add")).isEqualTo(2);
        assertThat(run("add", "gate-1", "--colour", "red")).isEqualTo(2);
        assertThat(run("add", "gate-1", "--title")).isEqualTo(2);
        assertThat(run("add", "gate-1", "--title", "a", "--title", "b")).isEqualTo(2);
        assertThat(run("import")).isEqualTo(2);
        assertThat(run("list", "all")).isEqualTo(2);
        assertThat(err).hasLineCount(1);
        assertThat(run("import", folder.resolve("not-there").toString())).isEqualTo(1);
        assertThat(file).doesNotExist();
    }
}

package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/install.sh} and {@code uninstall.sh} from the package into a system in a folder, and the service's file.
 * Only root may install.
 */
class InstallIT {
    @TempDir
    static Path folder;

    private static Path unpacked;

    @TempDir
    Path system;

    @BeforeAll
    static void unpack() throws Exception {
        assumeThat(System.getProperty("user.name")).as("only root installs").isEqualTo("root");
        // The user that the server runs as has to come through.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        unpacked = Packed.unpack(Packed.make(folder.resolve("made")), folder.resolve("unpacked"));
    }

    @BeforeEach
    void makeSystem() throws IOException {
        Files.setPosixFilePermissions(system, PosixFilePermissions.fromString("rwx--x--x"));
        Files.createDirectories(system.resolve("etc"));
        for (String file : List.of("passwd", "group", "shadow", "gshadow")) {
            Files.createFile(system.resolve("etc/" + file));
        }
    }

    @Test
    void whatIsPutThereBelongsToWhomItShouldAndPasswordsAreShownOnce() throws Exception {
        String first = install(unpacked);
        assertThat(first).containsPattern("(?m)^  viewer +\\S{24}$").containsPattern("(?m)^  admin +\\S{24}$");
        assertThat(system.resolve("etc/passwd"))
                .content()
                .matches("rollcall:x:\\d+:\\d+::/var/lib/rollcall:/usr/sbin/nologin\n");
        assertThat(rights("var/lib/rollcall")).isEqualTo("rwx------ rollcall");
        assertThat(rights("var/lib/rollcall/users.xml")).isEqualTo("rw------- rollcall");
        assertThat(rights("etc/rollcall/rollcall.env")).isEqualTo("rw-r----- root");
        assertThat(rights("etc/systemd/system/rollcall.service")).isEqualTo("rw-r--r-- root");
        assertThat(rights("opt/rollcall/current/scripts/start_monitor.sh")).isEqualTo("rwxr-xr-x root");
        assertThat(system.resolve("etc/systemd/system/multi-user.target.wants/rollcall.service"))
                .isSymbolicLink();

        Files.writeString(system.resolve("etc/rollcall/rollcall.env"), "ROLLCALL_PORT=8123\n");
        Set<String> before = files();
        String second = install(unpacked);
        assertThat(second).doesNotContain("viewer");
        assertThat(files()).as("what the second time has changed").isEqualTo(before);
    }

    @Test
    void theServicesCommandRunsAsItsUserAndAnotherVersionTakesACopyOfTheStore() throws Exception {
        install(unpacked);
        String first = current();
        serve();
        Path other = folder.resolve("other");
        Packed.said(0, Map.of(), "cp", "-R", unpacked.toString(), other.toString());
        Files.writeString(other.resolve("VERSION"), "9.9.9\n");

        String said = install(other);
        assertThat(said).contains("checked").doesNotContain("viewer");
        assertThat(current()).isEqualTo("9.9.9");
        try (Stream<Path> copies = Files.list(system.resolve("var/lib/rollcall/backups"))) {
            assertThat(copies.map(Path::toString))
                    .anyMatch(name -> name.matches(".*/before_9\\.9\\.9_\\d{8}_\\d{6}\\.db"));
        }

        install(system.resolve("opt/rollcall/" + first));
        assertThat(current()).as("back by the script that lies in /opt").isEqualTo(first);
    }

    @Test
    void uninstallingKeepsDataAndPurgingTakesEverything() throws Exception {
        Set<String> bare = files();
        install(unpacked);
        uninstall();
        assertThat(system.resolve("opt/rollcall")).doesNotExist();
        assertThat(system.resolve("etc/systemd/system/rollcall.service")).doesNotExist();
        assertThat(system.resolve("var/lib/rollcall/users.xml")).exists();
        assertThat(system.resolve("etc/rollcall/rollcall.env")).exists();

        assertThat(install(unpacked)).as("the logins are those of before").doesNotContain("viewer");
        uninstall("--purge");
        uninstall("--purge");
        assertThat(files())
                .filteredOn(file -> !file.startsWith("etc/"))
                .isEqualTo(List.copyOf(bare).stream()
                        .filter(file -> !file.startsWith("etc/"))
                        .toList());
        assertThat(system.resolve("etc/rollcall")).doesNotExist();
        assertThat(system.resolve("etc/passwd")).content().isEmpty();
        assertThat(system.resolve("etc/group")).content().isEmpty();
    }

    @Test
    void dataElsewhereIsRefusedBeforeAnythingIsPutAnywhere() throws Exception {
        Path settings = system.resolve("etc/rollcall/rollcall.env");
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, "ROLLCALL_DATA='/srv/rollcall'\n");
        Set<String> before = files();
        assertThat(Packed.said(1, java(), script(unpacked, "install.sh"), "--root", system.toString()))
                .isEqualTo("install: " + settings + " says ROLLCALL_DATA=/srv/rollcall, but a service keeps its data in"
                        + " /var/lib/rollcall; mount that folder there\n");
        assertThat(files()).isEqualTo(before);

        Files.writeString(settings, "ROLLCALL_DATA=/var/lib/rollcall/\n");
        install(unpacked);
        assertThat(system.resolve("var/lib/rollcall/users.xml")).exists();
    }

    @Test
    void aSystemThatIsNoneIsRefused() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(Packed.said(1, java(), script(unpacked, "install.sh"), "--root", empty.toString()))
                .isEqualTo("install: " + empty + " is not a system: it has no /etc/passwd\n");
    }

    @Test
    @DisabledIfSystemProperty(
            named = "rollcall.systemd",
            matches = "none",
            disabledReason = "verify.sh could not bring systemd-analyze")
    void theServicesFileIsFaultlessAndExposesLittle() throws Exception {
        install(unpacked);
        Path unit = folder.resolve("rollcall.service");
        Files.writeString(
                unit,
                Files.readString(system.resolve("etc/systemd/system/rollcall.service"))
                        .replace("ExecStart=/opt", "ExecStart=" + system + "/opt"));
        assertThat(Packed.said(0, Map.of(), "systemd-analyze", "verify", "--man=no", unit.toString()))
                .isEmpty();
        // In tenths: fails above 3.0.
        String security = Packed.said(
                0, Map.of(), "systemd-analyze", "security", "--offline=true", "--threshold=30", unit.toString());
        assertThat(security).contains("Overall exposure level");
    }

    /** Runs the service's command as its user until it is ready. */
    private void serve() throws Exception {
        String unit = Files.readString(system.resolve("etc/systemd/system/rollcall.service"));
        String command = line(unit, "ExecStart");
        String id = Files.getAttribute(system.resolve("var/lib/rollcall"), "unix:uid")
                .toString();
        int port = Ports.free();
        Path log = folder.resolve("service.log");
        Process server = Packed.bare(
                        Map.of(
                                "JAVA_HOME",
                                System.getProperty("java.home"),
                                "ROLLCALL_DATA",
                                system.resolve("var/lib/rollcall").toString()),
                        "setpriv",
                        "--reuid=" + id,
                        "--regid=" + id,
                        "--clear-groups",
                        "--no-new-privs",
                        "--bounding-set=-all",
                        "--inh-caps=-all",
                        system + command,
                        String.valueOf(port))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(90))
                    .failFast(() -> assertThat(server.isAlive())
                            .as(Files.readString(log))
                            .isTrue())
                    .until(() -> Files.readString(log).contains("Rollcall is up"));
        } finally {
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).as("it stopped").isTrue();
        }
        assertThat(server.exitValue()).isEqualTo(Integer.parseInt(line(unit, "SuccessExitStatus")));
    }

    private static String line(String unit, String key) {
        return Pattern.compile("(?m)^" + key + "=(.*)$")
                .matcher(unit)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private String install(Path from) throws Exception {
        return Packed.said(0, java(), script(from, "install.sh"), "--root", system.toString());
    }

    private void uninstall(String... options) throws Exception {
        String[] command = Stream.concat(
                        Stream.of(script(unpacked, "uninstall.sh"), "--root", system.toString()), Stream.of(options))
                .toArray(String[]::new);
        Packed.said(0, java(), command);
    }

    private static Map<String, String> java() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    private static String script(Path from, String name) {
        return from.resolve("scripts/" + name).toString();
    }

    private String current() throws IOException {
        return Files.readSymbolicLink(system.resolve("opt/rollcall/current")).toString();
    }

    private String rights(String file) throws IOException {
        Path path = system.resolve(file);
        Object user = Files.getAttribute(path, "unix:uid");
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path)) + " "
                + (user.equals(0) ? "root" : "rollcall");
    }

    /** Every file of the system, with its time but for folders. */
    private Set<String> files() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> all = Files.walk(system)) {
            for (Path file : all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                found.add(system.relativize(file) + " " + Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
            }
        }
        return found;
    }
}

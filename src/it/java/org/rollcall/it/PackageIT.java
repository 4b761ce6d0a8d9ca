package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package, unpacked where nothing else is, with a Java that cannot compile. */
class PackageIT {
    private static final String PASSWORD = "a-viewer-of-the-package-1";

    @TempDir
    static Path folder;

    private static Path archive;
    private static Path unpacked;
    private static Path jre;

    @BeforeAll
    static void makeAndUnpack() throws Exception {
        archive = Packed.make(folder.resolve("first"));
        unpacked = Packed.unpack(archive, folder.resolve("école 1"));
        jre = Packed.jre(folder);
    }

    @Test
    void madeTwiceItIsTheSameByteForByte() throws Exception {
        assertThat(Packed.make(folder.resolve("second"))).hasSameBinaryContentAs(archive);
        Packed.said(
                0, Map.of(), "sh", "-c", "cd '" + archive.getParent() + "' && sha256sum --check --strict SHA256SUMS");
    }

    @Test
    void itHasNothingOfWhoPackedItAndNothingOfTomcatsApplications() throws Exception {
        String listed = Packed.said(
                0, Map.of("TZ", "UTC"), "tar", "--numeric-owner", "--full-time", "-tvzf", archive.toString());
        assertThat(listed.lines())
                .hasSizeGreaterThan(100)
                .allMatch(line -> line.matches(
                        "[d-]rw[x-]r-[x-]r-[x-] 0/0 +\\d+ \\d{4}-\\d\\d-\\d\\d 00:00:00 rollcall-[^/ ]+/.*"));
        assertThat(listed).doesNotContain("/webapps/", "verify.sh").contains("/LICENSE", "/CHANGELOG.md");
    }

    @Test
    void itStartsServesAndStopsWithoutACheckoutOrACompilerAndWritesOnlyIntoItsData() throws Exception {
        Set<String> before = files();
        int port = Ports.free();
        Path log = folder.resolve("package.log");
        ProcessBuilder builder = command("start_monitor.sh", String.valueOf(port));
        builder.environment().put("ROLLCALL_VIEWER_PASSWORD", PASSWORD);
        Process server =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            URI address = URI.create("http://127.0.0.1:" + port);
            await().atMost(Duration.ofSeconds(90))
                    .failFast(() -> assertThat(server.isAlive()).as(text(log)).isTrue())
                    .ignoreExceptions()
                    .until(() -> status(address.resolve("/readyz"), "") == 200);
            assertThat(status(address.resolve("/dashboard"), "viewer:" + PASSWORD))
                    .isEqualTo(200);
            assertThat(status(address.resolve("/dashboard"), "")).isEqualTo(401);
            assertThat(text(log)).doesNotContain("building");

            Process users = command("users.sh", "list").start();
            assertThat(users.inputReader(StandardCharsets.UTF_8).lines()).anyMatch(line -> line.startsWith("viewer"));
            assertThat(users.waitFor()).isZero();
        } finally {
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).as("it stopped").isTrue();
        }
        assertThat(server.exitValue()).as(text(log)).isEqualTo(143);
        assertThat(files()).isEqualTo(before);
    }

    /** As process 1 the script gets only the signals that it has handlers for. The Java here asks for a stop and starts nothing. */
    @Test
    void inAContainerAStopIsHeardBeforeTheServerIsThere() throws Exception {
        Path java = folder.resolve("stopping/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java.resolveSibling("../release"), "JAVA_VERSION=\"17.0.1\"\n");
        Files.writeString(java, "#!/bin/sh\nkill -TERM 1\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc"));
        if (!"root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.add(unpacked.resolve("scripts/start_monitor.sh").toString());
        Map<String, String> environment = Map.of(
                "JAVA_HOME", folder.resolve("stopping").toString(),
                "ROLLCALL_DATA", folder.resolve("stopping/data").toString(),
                "ROLLCALL_PORT", String.valueOf(Ports.free()));
        assertThat(Packed.said(143, environment, command.toArray(String[]::new)))
                .isEmpty();
    }

    @Test
    void ofASettingThatIsThereTwiceTheLastCountsUnlessTheEnvironmentHasIt() throws Exception {
        Path file = Files.writeString(folder.resolve("twice.env"), "ROLLCALL_PORT=9001\nROLLCALL_PORT=9002\n");
        String[] command = {
            "bash",
            "-c",
            "source \"$1/scripts/shell.sh\"; read_env_file \"$2\"; printf %s \"$ROLLCALL_PORT\"",
            "test",
            unpacked.toString(),
            file.toString()
        };
        assertThat(Packed.said(0, Map.of(), command)).isEqualTo("9002");
        assertThat(Packed.said(0, Map.of("ROLLCALL_PORT", "9003"), command)).isEqualTo("9003");
    }

    @Test
    void onePieceThatIsMissingIsSaid() throws Exception {
        Path broken = folder.resolve("broken");
        Packed.said(0, Map.of(), "cp", "-R", unpacked.toString(), broken.toString());
        Packed.said(
                0,
                Map.of(),
                "rm",
                "-r",
                broken.resolve("lib/rollcall/WEB-INF/lib").toString());
        String said = Packed.said(
                1,
                Map.of("JAVA_HOME", jre.toString()),
                broken.resolve("scripts/start_monitor.sh").toString(),
                String.valueOf(Ports.free()));
        assertThat(said).isEqualTo("start_monitor: " + broken + " is not a whole package; unpack it again\n");
    }

    /** A script of the package, as on a machine that has a JRE and nothing of ours. */
    private static ProcessBuilder command(String script, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(unpacked.resolve("scripts/" + script).toString()));
        command.addAll(List.of(arguments));
        return Packed.bare(Map.of("JAVA_HOME", jre.toString()), command.toArray(String[]::new))
                .directory(folder.toFile());
    }

    private static int status(URI uri, String login) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
        if (!login.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    /** Every file of the package with its time, but those of its data folder. */
    private static Set<String> files() throws IOException {
        Set<String> found = new HashSet<>();
        try (Stream<Path> all = Files.walk(unpacked)) {
            for (Path file : all.filter(path -> !path.startsWith(unpacked.resolve("data")))
                    .toList()) {
                found.add(file + (Files.isDirectory(file) ? "" : " " + Files.getLastModifiedTime(file)));
            }
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}

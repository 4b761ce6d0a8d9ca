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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package that {@code scripts/package.sh} makes, unpacked where nothing else is, with a Java that cannot compile. */
class PackageIT {
    private static final Path BASEDIR = Path.of(System.getProperty("rollcall.basedir"));
    private static final String PASSWORD = "a-viewer-of-the-package-1";

    @TempDir
    static Path folder;

    private static Path archive;
    private static Path unpacked;
    private static Path jre;

    @BeforeAll
    static void makeAndUnpack() throws Exception {
        archive = packed("first");
        Path place = Files.createDirectories(folder.resolve("école 1"));
        said(0, "tar", "-xzf", archive.toString(), "-C", place.toString());
        try (Stream<Path> top = Files.list(place)) {
            List<Path> found = top.toList();
            assertThat(found).hasSize(1);
            unpacked = found.get(0);
        }
        jre = Files.createDirectories(folder.resolve("jre/bin")).getParent();
        Files.createSymbolicLink(jre.resolve("bin/java"), Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    @Test
    void madeTwiceItIsTheSameByteForByte() throws Exception {
        assertThat(packed("second")).hasSameBinaryContentAs(archive);
        said(0, "sh", "-c", "cd '" + archive.getParent() + "' && sha256sum --check --strict SHA256SUMS");
    }

    @Test
    void itHasNothingOfWhoPackedItAndNothingOfTomcatsApplications() throws Exception {
        String listed = said(0, "tar", "--numeric-owner", "--full-time", "-tvzf", archive.toString());
        assertThat(listed.lines()).allMatch(line -> line.matches("[d-]rw[x-]r-[x-]r-[x-] 0/0 .* rollcall-[^/ ]+/.*"));
        assertThat(listed.lines().map(line -> line.replaceAll("^.*?(\\d{4}-\\d\\d-\\d\\d [0-9:]+).*$", "$1")))
                .as("times")
                .hasSizeGreaterThan(100)
                .containsOnly(listed.lines()
                        .findFirst()
                        .orElseThrow()
                        .replaceAll("^.*?(\\d{4}-\\d\\d-\\d\\d [0-9:]+).*$", "$1"));
        assertThat(listed)
                .doesNotContain("/webapps/")
                .doesNotContain("verify.sh")
                .contains("/LICENSE", "/CHANGELOG.md");
    }

    @Test
    void itStartsServesAndStopsWithoutACheckoutOrACompilerAndWritesOnlyIntoItsData() throws Exception {
        SortedSet<String> before = files();
        int port = RollcallServer.freePort();
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

    @Test
    void onePieceThatIsMissingIsSaid() throws Exception {
        Path broken = folder.resolve("broken");
        said(0, "cp", "-R", unpacked.toString(), broken.toString());
        said(0, "rm", "-r", broken.resolve("lib/rollcall/WEB-INF/lib").toString());
        ProcessBuilder builder = command("start_monitor.sh", String.valueOf(RollcallServer.freePort()));
        builder.command().set(0, broken.resolve("scripts/start_monitor.sh").toString());
        Process server = builder.redirectErrorStream(true).start();
        String said = new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(server.waitFor()).isEqualTo(1);
        assertThat(said).isEqualTo("start_monitor: " + broken + " is not a whole package; unpack it again\n");
    }

    /** A script of the package, as on a machine that has a JRE and nothing of ours. */
    private static ProcessBuilder command(String script, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(unpacked.resolve("scripts/" + script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("JAVA_HOME", jre.toString());
        return builder;
    }

    private static Path packed(String into) throws Exception {
        Path place = folder.resolve(into);
        String said =
                said(0, BASEDIR.resolve("scripts/package.sh").toString(), "--no-build", "--into", place.toString());
        Path made = Path.of(said.strip());
        assertThat(made.getParent()).isEqualTo(place);
        return made;
    }

    /** What a command says that ends with this status. */
    private static String said(int status, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(key -> key.startsWith("ROLLCALL_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(status);
        return said;
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
    private static SortedSet<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(unpacked)) {
            SortedSet<String> found = new TreeSet<>();
            for (Path file : all.filter(path -> !path.startsWith(unpacked.resolve("data")))
                    .toList()) {
                found.add(file + (Files.isDirectory(file) ? "" : " " + Files.getLastModifiedTime(file)));
            }
            return found;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}

package org.rollcall.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * The real server: the built WAR on the unpacked Tomcat with the project's configuration, in a process of its own that
 * can be killed, on a free port of the loopback. The command is that of {@code scripts/start_monitor.sh}, without the
 * script's look whether something has to be built.
 */
final class RollcallServer implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String STATION = "gate-1";

    private static final Path BASEDIR = Path.of(System.getProperty("rollcall.basedir"));
    private static final Path TARGET = Path.of(System.getProperty("rollcall.target"));
    private static final Path TOMCAT = Path.of(System.getProperty("rollcall.tomcat"));
    private static final Path WAR = Path.of(System.getProperty("rollcall.war"));
    private static final Path GUARD = Path.of(System.getProperty("rollcall.guard"));
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern OPEN_STREAMS = Pattern.compile("^rollcall_stream_clients (\\d+)", Pattern.MULTILINE);
    private static final List<String> CONFIGURATION =
            List.of("server.xml", "context.xml", "catalina.properties", "logging.properties");

    private final Path data;
    private final int port;
    private final Map<String, String> settings;
    private final List<String> options;
    private final HttpClient client;
    private final String scheme;
    private final Optional<String> caller;
    private final Map<Role, String> passwords = new TreeMap<>();
    private Process process;

    /** Who asks. */
    enum Role {
        NOBODY,
        VIEWER,
        STATION,
        ADMIN;

        String login() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private RollcallServer(
            Path data,
            Map<String, String> settings,
            List<String> options,
            Optional<SSLContext> trusting,
            Optional<String> caller) {
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        trusting.ifPresent(builder::sslContext);
        this.client = builder.build();
        this.scheme = trusting.isPresent() ? "https" : "http";
        this.caller = caller;
        this.data = data;
        this.port = Ports.free();
        this.settings = settings;
        this.options = options;
        Stream.of(Role.VIEWER, Role.STATION, Role.ADMIN)
                .forEach(role -> passwords.put(role, UUID.randomUUID().toString()));
    }

    static RollcallServer start(Path data) {
        return start(data, Map.of(), List.of());
    }

    /**
     * Starts a server and waits until it is ready.
     *
     * @param settings {@code ROLLCALL_…} variables besides the usual ones
     * @param options of the JVM
     */
    static RollcallServer start(Path data, Map<String, String> settings, List<String> options) {
        return new RollcallServer(data, settings, options, Optional.empty(), Optional.empty()).started();
    }

    /** One that speaks HTTPS with a certificate that is trusted by this. */
    static RollcallServer startSecure(
            Path data, Map<String, String> settings, List<String> options, SSLContext trusting) {
        return new RollcallServer(data, settings, options, Optional.of(trusting), Optional.empty()).started();
    }

    /** One that is asked whether it is ready as if by a proxy for this address. */
    static RollcallServer startAs(String address, Path data, Map<String, String> settings) {
        return new RollcallServer(data, settings, List.of(), Optional.empty(), Optional.of(address)).started();
    }

    /** What a server on this folder has printed. */
    static String consoleOf(Path data) {
        try {
            return Files.readString(data.resolve("logs/console.log"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what was printed", e);
        }
    }

    private RollcallServer started() {
        try {
            makeBase();
            makeUsers();
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the server's folders in " + data, e);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        return this;
    }

    /** A zone in which it is about noon, so that no test runs into midnight. */
    static ZoneId zone() {
        int offset = 12 - Instant.now().atZone(ZoneOffset.UTC).getHour();
        return ZoneId.of("Etc/GMT" + (offset > 0 ? "-" : "+") + Math.abs(offset));
    }

    Path data() {
        return data;
    }

    Path database() {
        return data.resolve("attendance.db");
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    HttpClient client() {
        return client;
    }

    /** Ends the server as a power cut would. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends the server as systemd would. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Starts the server again on the same folder and port. */
    void restart() {
        assertThat(process.isAlive()).as("a server that still runs").isFalse();
        launch();
    }

    /** Everything that the server logged and printed. */
    String log() {
        try (Stream<Path> files = Files.list(data.resolve("logs"))) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                text.append(Files.readString(file, StandardCharsets.UTF_8));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the logs in " + data, e);
        }
    }

    URI uri(String path) {
        return URI.create(scheme + "://127.0.0.1:" + port + path);
    }

    /** A request as this role, with the given header names and values. */
    HttpRequest.Builder request(String path, Role role, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
        if (role != Role.NOBODY) {
            String login = role.login() + ":" + passwords.get(role);
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    /** For programs that log in by themselves. */
    String password(Role role) {
        return requireNonNull(passwords.get(role), "nobody has no password");
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> get(String path, Role role, String... headers) {
        return send(request(path, role, headers).build());
    }

    /** What a viewer gets for this path, which has to be a JSON document. */
    JsonNode json(String path) {
        HttpResponse<byte[]> response = get(path, Role.VIEWER);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return tree(response.body());
    }

    /** How many streams it counts as open. */
    int openStreams() {
        String metrics = text(get("/metrics", Role.ADMIN));
        Matcher value = OPEN_STREAMS.matcher(metrics);
        assertThat(value.find()).as(metrics).isTrue();
        return Integer.parseInt(value.group(1));
    }

    static JsonNode tree(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(new String(body, StandardCharsets.UTF_8), e);
        }
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    SseReader stream(String query, String... headers) {
        return SseReader.open(client, request("/api/stream" + query, Role.VIEWER, headers));
    }

    void awaitSource(String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                json("/api/status").path("source").path("state").asText())
                        .isEqualTo(state));
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    private void awaitEnd() {
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS))
                    .as("the server ended within 30 s")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void makeBase() throws IOException {
        for (String folder : List.of("conf", "lib", "temp", "work", "webapps", "launch/org/rollcall/launch")) {
            Files.createDirectories(base().resolve(folder));
        }
        Files.createDirectories(data.resolve("logs"));
        Files.copy(TOMCAT.resolve("conf/web.xml"), base().resolve("conf/web.xml"));
        for (String file : CONFIGURATION) {
            Files.copy(
                    BASEDIR.resolve("tomcat-conf").resolve(file),
                    base().resolve("conf").resolve(file));
        }
        try (Stream<Path> classes = Files.list(classes().resolve("org/rollcall/launch"))) {
            for (Path file : classes.toList()) {
                Files.copy(
                        file,
                        base().resolve("launch/org/rollcall/launch").resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(GUARD, base().resolve("lib/rollcall-guard.jar"));
        Path war = base().resolve("webapps/ROOT.war");
        if (!Files.exists(war)) { // a test may have put one with more in it
            Files.copy(WAR, war);
        }
    }

    private void makeUsers() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                JAVA.toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes().toString(),
                "org.rollcall.users.Users",
                data.resolve("users.xml").toString(),
                "first-start");
        builder.redirectErrorStream(true)
                .redirectOutput(data.resolve("logs/users.log").toFile());
        passwords.forEach(
                (role, password) -> builder.environment().put("ROLLCALL_" + role.name() + "_PASSWORD", password));
        process = builder.start();
        awaitEnd();
        assertThat(process.exitValue()).as(log()).isZero();
    }

    private void launch() {
        List<String> command = new ArrayList<>(List.of(
                JAVA.toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + base().resolve("temp"),
                "-Dcatalina.home=" + TOMCAT,
                "-Dcatalina.base=" + base(),
                "-Djava.util.logging.config.file=" + base().resolve("conf/logging.properties"),
                "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                "-Drollcall.address=127.0.0.1",
                "-Drollcall.port=" + port,
                "-Drollcall.data=" + data,
                "-Drollcall.users=" + data.resolve("users.xml")));
        for (String opened : List.of("lang", "lang.reflect", "io", "util", "util.concurrent")) {
            command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        command.add("--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED");
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                TOMCAT.resolve("bin/bootstrap.jar") + ":" + TOMCAT.resolve("bin/tomcat-juli.jar") + ":"
                        + base().resolve("launch"),
                "org.rollcall.launch.Launcher"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("ROLLCALL_"));
        builder.environment().put("ROLLCALL_DATABASE", database().toString());
        builder.environment().put("ROLLCALL_STATION", STATION);
        builder.environment().put("ROLLCALL_ZONE", zone().getId());
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve("logs/console.log").toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + JAVA, e);
        }
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .failFast("the server ended", () -> !process.isAlive())
                .ignoreException(UncheckedIOException.class)
                .until(() -> (caller.isPresent()
                                        ? get("/readyz", Role.NOBODY, "X-Forwarded-For", caller.get())
                                        : get("/readyz", Role.NOBODY))
                                .statusCode()
                        == 200);
    }

    private Path base() {
        return data.resolve("tomcat");
    }

    private static Path classes() {
        return TARGET.resolve("rollcall/WEB-INF/classes");
    }
}

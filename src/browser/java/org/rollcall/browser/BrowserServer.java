package org.rollcall.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rollcall.it.Ports;

/** A server process as scripts/start_monitor.sh makes it, on a free port and in a folder of its own. */
final class BrowserServer implements AutoCloseable {
    static final String USER = "viewer";
    static final String PASSWORD = "a-password-for-the-browser-tests";

    /** That of every station, so that fifty logins cost no time. */
    static final String STATION_PASSWORD = "a-password-for-all-the-stations";

    private static final Path PROJECT = Path.of(System.getProperty("rollcall.basedir", "."));
    private static final Path TARGET = Path.of(System.getProperty("rollcall.target", "target"));
    private static final Path WAR = Path.of(
            System.getProperty("rollcall.war", TARGET.resolve("rollcall.war").toString()));
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path data;
    private final int port;
    private final Map<String, String> settings;
    private final List<String> stations;
    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;

    private BrowserServer(Path data, int port, Map<String, String> settings, List<String> stations) throws IOException {
        this.data = data;
        this.port = port;
        this.settings = settings;
        this.stations = stations;
        layBase();
        makeLogins();
        this.process = launch();
    }

    static BrowserServer start(Path data) throws IOException {
        return start(data, Map.of(), List.of());
    }

    /**
     * Starts a server and waits until it is ready.
     *
     * @param settings {@code ROLLCALL_…} variables besides the usual ones
     * @param stations names that get a login for reports
     */
    static BrowserServer start(Path data, Map<String, String> settings, List<String> stations) throws IOException {
        var server = new BrowserServer(data, Ports.free(), settings, stations);
        server.awaitReady();
        return server;
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** Where the server looks for the attendance database; nothing is there at first. */
    Path database() {
        return data.resolve("attendance.db");
    }

    /** As a power cut ends it: no shutdown hook runs. */
    void kill() {
        process.destroyForcibly();
        await().atMost(PATIENCE).until(() -> !process.isAlive());
    }

    void startAgain() throws IOException {
        process = launch();
        awaitReady();
    }

    String get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }

    /** What an administrator's program sends. */
    int post(String path, String body) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + "/" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** The bytes of an answer as they travel to a browser that takes gzip. */
    int weight(String path) throws IOException, InterruptedException {
        var answer = client.send(request(path).header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " is " + answer.statusCode());
        }
        return answer.body().length;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest.Builder request(String path) {
        String login = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(address() + "/" + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Basic " + login);
    }

    private void awaitReady() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the server ended: " + Files.readString(log()));
            }
            try {
                return get("api/status").startsWith("{\"timestamp\"");
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void layBase() throws IOException {
        Path base = data.resolve("tomcat");
        for (String folder : List.of("conf", "temp", "work", "webapps", "lib", "launch/org/rollcall/launch")) {
            Files.createDirectories(base.resolve(folder));
        }
        Files.createDirectories(data.resolve("logs"));
        Files.copy(tomcat().resolve("conf/web.xml"), base.resolve("conf/web.xml"));
        for (String file : List.of("server.xml", "context.xml", "catalina.properties", "logging.properties")) {
            Files.copy(
                    PROJECT.resolve("tomcat-conf").resolve(file),
                    base.resolve("conf").resolve(file));
        }
        Path launch = Path.of("org", "rollcall", "launch");
        try (Stream<Path> found = Files.list(classes().resolve(launch))) {
            for (Path file : found.toList()) {
                Files.copy(
                        file,
                        base.resolve("launch")
                                .resolve(launch)
                                .resolve(file.getFileName().toString()));
            }
        }
        Files.copy(WAR.resolveSibling("rollcall-guard.jar"), base.resolve("lib/rollcall-guard.jar"));
        Files.copy(WAR, base.resolve("webapps/ROOT.war"));
    }

    private void makeLogins() throws IOException {
        Process users = process(List.of(
                JAVA,
                "-cp",
                classes().toString(),
                "org.rollcall.users.Users",
                data.resolve("users.xml").toString(),
                "first-start"));
        await().atMost(PATIENCE).until(() -> !users.isAlive());
        if (users.exitValue() != 0) {
            throw new IOException("no logins: " + Files.readString(log()));
        }
        addStations(data.resolve("users.xml"));
    }

    /** Each of them with what is stored of the first one's password. */
    private void addStations(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(line);
            if (line.contains("username=\"station\"")) {
                stations.forEach(name -> lines.add(line.replace("username=\"station\"", "username=\"" + name + "\"")));
            }
        }
        Files.write(file, lines);
    }

    private Process launch() throws IOException {
        Path base = data.resolve("tomcat");
        var command = new ArrayList<String>(
                List.of(JAVA, "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"));
        for (String opened :
                List.of("java.lang", "java.lang.reflect", "java.io", "java.util", "java.util.concurrent")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + base.resolve("temp"),
                "-Dcatalina.home=" + tomcat(),
                "-Dcatalina.base=" + base,
                "-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"),
                "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                "-Drollcall.address=127.0.0.1",
                "-Drollcall.port=" + port,
                "-Drollcall.data=" + data,
                "-Drollcall.users=" + data.resolve("users.xml"),
                "-cp",
                tomcat().resolve("bin/bootstrap.jar") + ":" + tomcat().resolve("bin/tomcat-juli.jar") + ":"
                        + base.resolve("launch"),
                "org.rollcall.launch.Launcher"));
        return process(command);
    }

    private Process process(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(PROJECT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        Map<String, String> environment = builder.environment();
        new HashMap<>(environment)
                .keySet().stream().filter(name -> name.startsWith("ROLLCALL_")).forEach(environment::remove);
        environment.putAll(Map.of(
                "ROLLCALL_DATA",
                data.toString(),
                "ROLLCALL_DATABASE",
                database().toString(),
                "ROLLCALL_ZONE",
                School.ZONE.getId(),
                "ROLLCALL_COMPONENTS",
                "camera,cloud",
                "ROLLCALL_VIEWER_PASSWORD",
                PASSWORD,
                "ROLLCALL_ADMIN_PASSWORD",
                PASSWORD,
                "ROLLCALL_STATION_PASSWORD",
                STATION_PASSWORD));
        environment.putAll(settings);
        return builder.start();
    }

    private Path log() {
        return data.resolve("server.out");
    }

    private static Path classes() {
        return TARGET.resolve("rollcall/WEB-INF/classes").toAbsolutePath();
    }

    private static Path tomcat() {
        String named = System.getProperty("rollcall.tomcat");
        if (named != null) {
            return Path.of(named);
        }
        try (Stream<Path> found = Files.list(TARGET)) {
            return found.filter(path -> path.getFileName().toString().startsWith("apache-tomcat-"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new IllegalStateException("cannot look for Tomcat in " + TARGET, e);
        }
    }
}

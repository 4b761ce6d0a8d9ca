package org.rollcall.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The server that is measured: one of its own, which {@code scripts/start_monitor.sh} starts on a free port and a new data
 * folder, or somebody's, whose passwords are in {@code ROLLCALL_VIEWER_PASSWORD} and {@code ROLLCALL_STATION_PASSWORD}.
 */
final class Server implements AutoCloseable {
    static final int MANY = 10_000;
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final Pattern USED_BY_REGIONS = Pattern.compile("garbage-first heap\\s+total \\d+K, used (\\d+)K");

    private final InetSocketAddress address;
    private final String viewer;
    private final String station;
    private final Optional<Path> data;
    private final String options;
    private OptionalLong pid;
    private Optional<Process> process = Optional.empty();

    private Server(
            InetSocketAddress address,
            String viewer,
            String station,
            Optional<Path> data,
            String options,
            OptionalLong pid) {
        this.address = address;
        this.viewer = viewer;
        this.station = station;
        this.data = data;
        this.options = options;
        this.pid = pid;
    }

    /** Somebody's. */
    static Server at(URI url, OptionalLong pid) throws IOException {
        return new Server(
                new InetSocketAddress(InetAddress.getAllByName(url.getHost())[0], url.getPort()),
                password("VIEWER"),
                password("STATION"),
                Optional.empty(),
                "",
                pid);
    }

    /** One of its own, with these options of the JVM. */
    static Server start(Path folder, String options) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory(Files.createDirectories(folder), "stream-");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Server server = new Server(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                Optional.of(data),
                options,
                OptionalLong.empty());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop")); // also when somebody interrupts it
        server.launch(MANY);
        return server;
    }

    private static String password(String role) {
        String name = "ROLLCALL_" + role + "_PASSWORD";
        String given = System.getenv(name);
        if (given == null) {
            throw new IllegalArgumentException(name + " has to be set for a server that runs already");
        }
        return given;
    }

    InetSocketAddress address() {
        return address;
    }

    String viewer() {
        return login("viewer", viewer);
    }

    String station() {
        return login("station", station);
    }

    private static String login(String name, String password) {
        String both = name + ":" + password;
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    /** Whether it is one that may be killed. */
    boolean isOwn() {
        return data.isPresent();
    }

    /** Starts it, or starts it again on its data, with this cap of streams. */
    void launch(int mostStreams) throws IOException, InterruptedException {
        Path folder = data.orElseThrow();
        ProcessBuilder builder = new ProcessBuilder("scripts/start_monitor.sh", Integer.toString(address.getPort()));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("ROLLCALL_"));
        environment.put("ROLLCALL_DATA", folder.toString());
        environment.put("ROLLCALL_VIEWER_PASSWORD", viewer);
        environment.put("ROLLCALL_STATION_PASSWORD", station);
        environment.put("ROLLCALL_STREAM_CLIENTS", Integer.toString(mostStreams));
        environment.put("ROLLCALL_STREAM_LIFETIME", "1h");
        environment.put("ROLLCALL_JAVA_OPTS", options);
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("console.log").toFile()));
        Process started = builder.start(); // the script becomes the server
        process = Optional.of(started);
        pid = OptionalLong.of(started.pid());
        if (!Crowd.await(Duration.ofMinutes(8), () -> isReady() || !started.isAlive(), "the server is ready")
                || !started.isAlive()) {
            throw new IOException("the server did not start; see " + folder.resolve("console.log"));
        }
    }

    /** As by {@code kill -9}. */
    void kill() throws InterruptedException {
        Process running = process.orElseThrow();
        running.destroyForcibly();
        running.waitFor(10, TimeUnit.SECONDS);
    }

    boolean isReady() {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("GET /readyz HTTP/1.1\r\nHost: "
                                    + address.getAddress().getHostAddress() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes(12);
            return new String(status, StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    /** CPU seconds, user and system, since it began; empty when its process is not known. */
    Optional<Double> cpuSeconds() throws IOException {
        if (pid.isEmpty()) {
            return Optional.empty();
        }
        String stat = Files.readString(Path.of("/proc", Long.toString(pid.getAsLong()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Optional.of((Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / 100);
    }

    /** The heap in use after a full collection, in KB; empty when its process is not known. */
    Optional<Long> heapKilobytes() throws IOException {
        if (pid.isEmpty()) {
            return Optional.empty();
        }
        command("GC.run");
        String text = command("GC.heap_info");
        Matcher regions = USED_BY_REGIONS.matcher(text);
        if (regions.find()) {
            return Optional.of(Long.valueOf(regions.group(1)));
        }
        long used = 0;
        Matcher spaces = USED.matcher(text.replaceAll("(?m)^\\s*Metaspace.*$", ""));
        while (spaces.find()) {
            used += Long.parseLong(spaces.group(1));
        }
        return Optional.of(used);
    }

    private String command(String name) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(pid.orElseThrow()), name)
                .redirectErrorStream(true)
                .start();
        return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.ifPresent(Process::destroy);
        try {
            if (process.isPresent() && !process.get().waitFor(20, TimeUnit.SECONDS)) {
                process.get().destroyForcibly();
            }
            if (data.isPresent() && Files.exists(data.get())) {
                delete(data.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("left behind: " + e.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

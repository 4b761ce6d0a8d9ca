package org.rollcall.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;

/**
 * A small Rollcall that keeps the contract and can be told to misbehave. What it stored outlives its sockets, so it can be
 * stopped and started again on the same port.
 */
@NullUnmarked // what it reads is checked by the assertions
final class FakeRollcall implements AutoCloseable {
    static final String PASSWORD = "a-password-of-a-station";
    private static final Pattern COMPONENT = Pattern.compile("[a-z][a-z0-9_.-]{0,31}");
    private static final Duration MOST_AHEAD = Duration.ofHours(24);
    private static final int PIECES_PER_SECOND = 100;

    /** Answers in the server's place; false: it did not. */
    interface Behaviour {
        boolean answer(FakeRollcall fake, HttpExchange exchange, byte[] body) throws IOException;
    }

    final Map<String, Map<String, Object>> stored = new LinkedHashMap<>(); // by key; guarded by itself
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<Long> times = new CopyOnWriteArrayList<>(); // nanoseconds, of reports of events
    final List<Map<String, Object>> heartbeats = new CopyOnWriteArrayList<>();
    final Map<String, Map<String, Object>> components = new ConcurrentHashMap<>();
    final ConcurrentLinkedQueue<Behaviour> behaviours = new ConcurrentLinkedQueue<>(); // for one report of events each
    final ConcurrentLinkedQueue<String> streams = new ConcurrentLinkedQueue<>(); // what each connection gets
    final List<String> lastIds = new CopyOnWriteArrayList<>();
    volatile boolean viewer = true;
    volatile String password = PASSWORD;
    volatile String noComponents = ""; // why none is taken; empty: they are
    volatile int bytesPerSecond = Integer.MAX_VALUE; // what the line lets through of a body
    private int port;
    private HttpServer server;
    private ExecutorService threads;

    FakeRollcall() {
        start();
    }

    void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getAddress().getPort();
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    void stop() {
        if (server != null) {
            server.stop(0);
            threads.shutdownNow();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    List<String> messages() {
        synchronized (stored) {
            return stored.values().stream()
                    .map(event -> String.valueOf(event.get("message")))
                    .toList();
        }
    }

    List<Map<String, Object>> events() {
        synchronized (stored) {
            return List.copyOf(stored.values());
        }
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            byte[] body = slowly(exchange.getRequestBody());
            String path = exchange.getRequestURI().toString();
            requests.add(exchange.getRequestMethod() + " " + path);
            boolean isEvents = exchange.getRequestMethod().equals("POST") && path.equals("/api/events");
            if (isEvents) {
                times.add(System.nanoTime());
                Behaviour next = behaviours.poll();
                if (next != null && next.answer(this, exchange, body)) {
                    return;
                }
            }
            answer(exchange, path, new String(body, StandardCharsets.UTF_8));
        } catch (IOException | JsonException e) {
            // The client went away, or sent what it never should, which its test notices.
        }
    }

    private byte[] slowly(InputStream in) throws IOException {
        if (bytesPerSecond == Integer.MAX_VALUE) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] piece = piece(in); piece.length > 0; piece = piece(in)) {
            body.writeBytes(piece);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) * piece.length / bytesPerSecond);
        }
        return body.toByteArray();
    }

    private byte[] piece(InputStream in) throws IOException {
        return in.readNBytes(bytesPerSecond / PIECES_PER_SECOND);
    }

    private void answer(HttpExchange exchange, String path, String body) throws IOException, JsonException {
        String login = Base64.getEncoder().encodeToString(("gate-1:" + password).getBytes(StandardCharsets.UTF_8));
        if (!("Basic " + login).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            problem(exchange, 401, "login");
        } else if (exchange.getRequestMethod().equals("GET")) {
            read(exchange, path);
        } else if (path.equals("/api/events")) {
            Map<String, Object> verdict = take(body);
            boolean taken = !verdict.get("accepted").equals(0L)
                    || !verdict.get("duplicates").equals(0L);
            json(exchange, taken ? 200 : 422, verdict);
        } else if (path.equals("/api/heartbeat")) {
            heartbeats.add(JsonReader.object(body));
            json(exchange, 200, Map.of("timestamp", "x"));
        } else if (path.startsWith("/api/components/")) {
            component(exchange, path.substring("/api/components/".length()), JsonReader.object(body));
        } else {
            problem(exchange, 404, "nothing here");
        }
    }

    private void component(HttpExchange exchange, String name, Map<String, Object> said) throws IOException {
        if (!COMPONENT.matcher(name).matches()) {
            problem(exchange, 422, "the component's name must match " + COMPONENT);
        } else if (!noComponents.isEmpty()) {
            problem(exchange, 422, noComponents);
        } else {
            components.put(name, said);
            json(exchange, 200, Map.of());
        }
    }

    /** Stores what can be stored; what is more than a day ahead, or has the message poison, is refused. */
    Map<String, Object> take(String body) throws JsonException {
        long accepted = 0;
        long duplicates = 0;
        List<Object> refused = new ArrayList<>();
        List<?> events = (List<?>) JsonReader.read(body);
        synchronized (stored) {
            for (int i = 0; i < events.size(); i++) {
                Map<String, Object> event = JsonReader.named((Map<?, ?>) events.get(i));
                if (event.get("message").equals("poison")) {
                    refused.add(Map.of("index", (long) i, "reason", "poison"));
                } else if (isFarAhead((String) event.get("timestamp"))) {
                    refused.add(Map.of("index", (long) i, "reason", "timestamp is more than 24 hours in the future"));
                } else if (stored.putIfAbsent((String) event.get("key"), event) == null) {
                    accepted++;
                } else {
                    duplicates++;
                }
            }
        }
        return Map.of("accepted", accepted, "duplicates", duplicates, "refused", refused, "last_id", "1-1");
    }

    private static boolean isFarAhead(String timestamp) {
        return timestamp != null
                && OffsetDateTime.parse(timestamp)
                        .toInstant()
                        .isAfter(Instant.now().plus(MOST_AHEAD));
    }

    private void read(HttpExchange exchange, String path) throws IOException {
        if (!viewer) {
            problem(exchange, 403, "not a viewer");
        } else if (path.equals("/api/stream")) {
            stream(exchange);
        } else if (path.equals("/api/metrics")) {
            json(exchange, 200, Map.of("scans_today", 142L));
        } else if (path.equals("/api/status")) {
            json(exchange, 200, Map.of("uptime", "1h 0m", "system_state", Map.of("status", "healthy")));
        } else if (path.startsWith("/api/events?limit=")) {
            List<Map<String, Object>> all = events();
            int limit = Integer.parseInt(path.substring(path.indexOf('=') + 1));
            json(exchange, 200, all.subList(Math.max(0, all.size() - limit), all.size()));
        } else if (path.startsWith("/api/alerts?limit=")) {
            json(exchange, 200, List.of(Map.of("id", "queue@gate-1")));
        } else {
            problem(exchange, 404, "nothing here");
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        String lastId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        lastIds.add(lastId == null ? "" : lastId);
        String frames = streams.poll();
        head(exchange, "text/event-stream;charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write((frames == null ? ": quiet\n\n" : frames).getBytes(StandardCharsets.UTF_8));
        out.flush();
        try {
            if (frames == null || streams.isEmpty()) {
                new CountDownLatch(1).await(20, TimeUnit.SECONDS); // open until the stop interrupts it
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void problem(HttpExchange exchange, int status, String detail) throws IOException {
        json(exchange, status, Map.of("status", (long) status, "detail", detail));
    }

    void json(HttpExchange exchange, int status, Object value) throws IOException {
        send(exchange, status, "application/json", JsonWriter.write(value));
    }

    void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        head(exchange, type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private void head(HttpExchange exchange, String type) {
        exchange.getResponseHeaders().set("Content-Type", type);
    }
}

package org.rollcall.api;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Posts scans over connections that are kept, and says how many a second were answered with 2xx, how long the answers
 * took and what CPU time the server spent on each event.
 *
 * <pre>
 * ReportLoad URL [--user NAME] [--connections 8] [--batch 1] [--seconds 20] [--rate 0] [--pid PID]
 * </pre>
 *
 * <p>The password is in {@code ROLLCALL_STATION_PASSWORD}. Each connection has one request under way. With a rate (events a
 * second, all connections together) requests are due at appointed moments and an answer's time counts from then, so that
 * a pause is paid for by all that were due in it; without one each follows the answer before it. Any server that takes a
 * POST will do as a peer.
 */
public final class ReportLoad {
    private static final long WARM_UP = 3_000_000_000L;

    @SuppressWarnings("ArrayRecordComponent") // handed over once, compared by nobody
    private record Told(long events, long failures, long[] nanos) {}

    private final URI url;
    private final Map<String, String> options;
    private final int connections;
    private final int batch;
    private final double rate;
    private final long run = ThreadLocalRandom.current().nextLong(1L << 40);

    private ReportLoad(URI url, Map<String, String> options) {
        this.url = url;
        this.options = options;
        this.connections = (int) number("--connections", 8);
        this.batch = (int) number("--batch", 1);
        this.rate = number("--rate", 0);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0 || arguments.length % 2 == 0) {
            System.err.println(
                    "ReportLoad URL [--user NAME] [--connections N] [--batch N] [--seconds N] [--rate N] [--pid PID]");
            System.exit(2);
        }
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        new ReportLoad(URI.create(arguments[0]), options).run();
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        long begin = System.nanoTime() + WARM_UP;
        long end = begin + (long) (number("--seconds", 20) * 1e9);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        List<Future<Told>> all = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int connection = i;
            all.add(threads.submit(() -> post(connection, begin, end)));
        }
        Thread.sleep(WARM_UP / 1_000_000);
        Optional<Double> before = cpuSeconds();
        long events = 0;
        long failures = 0;
        long[] nanos = {};
        for (Future<Told> one : all) {
            Told told = one.get();
            events += told.events();
            failures += told.failures();
            int length = nanos.length;
            nanos = Arrays.copyOf(nanos, length + told.nanos().length);
            System.arraycopy(told.nanos(), 0, nanos, length, told.nanos().length);
        }
        Optional<Double> after = cpuSeconds();
        threads.shutdown();
        Arrays.sort(nanos);
        double seconds = (end - begin) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%,.0f events a second in %,.0f requests, %d failed; answers p50 %.2f, p99 %.2f, longest %.1f ms%s%n",
                events / seconds,
                nanos.length / seconds,
                failures,
                share(nanos, 0.5),
                share(nanos, 0.99),
                share(nanos, 1),
                cpu(before, after, events));
    }

    private static String cpu(Optional<Double> before, Optional<Double> after, long events) {
        return before.isEmpty() || after.isEmpty() || events == 0
                ? ""
                : String.format(
                        Locale.ROOT, "; server CPU %.1f µs an event", (after.get() - before.get()) * 1e6 / events);
    }

    private Told post(int connection, long begin, long end) throws IOException {
        long[] nanos = new long[1 << 16];
        int answers = 0;
        long failures = 0;
        long sent = 0;
        long pause = rate > 0 ? (long) (1e9 * batch * connections / rate) : 0;
        long due = begin - WARM_UP + pause * connection / connections;
        try (Socket socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                if (pause > 0) {
                    due += pause;
                    awaitTime(due);
                    now = due;
                }
                byte[] body = body(connection, sent++).getBytes(StandardCharsets.UTF_8);
                byte[] head = head(body.length).getBytes(StandardCharsets.US_ASCII);
                byte[] request = Arrays.copyOf(head, head.length + body.length);
                System.arraycopy(body, 0, request, head.length, body.length);
                socket.getOutputStream().write(request);
                int status = answer(in);
                if (now < begin) {
                    continue;
                }
                failures += status / 100 == 2 ? 0 : 1;
                if (answers == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * answers);
                }
                nanos[answers++] = System.nanoTime() - now;
            }
        }
        return new Told((answers - failures) * batch, failures, Arrays.copyOf(nanos, answers));
    }

    private static void awaitTime(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            java.util.concurrent.locks.LockSupport.parkNanos(left);
        }
    }

    private String head(int length) {
        String login = options.containsKey("--user")
                ? "Authorization: Basic "
                        + Base64.getEncoder()
                                .encodeToString((options.get("--user") + ":"
                                                + System.getenv().getOrDefault("ROLLCALL_STATION_PASSWORD", ""))
                                        .getBytes(StandardCharsets.UTF_8))
                        + "\r\n"
                : "";
        return "POST " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getHost() + "\r\n" + login
                + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private String body(int connection, long number) {
        if (batch == 1) {
            return event(connection, number);
        }
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < batch; i++) {
            body.append(i == 0 ? "" : ",").append(event(connection, number * batch + i));
        }
        return body.append(']').toString();
    }

    private String event(int connection, long number) {
        String record = run + "." + connection + "." + number;
        return "{\"type\":\"scan\",\"message\":\"Attendance recorded: 2021001\",\"data\":{\"student_id\":\"2021001\","
                + "\"record_id\":\"" + record + "\",\"scan_type\":\"time_in\",\"status\":\"present\"},\"key\":\"scan:"
                + record + "\"}";
    }

    private static int answer(InputStream in) throws IOException {
        int status = 0;
        int length = 0;
        boolean chunked = false;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String small = line.toLowerCase(Locale.ROOT);
            if (status == 0) {
                status = Integer.parseInt(line.substring(9, 12));
            } else if (small.startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            } else if (small.startsWith("transfer-encoding:")) {
                chunked = true;
            }
        }
        if (!chunked) {
            in.skipNBytes(length);
            return status;
        }
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            in.skipNBytes(size + 2L);
        }
        line(in);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private Optional<Double> cpuSeconds() throws IOException {
        if (!options.containsKey("--pid")) {
            return Optional.empty();
        }
        double ticks = 0;
        for (String pid : options.get("--pid").split(",")) {
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        }
        return Optional.of(ticks / 100);
    }

    private double number(String name, double fallback) {
        return Double.parseDouble(options.getOrDefault(name, Double.toString(fallback)));
    }

    private static double share(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
    }
}

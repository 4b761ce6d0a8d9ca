package org.rollcall.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** The single measurements: a crowd connects, events are published, and what came is counted. */
final class Cells {
    static final String ONE_FILTER = "/api/stream?view=fleet&types=scan";
    static final String NO_FILTER = "/api/stream";
    private static final int SIZE = 250;
    private static final int WINDOW = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    /** What one measurement gave. */
    record Figures(
            double rate,
            long lost,
            long wrong,
            double p50,
            double p99,
            double longest,
            Optional<Double> cpuPerMillion,
            String trouble) {}

    /** What is published. */
    @FunctionalInterface
    private interface Publication {
        void run(Publisher publisher, Crowd crowd) throws IOException, InterruptedException;
    }

    private final Server server;
    private final Publisher events;
    private final Publisher longer;
    private long next = 1;

    Cells(Server server) {
        this.server = server;
        this.events = new Publisher(server.address(), server.station(), SIZE);
        this.longer = new Publisher(server.address(), server.station(), 1_000);
    }

    /** The same filter for all. */
    Figures steady(int clients, double rate, double seconds) throws IOException, InterruptedException {
        return steady(clients, rate, seconds, i -> ONE_FILTER);
    }

    Figures steady(int clients, double rate, double seconds, IntFunction<String> paths)
            throws IOException, InterruptedException {
        int number = Math.max(1, (int) (rate * seconds));
        return measure(clients, paths, number, (publisher, crowd) -> publisher.steadily(number, rate));
    }

    Figures saturation(int clients, int number) throws IOException, InterruptedException {
        return measure(
                clients,
                i -> ONE_FILTER,
                number,
                (publisher, crowd) -> publisher.flood(number, WINDOW, () -> crowd.deliveries / clients));
    }

    private Figures measure(int clients, IntFunction<String> paths, int number, Publication publication)
            throws IOException, InterruptedException {
        long first = next;
        events.startAt(first);
        next += number;
        try (Crowd crowd = new Crowd(server.address(), server.viewer(), clients, first, paths, 0).start()) {
            Thread.sleep(500);
            Optional<Double> before = server.cpuSeconds();
            long began = System.nanoTime();
            publication.run(events, crowd);
            long wanted = (long) number * clients;
            awaitAll(crowd, wanted);
            Optional<Double> after = server.cpuSeconds();
            long got = crowd.deliveries;
            Optional<Double> cpu = before.isPresent() && after.isPresent()
                    ? Optional.of((after.get() - before.get()) * 1e6 / Math.max(1, got))
                    : Optional.empty();
            return figures(crowd, got / ((crowd.lastDelivery - began) / 1e9), wanted - got, cpu);
        }
    }

    private static Figures figures(Crowd crowd, double rate, long lost, Optional<Double> cpu) {
        Histogram times = crowd.latencies();
        return new Figures(
                rate,
                lost,
                crowd.wrong,
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3,
                times.getMaxValue() / 1e3,
                cpu,
                crowd.trouble());
    }

    /** Until all have come, or nothing has for a while. */
    private static void awaitAll(Crowd crowd, long wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (crowd.deliveries < wanted && System.nanoTime() < end) {
            long before = crowd.deliveries;
            for (int i = 0; i < 1_500 && crowd.deliveries < wanted; i++) {
                Thread.sleep(2);
            }
            if (crowd.deliveries == before) {
                return;
            }
        }
    }

    /** The heap that a client takes that only waits, in KB. */
    Optional<Double> idle(int clients) throws IOException, InterruptedException {
        steady(20, 10, 1); // whatever is loaded for the first ones is there
        Optional<Long> before = server.heapKilobytes();
        try (Crowd crowd = new Crowd(server.address(), server.viewer(), clients, next, i -> ONE_FILTER, 0).start()) {
            Thread.sleep(3_000);
            Optional<Long> after = server.heapKilobytes();
            return before.isPresent() && after.isPresent() && crowd.ready() == clients
                    ? Optional.of((after.get() - before.get()) / (double) clients)
                    : Optional.empty();
        }
    }

    /** Some stop reading for 20 s of 24, and go on or come back. */
    String stalling(int clients, int stalling, double rate, boolean isLong) throws IOException, InterruptedException {
        Publisher publisher = isLong ? longer : events;
        int number = (int) (rate * 24);
        long first = next;
        next += number;
        publisher.startAt(first);
        try (Crowd crowd =
                new Crowd(server.address(), server.viewer(), clients, first, i -> ONE_FILTER, stalling).start()) {
            Optional<Long> heap = server.heapKilobytes();
            crowd.stall(true);
            Thread reading = new Thread(() -> rest(crowd), "stall");
            reading.start();
            publisher.steadily(number, rate);
            reading.join();
            awaitAll(crowd, (long) number * clients);
            Figures others = figures(crowd, 0, 0, Optional.empty());
            long missing = (long) number * clients - crowd.deliveries;
            return String.format(
                    Locale.ROOT,
                    "%d of %d stalled for 20 s at %.0f events/s: others p50 %.1f, p99 %.1f, longest %.1f ms; the stalled"
                            + " have %d of %d, all together lost %d, doubled %d, out of order or left out %d; %d came"
                            + " back, %d resets; heap before %s KB, after %s KB",
                    stalling,
                    clients,
                    rate,
                    others.p50(),
                    others.p99(),
                    others.longest(),
                    crowd.receivedByStalling(),
                    (long) number * stalling,
                    missing,
                    crowd.wrong,
                    crowd.missed,
                    crowd.closes,
                    crowd.resets,
                    heap.map(String::valueOf).orElse("?"),
                    server.heapKilobytes().map(String::valueOf).orElse("?"));
        }
    }

    private static void rest(Crowd crowd) {
        try {
            Thread.sleep(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        crowd.stall(false);
    }

    /** The server is killed, and all come back at once while they have missed something. */
    String storm(int clients, int missed, int cap) throws IOException, InterruptedException {
        long first = next;
        events.startAt(first);
        next += 100 + missed;
        try (Crowd crowd = new Crowd(server.address(), server.viewer(), clients, first, i -> ONE_FILTER, 0).start()) {
            events.steadily(100, 100);
            Crowd.await(PATIENCE, () -> crowd.complete(first + 99) == clients, "all have the first hundred");
            crowd.comeBack(false);
            server.kill();
            Crowd.await(PATIENCE, () -> crowd.ready() == 0, "all have noticed");
            server.launch(cap);
            events.steadily(missed, 1e9);
            crowd.measure(false);
            int served = Math.min(clients, cap);
            long began = System.nanoTime();
            crowd.comeBack(true);
            Crowd.await(PATIENCE, () -> crowd.ready() >= served, "all are back");
            double back = (System.nanoTime() - began) / 1e9;
            long last = first + 100 + missed - 1;
            Crowd.await(PATIENCE, () -> crowd.complete(last) >= served, "all have what they missed");
            double seconds = (System.nanoTime() - began) / 1e9;
            String refusals = crowd.refusals().toString();
            return String.format(
                    Locale.ROOT,
                    "%d clients after kill -9, cap %d: %d back in %.1f s, with the %d events that they had missed in"
                            + " %.1f s; doubled %d, out of order or left out %d, resets %d; refused (status=times) %s,"
                            + " of these without Retry-After %d",
                    clients,
                    cap,
                    crowd.ready(),
                    back,
                    missed,
                    seconds,
                    crowd.wrong,
                    crowd.missed,
                    crowd.resets,
                    refusals,
                    crowd.refusedWithoutTime);
        }
    }
}

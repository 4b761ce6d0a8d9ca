package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Issue 5, item 5: browsers with unsteady lines for a while, {@code -Drollcall.soak=PT10M} or 20 s; nothing is lost, doubled
 * or out of order. The ring is small and streams end early, so that most of what is resumed comes from the journal.
 */
class StreamSoakIT {
    private static final Duration LENGTH = Duration.parse(System.getProperty("rollcall.soak", "PT20S"));
    private static final List<String> TYPES = List.of("scan", "sync", "error", "photo");
    private static final Set<Integer> ALL = Set.of(0, 1, 2, 3);
    private static final int READERS = 40;
    private static final Duration SILENCE = Duration.ofSeconds(30);

    @TempDir
    Path data;

    private record Wish(String query, Set<Integer> kinds) {}

    private static final List<Wish> WISHES = List.of(
            new Wish("", ALL),
            new Wish("?types=scan", Set.of(0)),
            new Wish("?view=fleet&types=scan,photo", Set.of(0, 3)),
            new Wish("?types=sync,error&station=station", Set.of(1, 2)),
            new Wish("?view=fleet&types=scan,sync,error,photo", ALL));

    @Test
    void whateverHappensToTheLinesEveryReaderHasEverythingOnceAndInOrder() throws InterruptedException {
        Map<String, String> settings = Map.of(
                "ROLLCALL_EVENTS_RECENT", "60", "ROLLCALL_STREAM_LIFETIME", "8s", "ROLLCALL_STREAM_HEARTBEAT", "500ms");
        try (RollcallServer server = RollcallServer.start(data, settings, List.of())) {
            publish(server, -4, 4); // the station is known from now on
            SoakReader.Tally tally = new SoakReader.Tally();
            List<SoakReader> readers = readers(server, tally);
            List<Thread> threads = readers.stream().map(Thread::new).toList();
            threads.forEach(Thread::start);
            await().atMost(Duration.ofSeconds(30)).until(() -> tally.begun.get() == READERS);

            long last = play(server, tally);

            tally.calm = true;
            Duration late = catchUp(readers, last, tally);
            tally.over = true;
            String told = tell(last, tally) + String.format(", current %.1f s after the last", late.toMillis() / 1e3);
            System.out.println(told);
            assertThat(places(readers, last))
                    .as("not current although nothing comes any more: %s", told)
                    .isEmpty();
            publish(server, last + 1, 4); // wakes whoever waits for more
            for (Thread thread : threads) {
                thread.join(15_000);
            }
            assertThat(tally.lost).as("lost: %s", told).hasValue(0);
            assertThat(tally.wrong).as("doubled or out of order: %s", told).hasValue(0);
            assertThat(tally.resets).as("resets: %s", told).hasValue(0);
            assertThat(tally.drops.get() * tally.stalls.get()).as(told).isPositive();
            await("no place is kept for a stream that is gone")
                    .atMost(SILENCE)
                    .untilAsserted(() -> assertThat(server.openStreams()).isZero());
        }
    }

    private static long play(RollcallServer server, SoakReader.Tally tally) {
        Random random = new Random(5);
        long end = System.nanoTime() + LENGTH.toNanos();
        long next = 1;
        while (System.nanoTime() < end) {
            int count = 1 + random.nextInt(random.nextInt(20) == 0 ? 200 : 12);
            publish(server, next, count);
            next += count;
            tally.published.set(next - 1);
            LockSupport.parkNanos(10_000_000); // a hundred reports a second at most
        }
        return next - 1;
    }

    /** Returns when all are current, something is wrong, or nobody has had anything for 30 s; how long that took. */
    private static Duration catchUp(List<SoakReader> readers, long last, SoakReader.Tally tally) {
        long start = System.nanoTime();
        long movedAt = start;
        long received = -1;
        while (System.nanoTime() - movedAt < SILENCE.toNanos()
                && tally.lost.get() + tally.wrong.get() + tally.resets.get() == 0
                && !readers.stream().allMatch(reader -> reader.hasAll(last))) {
            LockSupport.parkNanos(20_000_000);
            if (tally.received.get() != received) {
                received = tally.received.get();
                movedAt = System.nanoTime();
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String places(List<SoakReader> readers, long last) {
        return readers.stream()
                .filter(reader -> !reader.hasAll(last))
                .map(SoakReader::toString)
                .collect(Collectors.joining("; "));
    }

    private List<SoakReader> readers(RollcallServer server, SoakReader.Tally tally) {
        String login = Base64.getEncoder()
                .encodeToString(
                        ("viewer:" + server.password(RollcallServer.Role.VIEWER)).getBytes(StandardCharsets.UTF_8));
        List<SoakReader> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            Wish wish = WISHES.get(i % WISHES.size());
            readers.add(new SoakReader(server.port(), login, wish.query(), wish.kinds(), TYPES.size(), tally, i));
        }
        return readers;
    }

    private static void publish(RollcallServer server, long first, int count) {
        String events = Stream.iterate(first, n -> n + 1)
                .limit(count)
                .map(n -> "{\"type\":\"" + TYPES.get((int) Math.floorMod(n, (long) TYPES.size()))
                        + "\",\"message\":\"soak\",\"data\":{" + (n > 0 ? "\"n\":" + n + "," : "") + "\"pad\":\""
                        + "x".repeat((int) Math.floorMod(n * 31, 400L)) + "\"}}")
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(server.send(server.request(
                                        "/api/events", RollcallServer.Role.STATION, "Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(events))
                                .build())
                        .statusCode())
                .isEqualTo(200);
    }

    private static String tell(long last, SoakReader.Tally tally) {
        return String.format(
                "soak of %s: %,d events to %d readers, %,d received over %,d connections, %,d drops, %,d stalls;"
                        + " %d lost, %d doubled or out of order, %d resets",
                LENGTH,
                last,
                READERS,
                tally.received.get(),
                tally.connections.get(),
                tally.drops.get(),
                tally.stalls.get(),
                tally.lost.get(),
                tally.wrong.get(),
                tally.resets.get());
    }
}

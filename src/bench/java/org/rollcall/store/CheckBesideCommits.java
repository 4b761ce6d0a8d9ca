package org.rollcall.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Journal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/**
 * How much a check of the whole store delays commits: rounds without and with one, in turns, in one process.
 *
 * <p>{@code CheckBesideCommits <empty folder> <megabytes> <rounds>}
 */
final class CheckBesideCommits {
    private static final Json JSON = new Json(ZoneOffset.UTC);
    private static final EventJson ENCODING = new EventJson(JSON);
    private static final int COMMITS = 2_000;

    private CheckBesideCommits() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        long bytes = Long.parseLong(arguments[1]) * 1_000_000;
        int rounds = Integer.parseInt(arguments[2]);
        StoreSettings settings = new StoreSettings(folder, StoreSettings.Durability.FULL);
        try (SqliteJournal journal = SqliteJournal.open(settings, JSON, Instant.now())) {
            while (Files.size(folder.resolve("monitor.db")) < bytes) {
                append(journal, 5_000);
            }
            commits(journal, COMMITS); // warm
            for (int round = 0; round < rounds; round++) {
                print("alone", commits(journal, COMMITS));
                long began = System.nanoTime();
                CompletableFuture<Long> check = CompletableFuture.supplyAsync(() -> {
                    try {
                        journal.checkNow();
                        return System.nanoTime() - began;
                    } catch (java.sql.SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                List<Long> beside = new ArrayList<>();
                while (!check.isDone()) {
                    beside.addAll(commits(journal, 50));
                }
                print("beside a check of " + check.join() / 1_000_000 + " ms", beside);
                System.out.printf("  store %d MB with its WAL%n", journal.bytes() / 1_000_000);
            }
        }
        long began = System.nanoTime();
        SqliteJournal.open(settings, JSON, Instant.now()).close();
        System.out.printf("start and stop: %d ms%n", (System.nanoTime() - began) / 1_000_000);
    }

    private static List<Long> commits(Journal journal, int number) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            long began = System.nanoTime();
            append(journal, 1);
            times.add(System.nanoTime() - began);
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        return times;
    }

    private static void append(Journal journal, int number) {
        List<Journal.Entry> entries = new ArrayList<>();
        EventId id = journal.last().next();
        for (int i = 0; i < number; i++, id = id.next()) {
            Event event = new Event(
                    id,
                    Event.Kind.EVENT,
                    Instant.now(),
                    Instant.now(),
                    "gate-1",
                    "scan",
                    "Attendance recorded: " + id.sequence(),
                    Map.of("record_id", id.sequence(), "student_id", "2021001"),
                    Optional.of("scan:" + id.sequence()));
            entries.add(new Journal.Entry(event, ENCODING.encode(event)));
        }
        journal.append(entries, Map.of());
    }

    private static void print(String what, List<Long> times) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%-32s n %6d  p50 %6.2f ms  p99 %6.2f ms  max %6.2f ms%n",
                what,
                sorted.length,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                Arrays.stream(sorted).max().orElse(0) / 1e6);
    }
}

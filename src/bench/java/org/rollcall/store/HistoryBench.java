package org.rollcall.store;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.rollcall.config.RetentionSettings;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.history.Grid;
import org.rollcall.history.HistoryQuery;
import org.rollcall.history.Series;
import org.rollcall.history.Step;
import org.rollcall.log.Journal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.HistoryJson;
import org.rollcall.wire.Json;

/**
 * What a chart costs in a store with a year of 50 stations, and what pruning costs the commits beside it.
 *
 * <p>{@code charts} and {@code pruning} as the first argument; the folder is that of {@code rollcall.bench.folder}.
 */
final class HistoryBench {
    private static final int STATIONS = 50;
    private static final int RUNS = 31;
    private static final ZoneId ZONE = ZoneId.of("Asia/Manila");
    private static final Json JSON = new Json(ZONE);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    private HistoryBench() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(
                Path.of(System.getProperty("rollcall.bench.folder", System.getProperty("java.io.tmpdir"))), "history");
        try {
            if (args.length > 0 && args[0].equals("pruning")) {
                pruning(folder);
            } else {
                charts(folder);
            }
        } finally {
            delete(folder);
        }
    }

    private static void charts(Path folder) throws SQLException {
        try (SqliteJournal journal = journal(folder);
                SqliteHistory history = history(journal)) {
            fill(folder.resolve("monitor.db"));
            System.out.printf(Locale.ROOT, "%,d bytes for a year of %d stations%n", journal.bytes(), STATIONS);
            chart(history, "a day by minute, together", 1, Step.MINUTE, false, Series.ALL);
            chart(history, "a day by minute, one station", 1, Step.MINUTE, false, Series.ALL, "gate-7");
            chart(history, "a day by hour, together", 1, Step.HOUR, false, Series.ALL);
            chart(history, "a day by hour, each station", 1, Step.HOUR, true, Series.ALL);
            chart(history, "a year by day, together", 365, Step.DAY, false, Series.ALL);
            chart(history, "a year by day, one station", 365, Step.DAY, false, Series.ALL, "gate-7");
            chart(history, "a year by day, each station", 365, Step.DAY, true, List.of(Series.SCANS));
            chart(history, "a year by hour, together", 365, Step.HOUR, false, List.of(Series.SCANS, Series.SYNCS));
            chart(history, "a year by hour, one station", 365, Step.HOUR, false, Series.ALL, "gate-7");
        }
    }

    /** A row for each minute of 90 days, each hour and each day of a year, of each station. */
    private static void fill(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            long minute = NOW.getEpochSecond() / 60;
            statement.executeUpdate("begin");
            for (int i = 1; i <= STATIONS; i++) {
                statement.executeUpdate("insert into station (name) values ('gate-" + i + "')");
            }
            fill(statement, "minute", minute - 90 * 1_440, minute, 1);
            fill(statement, "hour", minute / 60 * 60 - 365 * 1_440, minute, 60);
            fill(statement, "day", minute / 1_440 - 365, minute / 1_440, 1);
            statement.executeUpdate("commit");
        }
    }

    private static void fill(Statement statement, String table, long from, long to, int step) throws SQLException {
        statement.executeUpdate("with recursive t(at) as (values(" + from + ") union all select at + " + step
                + " from t where at + " + step + " <= " + to + ") insert into " + table
                + " select at, id, at % 40, at % 13, at % 12, 0, 0, at % 3, at % 60, at % 5, at % 900, at % 880"
                + " from t cross join station");
    }

    private static void chart(
            SqliteHistory history,
            String what,
            int days,
            Step step,
            boolean apart,
            List<Series> series,
            String... stations) {
        HistoryQuery query = new HistoryQuery(
                Grid.of(step, ZONE, NOW.minus(Duration.ofDays(days)), NOW), series, List.of(stations), apart);
        long[] nanos = new long[RUNS];
        long[] cpu = new long[RUNS];
        int bytes = 0;
        for (int run = -5; run < RUNS; run++) {
            long began = System.nanoTime();
            long cpuBegan = THREADS.getCurrentThreadCpuTime();
            bytes = JSON.write(HistoryJson.document(query, history.chart(query))).length;
            cpu[Math.max(0, run)] = THREADS.getCurrentThreadCpuTime() - cpuBegan;
            nanos[Math.max(0, run)] = System.nanoTime() - began;
        }
        print(
                what
                        + String.format(
                                Locale.ROOT,
                                " (%,d points, %,d bytes)",
                                query.grid().size(),
                                bytes),
                nanos);
        Arrays.sort(cpu);
        System.out.printf(Locale.ROOT, "%-75s CPU %7.2f ms%n", "", cpu[RUNS / 2] / 1e6);
    }

    /** Commits of one row each, one every millisecond, in rounds alternately with and without pruning beside them. */
    private static void pruning(Path folder) throws InterruptedException {
        try (SqliteJournal journal = journal(folder);
                SqliteHistory history = history(journal)) {
            System.out.println("storing 200,000 old entries");
            for (int batch = 0; batch < 200; batch++) {
                store(journal, 1_000, NOW.minus(Duration.ofDays(40)).plusSeconds(batch));
            }
            history.watch(List::of, () -> false);
            boolean more = true;
            while (more) {
                more = history.turn();
            }
            compare(journal, history, Duration.ofMillis(100));
            compare(journal, history, Duration.ZERO);
        }
    }

    /** In rounds, so that a noisy minute of the machine is in both. */
    private static void compare(SqliteJournal journal, SqliteHistory history, Duration rest)
            throws InterruptedException {
        long first = journal.first();
        List<Long> alone = new ArrayList<>();
        List<Long> beside = new ArrayList<>();
        List<Long> slices = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            commits(journal, alone);
            Pruner pruner = new Pruner(history, slices, rest);
            pruner.start();
            commits(journal, beside);
            pruner.end();
        }
        print("commit alone", alone.stream().mapToLong(n -> n).toArray());
        print(
                "commit beside pruning, " + rest.toMillis() + " ms between slices",
                beside.stream().mapToLong(n -> n).toArray());
        print("slice", slices.stream().mapToLong(n -> n).toArray());
        System.out.printf(
                Locale.ROOT, "%,d entries were pruned in %d slices%n", journal.first() - first, slices.size());
    }

    private static void commits(SqliteJournal journal, List<Long> nanos) {
        for (int i = 0; i < 200; i++) {
            long began = System.nanoTime();
            store(journal, 1, NOW);
            nanos.add(System.nanoTime() - began);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Prunes with shorter rests than the server, which has one of a second. */
    private static final class Pruner extends Thread {
        private final SqliteHistory history;
        private final List<Long> slices;
        private final Duration rest;
        private volatile boolean ending;

        Pruner(SqliteHistory history, List<Long> slices, Duration rest) {
            super("pruner");
            this.history = history;
            this.slices = slices;
            this.rest = rest;
        }

        @Override
        public void run() {
            while (!ending) {
                long began = System.nanoTime();
                history.turn();
                slices.add(System.nanoTime() - began);
                LockSupport.parkNanos(rest.toNanos());
            }
        }

        void end() throws InterruptedException {
            ending = true;
            join();
        }
    }

    private static void store(SqliteJournal journal, int number, Instant at) {
        List<Journal.Entry> entries = new ArrayList<>(number);
        EventId id = journal.last();
        for (int i = 0; i < number; i++) {
            id = id.next();
            Event event = new Event(
                    id,
                    Event.Kind.EVENT,
                    at,
                    at, // an entry is as old as the later of both
                    "gate-" + i % STATIONS,
                    i % 2 == 0 ? "scan" : "sync",
                    "Attendance recorded: 2021001",
                    Map.of("student_id", "2021001", "record_id", id.sequence(), "scan_type", "time_in"),
                    Optional.of("scan:" + id.sequence()));
            entries.add(new Journal.Entry(event, new EventJson(JSON).encode(event)));
        }
        journal.append(entries, Map.of());
    }

    private static SqliteJournal journal(Path folder) {
        return SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.FULL), JSON, NOW);
    }

    private static SqliteHistory history(SqliteJournal journal) {
        return journal.history(
                RetentionSettings.USUAL,
                station -> ZONE,
                ZONE,
                Clock.fixed(NOW.plusSeconds(60), ZoneOffset.UTC),
                System::nanoTime);
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%-70s median %7.2f  p99 %7.2f  longest %7.2f ms%n",
                what,
                nanos[nanos.length / 2] / 1e6,
                nanos[(int) Math.ceil(nanos.length * 0.99) - 1] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

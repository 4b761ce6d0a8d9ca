package org.rollcall.source.attendance;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.SignalSink;
import org.rollcall.event.Submission;
import org.sqlite.SQLiteConfig;

/**
 * From a commit's return to the watcher's signal, at several rates and in both journal modes; and the CPU that the
 * watcher's threads use while nothing happens. Arguments: a folder, seconds for each measurement, seconds of idleness.
 */
public final class SeenSoonBench implements SignalSink {
    private final Map<Long, Long> seen = new ConcurrentHashMap<>();
    private volatile boolean attached;

    private SeenSoonBench() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        int idle = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 600;
        for (String journal : List.of("delete", "wal")) {
            Path file = folder.resolve(journal + ".db");
            Files.deleteIfExists(file);
            new SeenSoonBench().run(file, journal, seconds, idle);
        }
    }

    private void run(Path file, String journal, int seconds, int idle) throws Exception {
        AttendanceSettings settings =
                new AttendanceSettings(file, "bench", ZoneId.systemDefault(), Duration.ofSeconds(5));
        try (var school = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
                var statement = school.createStatement();
                AttendanceWatcher watcher = new AttendanceWatcher(settings, Optional::empty, this, Clock.systemUTC())) {
            statement.execute("PRAGMA journal_mode = " + journal);
            statement.execute("CREATE TABLE attendance (id INTEGER PRIMARY KEY, student_id TEXT, timestamp TEXT,"
                    + " photo_path TEXT, synced INTEGER)");
            watcher.start();
            while (!attached) {
                LockSupport.parkNanos(1_000_000);
            }
            long id = 1;
            try (var insert = school.prepareStatement("INSERT INTO attendance VALUES (?, 's', ?, NULL, 0)")) {
                for (int rate : new int[] {100, 100, 10, 1}) { // the first one warms up
                    int rows = Math.max(10, rate * seconds);
                    long[] committed = new long[rows];
                    long first = id;
                    long begun = System.nanoTime();
                    for (int i = 0; i < rows; i++) {
                        LockSupport.parkNanos(begun + i * 1_000_000_000L / rate - System.nanoTime());
                        insert.setLong(1, id++);
                        insert.setString(
                                2, LocalDateTime.now(ZoneId.systemDefault()).toString());
                        insert.executeUpdate();
                        committed[i] = System.nanoTime();
                    }
                    LockSupport.parkNanos(1_000_000_000L);
                    say(journal + ", " + rate + " rows a second", first, committed);
                }
            }
            if (idle > 0) {
                idle(journal, idle);
            }
        }
    }

    private void say(String what, long first, long[] committed) {
        double[] took = new double[committed.length];
        for (int i = 0; i < took.length; i++) {
            took[i] = (seen.getOrDefault(first + i, Long.MAX_VALUE) - committed[i]) / 1e6;
        }
        Arrays.sort(took);
        System.out.printf(
                Locale.ROOT,
                "%-28s commit to signal: median %.1f ms, p99 %.1f ms, worst %.1f ms%n",
                what,
                took[took.length / 2],
                took[took.length * 99 / 100],
                took[took.length - 1]);
    }

    private static void idle(String journal, int seconds) {
        long before = cpu();
        LockSupport.parkNanos(seconds * 1_000_000_000L);
        System.out.printf(
                Locale.ROOT,
                "%s, idle for %d s: the watcher's threads use %.3f %% of a core%n",
                journal,
                seconds,
                (cpu() - before) / 1e7 / seconds);
    }

    /** Of the watcher's two threads; that of the JDK's watch service has a name like any other and does nothing. */
    private static long cpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null
                    && (info.getThreadName().startsWith("rollcall-attendance")
                            || info.getThreadName().contains("FileSystemWatch"))) {
                sum += threads.getThreadCpuTime(info.getThreadId());
            }
        }
        return sum;
    }

    @Override
    public CompletableFuture<List<Receipt>> accept(Submission submission) {
        long now = System.nanoTime();
        attached |= submission.position().isPresent();
        for (Signal signal : submission.signals()) {
            if (signal instanceof Signal.Occurrence event
                    && event.data().get("record_id") instanceof Long id
                    && event.type().equals("scan")) {
                seen.putIfAbsent(id, now);
            }
        }
        Receipt taken = new Receipt.Accepted(new EventId(1, 1));
        return CompletableFuture.completedFuture(
                submission.signals().stream().map(signal -> taken).toList());
    }
}

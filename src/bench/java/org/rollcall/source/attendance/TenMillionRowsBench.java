package org.rollcall.source.attendance;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.event.EventId;
import org.rollcall.event.Reading;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.SignalSink;
import org.rollcall.event.Submission;

/**
 * What a look costs beside ten million attendance rows without an index, and what the old system's three counts cost.
 *
 * <p>Arguments: a folder for the database (about 700 MB, removed afterwards), the number of rows, the journal mode. CPU
 * is that of the thread that looks; the longest turn is in wall-clock time and so includes the machine's other work.
 */
public final class TenMillionRowsBench implements SignalSink {
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int A_DAY = 5_000;

    private Optional<String> position = Optional.empty();
    private Optional<Reading> reading = Optional.empty();
    private long longest;

    private TenMillionRowsBench() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        long rows = arguments.length > 1 ? Long.parseLong(arguments[1]) : 10_000_000;
        String journal = arguments.length > 2 ? arguments[2] : "delete";
        Path file = folder.resolve("attendance.db");
        try (Connection school = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            fill(school, rows, journal);
            System.out.printf(
                    Locale.ROOT, "%,d rows, %,d MB, journal mode %s%n", rows, Files.size(file) >> 20, journal);
            new TenMillionRowsBench().run(file, school, rows);
            old(file);
        } finally {
            for (String tail : new String[] {"", "-wal", "-shm", "-journal"}) {
                Files.deleteIfExists(Path.of(file + tail));
            }
        }
    }

    private void run(Path file, Connection school, long rows) throws Exception {
        AttendanceSettings settings =
                new AttendanceSettings(file, "bench", ZoneId.systemDefault(), Duration.ofSeconds(5));
        for (String how :
                new String[] {"start anew, cold", "start at a stored position", "start at a stored position"}) {
            try (AttendanceWatcher watcher = watcher(settings)) {
                reading = Optional.empty();
                once(how, () -> {
                    while (watcher.turn() || reading.isEmpty()) {}
                });
            }
        }
        try (AttendanceWatcher watcher = watcher(settings)) {
            while (watcher.turn()) {}
            long[] id = {rows};
            Change one = () -> run(
                    school,
                    "INSERT INTO attendance(id, student_id, timestamp, synced) VALUES (?, 's', ?, 0)",
                    ++id[0],
                    TEXT.format(LocalDateTime.now(ZoneId.systemDefault())));
            each("warm up: a look after one new row", watcher, 500, one);
            each("a look after one new row", watcher, 500, one);
            each(
                    "a look after one sync",
                    watcher,
                    200,
                    () -> run(
                            school,
                            "UPDATE attendance SET synced = 1, sync_timestamp = ? WHERE id = ?",
                            TEXT.format(LocalDateTime.now(ZoneId.systemDefault())),
                            id[0]--));
            id[0] = rows + 2_000;
            each(
                    "a look after one new queue row",
                    watcher,
                    200,
                    () -> run(
                            school,
                            "INSERT INTO sync_queue(record_id, created_at) VALUES (?, ?)",
                            rows,
                            TEXT.format(LocalDateTime.now(ZoneId.systemDefault()))));
            each("a look while nothing happens", watcher, 5_000, () -> {});
            longest = 0;
            watcher.pollNow();
            once("a verification of the day, in slices", () -> {
                do {
                    turn(watcher);
                } while (watcher.isReadingOn());
            });
            System.out.printf(Locale.ROOT, "  its longest turn %.1f ms%n", longest / 1e6);
            outage(watcher, school, rows);
            System.out.println("drifts " + watcher.drifts() + ", scans today "
                    + reading.orElseThrow().scansToday());
        }
    }

    private void outage(AttendanceWatcher watcher, Connection school, long rows) throws Exception {
        run(
                school,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                        + " INSERT INTO attendance(id, student_id, timestamp, synced) SELECT ? + 2 * i, 's', ?, 0 FROM n",
                rows + 10_000,
                TEXT.format(LocalDateTime.now(ZoneId.systemDefault())));
        run(
                school,
                "INSERT INTO sync_queue(record_id, created_at, data) SELECT id, timestamp, hex(zeroblob(150))"
                        + " FROM attendance WHERE id > ?",
                rows + 10_000);
        while (watcher.turn() || watcher.isReadingOn()) {}
        long[] id = {rows + 100_000};
        each(
                "a look after one new row, 5,000 rows waiting",
                watcher,
                300,
                () -> run(
                        school,
                        "INSERT INTO attendance(id, student_id, timestamp, synced) VALUES (?, 's', ?, 0)",
                        ++id[0],
                        TEXT.format(LocalDateTime.now(ZoneId.systemDefault()))));
    }

    private AttendanceWatcher watcher(AttendanceSettings settings) {
        return new AttendanceWatcher(settings, () -> position, this, Clock.systemUTC());
    }

    @FunctionalInterface
    private interface Change {
        void make() throws Exception;
    }

    private boolean turn(AttendanceWatcher watcher) throws InterruptedException {
        long begun = System.nanoTime();
        boolean more = watcher.turn();
        longest = Math.max(longest, System.nanoTime() - begun);
        return more;
    }

    private void each(String what, AttendanceWatcher watcher, int times, Change change) throws Exception {
        long[] cost = new long[times];
        longest = 0;
        for (int i = 0; i < times; i++) {
            change.make();
            long begun = THREADS.getCurrentThreadCpuTime();
            turn(watcher);
            cost[i] = THREADS.getCurrentThreadCpuTime() - begun;
        }
        Arrays.sort(cost);
        System.out.printf(
                Locale.ROOT,
                "%-46s CPU median %7.3f ms, p99 %7.3f ms, longest turn %.1f ms%n",
                what,
                cost[times / 2] / 1e6,
                cost[times * 99 / 100] / 1e6,
                longest / 1e6);
    }

    private static void once(String what, Change work) throws Exception {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long begun = System.nanoTime();
        work.make();
        System.out.printf(
                Locale.ROOT,
                "%-46s %.1f ms, CPU %.1f ms%n",
                what,
                (System.nanoTime() - begun) / 1e6,
                (THREADS.getCurrentThreadCpuTime() - cpu) / 1e6);
    }

    /** What the old system asked for at each of its polls. */
    private static void old(Path file) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : new String[] {
                "SELECT COUNT(*) FROM attendance WHERE DATE(timestamp) = DATE('now')",
                "SELECT COUNT(*) FROM attendance WHERE timestamp >= datetime('now', '-1 hour')",
                "SELECT COUNT(*) FROM attendance WHERE synced = 1 AND DATE(timestamp) = DATE('now')"
            }) {
                once("old: " + sql.substring(sql.indexOf("WHERE") + 6), () -> {
                    try (ResultSet row = statement.executeQuery(sql)) {
                        row.next();
                    }
                });
            }
        }
    }

    private static void fill(Connection school, long rows, String journal) throws SQLException {
        try (Statement statement = school.createStatement()) {
            statement.execute("PRAGMA journal_mode = " + journal);
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("CREATE TABLE attendance (id INTEGER PRIMARY KEY AUTOINCREMENT, student_id TEXT,"
                    + " timestamp TEXT, photo_path TEXT, qr_data TEXT, scan_type TEXT, status TEXT, synced INTEGER,"
                    + " sync_timestamp TEXT, cloud_record_id TEXT)");
            statement.execute("CREATE TABLE sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, record_type TEXT,"
                    + " record_id INTEGER, data TEXT, created_at TEXT, retry_count INTEGER DEFAULT 0,"
                    + " last_attempt TEXT, error_message TEXT, priority INTEGER)");
        }
        school.setAutoCommit(false);
        String sql = "INSERT INTO attendance VALUES (?, ?, ?, 'photos/x.jpg', 'q', 'time_in', 'present', 1, ?, NULL)";
        LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
        try (PreparedStatement insert = school.prepareStatement(sql)) {
            String text = "";
            for (long id = 1; id <= rows; id++) {
                if (id % 10 == 1 || id > rows - 2L * A_DAY) { // a text for ten rows: the day is what matters
                    text = TEXT.format(now.minusSeconds((rows - id) * 86_400 / A_DAY));
                }
                insert.setLong(1, id);
                insert.setString(2, "2021" + id % 2_000);
                insert.setString(3, text);
                insert.setString(4, text);
                insert.executeUpdate();
                if (id % 1_000_000 == 0) {
                    school.commit();
                }
            }
        }
        school.commit();
        school.setAutoCommit(true);
    }

    private static void run(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    public CompletableFuture<java.util.List<Receipt>> accept(Submission submission) {
        submission.position().ifPresent(reached -> position = Optional.of(reached.value()));
        for (Signal signal : submission.signals()) {
            if (signal instanceof Signal.Measurement measurement) {
                reading = Optional.of(measurement.reading());
            }
        }
        Receipt taken = new Receipt.Accepted(new EventId(1, 1));
        return CompletableFuture.completedFuture(
                submission.signals().stream().map(signal -> taken).toList());
    }
}

package org.rollcall.demo;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * What happens at the gate: students come in waves, each scan goes to the cloud a little later, and now and then the
 * cloud is away for four to eight minutes.
 *
 * <p>{@link #turn} writes down whatever is due by now, so a test moves the clock and takes turns by hand. Chance comes
 * from the generator alone: the same seed and the same turns give the same morning. For one thread.
 *
 * <p>A record whose upload fails gets a queue row; each further failure raises its {@code retry_count} and doubles the
 * wait, up to two minutes. When the cloud is back the queue drains, oldest first, some records a second. About one
 * record in 400 is one that the cloud never takes: it is archived after twelve attempts.
 */
final class SchoolMorning {
    private static final int STUDENTS = 480;
    private static final int PATIENCE = 12;
    private static final int MOST_SCANS = 50;
    /** Scans that a stopped machine missed by more than this never happened. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private static final LocalTime BELL = LocalTime.of(7, 30);
    private static final LocalTime NOON = LocalTime.of(12, 0);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final DateTimeFormatter PHOTO = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT);
    private static final String UNREACHABLE = "HTTPSConnectionPool: Max retries exceeded (network is unreachable)";
    private static final String REFUSED = "409 Conflict: duplicate key value violates unique constraint";
    private static final String TIMED_OUT = "Read timed out. (read timeout=10)";

    private final AttendanceFile file;
    private final InstantSource clock;
    private final ZoneId zone;
    private final RandomGenerator random;
    private final double speed;
    private final boolean outages;

    private final ArrayDeque<Student> atHome = new ArrayDeque<>();
    private final Map<String, Integer> scansToday = new HashMap<>();
    private final PriorityQueue<Upload> uploads =
            new PriorityQueue<>(Comparator.comparing(Upload::due).thenComparing(Upload::recordId));
    private LocalDate day;
    private Instant nextScan;
    private int leftInWave;
    private Instant outageBegins;
    private Instant outageEnds;
    private Instant nextSeen;
    private boolean wasAway;

    SchoolMorning(AttendanceFile file, StationOptions options, InstantSource clock, RandomGenerator random)
            throws SQLException {
        this.file = file;
        this.clock = clock;
        this.random = random;
        this.zone = options.zone();
        this.speed = options.speed();
        this.outages = options.outages();
        Instant now = clock.instant();
        day = localOf(now).toLocalDate();
        scansToday.putAll(file.scansOf(day));
        List<Student> school = Student.school(STUDENTS, random);
        file.enrol(school);
        line(school);
        uploads.addAll(file.unfinished(now));
        drain(now);
        nextScan = now.plus(within(0.5, 2));
        leftInWave = 6;
        // The first outage comes early, so that whoever watches a demonstration sees one.
        outageBegins = now.plus(within(240, 480));
        outageEnds = outageBegins.plus(within(240, 480));
        nextSeen = now;
    }

    /** Who has not come yet stands before who has; chance orders the rest. */
    private void line(List<Student> school) {
        var shuffled = new ArrayList<>(school);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            shuffled.set(i, shuffled.set(random.nextInt(i + 1), shuffled.get(i)));
        }
        shuffled.sort(Comparator.comparing(student -> scansToday.getOrDefault(student.id(), 0)));
        atHome.addAll(shuffled);
    }

    /** Does everything that is due; how many rows it wrote or changed. */
    int turn() throws SQLException {
        Instant now = clock.instant();
        newDay(localOf(now).toLocalDate());
        int done = 0;
        for (int i = 0; i < MOST_SCANS && !nextScan.isAfter(now); i++) {
            scan(nextScan.isAfter(now.minus(LATE)) ? nextScan : now);
            done++;
        }
        boolean away = away(now);
        if (wasAway && !away) {
            drain(now);
        }
        wasAway = away;
        while (!uploads.isEmpty() && !uploads.element().due().isAfter(now)) {
            // The row is written first: a database that is locked must not make us forget the record.
            Upload upload = uploads.element();
            boolean open = upload(upload, away, now);
            uploads.remove(upload);
            if (open) {
                uploads.add(next(upload, away, now));
            }
            done++;
        }
        if (!nextSeen.isAfter(now)) {
            file.seen(localOf(now), away ? "degraded" : "online", uploads.size());
            nextSeen = now.plus(Duration.ofSeconds(30));
        }
        return done;
    }

    private void newDay(LocalDate today) {
        if (!today.equals(day)) {
            day = today;
            scansToday.clear();
        }
    }

    private void scan(Instant then) throws SQLException {
        Student student = atHome.element();
        LocalDateTime at = localOf(then);
        int before = scansToday.getOrDefault(student.id(), 0);
        boolean photo = random.nextInt(100) < 97;
        boolean leaving = before % 2 == 1;
        String path = "data/photos/" + student.id() + "_" + PHOTO.format(at) + ".jpg";
        long record = file.insert(
                new Scan(student.id(), at, photo ? path : null, leaving ? "time_out" : "time_in", status(at, leaving)));
        atHome.remove();
        atHome.add(student);
        scansToday.put(student.id(), before + 1);
        uploads.add(new Upload(record, student.id(), then.plus(within(1, 4)), -1, random.nextInt(400) == 0));
        leftInWave--;
        if (leftInWave > 0) {
            nextScan = then.plus(within(1.2, 3.4));
        } else {
            leftInWave = 3 + random.nextInt(6);
            nextScan = then.plus(within(6, 18));
        }
    }

    private static String status(LocalDateTime at, boolean leaving) {
        LocalTime time = at.toLocalTime();
        boolean late = !leaving && time.isAfter(BELL.plusMinutes(15)) && time.isBefore(NOON);
        return late ? "late" : "present";
    }

    /** Tries to send one record; whether it is still to be sent after that. */
    private boolean upload(Upload upload, boolean away, Instant now) throws SQLException {
        LocalDateTime at = localOf(now);
        boolean hiccup = !upload.queued() && random.nextInt(100) < 2;
        if (!away && !hiccup && !upload.hopeless()) {
            file.synced(upload.recordId(), at, String.format(Locale.ROOT, "rec-%08x", random.nextInt()));
            return false;
        }
        String error = away ? UNREACHABLE : upload.hopeless() ? REFUSED : TIMED_OUT;
        if (!upload.queued()) {
            file.queued(upload, at, error);
            return true;
        }
        Upload failed = upload.again(now);
        file.retried(failed, at, error);
        if (failed.retries() >= PATIENCE && upload.hopeless()) {
            file.archived(failed, at);
            return false;
        }
        return true;
    }

    private Upload next(Upload upload, boolean away, Instant now) {
        int failures = upload.retries() + 1;
        double wait = Math.min((double) LONGEST_WAIT.toSeconds(), 10 * Math.pow(2, Math.min(failures, 10)));
        return upload.again(now.plus(away ? within(wait * 0.8, wait * 1.2) : within(10, 20)));
    }

    /** The cloud is back: the queue goes out at once, oldest first, three records a second. */
    private void drain(Instant now) {
        var waiting = new ArrayList<>(uploads);
        waiting.sort(Comparator.comparing(Upload::recordId));
        uploads.clear();
        Instant when = now;
        for (Upload upload : waiting) {
            uploads.add(upload.at(when));
            when = when.plus(within(0.2, 0.5));
        }
    }

    private boolean away(Instant now) {
        if (!outages) {
            return false;
        }
        if (!now.isBefore(outageEnds)) {
            outageBegins = now.plus(within(600, 1200));
            outageEnds = outageBegins.plus(within(240, 480));
        }
        return !now.isBefore(outageBegins);
    }

    private Duration within(double fromSeconds, double toSeconds) {
        double seconds = fromSeconds + random.nextDouble() * (toSeconds - fromSeconds);
        return Duration.ofNanos((long) (seconds * 1e9 / speed));
    }

    private LocalDateTime localOf(Instant now) {
        return LocalDateTime.ofInstant(now, zone);
    }
}

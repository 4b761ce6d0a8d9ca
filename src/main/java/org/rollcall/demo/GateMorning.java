package org.rollcall.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * What happens at one gate of many, as {@link SchoolMorning} has it: students come in waves, and each scan is followed by
 * a photo, a sync and an SMS. Now and then the cloud is away for two to five minutes; what waits is synced when it is
 * back. Now and then a photo or an SMS fails.
 *
 * <p>{@link #turn} says whatever is due by then, so a test moves the time. Chance comes from the generator alone. For one
 * thread.
 */
final class GateMorning {
    private static final int STUDENTS = 480;
    private static final int MOST_SCANS = 50;
    private static final double USUAL_RATE = 14.8; // scans a minute that the waits below come to

    private interface Deed {
        void happen(Instant now) throws IOException;
    }

    private record Due(Instant at, long number, Deed deed) {}

    private final Gate gate;
    private final RandomGenerator random;
    private final double speed;
    private final boolean outages;
    private final List<Student> school;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::number));
    private final ArrayDeque<Deed> unsynced = new ArrayDeque<>();
    private long number;
    private long record;
    private Instant nextScan;
    private int leftInWave;
    private boolean away;

    /**
     * A gate that begins now.
     *
     * @param rate scans a minute, on average
     */
    GateMorning(Gate gate, double rate, boolean outages, Instant now, RandomGenerator random) {
        this.gate = gate;
        this.random = random;
        this.speed = rate / USUAL_RATE;
        this.outages = outages;
        this.school = Student.school(STUDENTS, random);
        record = now.getEpochSecond(); // a station that starts again does not give a record's number twice
        nextScan = now.plus(within(0, 10));
        leftInWave = 3 + random.nextInt(6);
        gate.component("camera", "online", "640x480");
        gate.component("cloud", "online", "");
        gate.component("sms", "online", "");
        if (outages) {
            later(now.plus(minutes(2, 20)), this::loseCloud);
        }
    }

    /** Does everything that is due; how long ago it was due does not matter. */
    void turn(Instant now) throws IOException {
        for (int i = 0; i < MOST_SCANS && !nextScan.isAfter(now); i++) {
            scan(now);
        }
        if (!nextScan.isAfter(now)) {
            nextScan = now.plus(within(1, 4)); // a machine that stood still did not see the rest
        }
        while (!due.isEmpty() && !due.element().at().isAfter(now)) {
            due.remove().deed().happen(now);
        }
    }

    private void scan(Instant now) throws IOException {
        String student = school.get(random.nextInt(school.size())).id();
        long its = ++record;
        gate.event(
                "scan",
                "Attendance recorded: " + student,
                data(student, its, "scan_type", random.nextInt(8) == 0 ? "time_out" : "time_in"));
        later(now.plus(within(0.2, 0.6)), then -> photo(student, its));
        later(now.plus(within(1, 4)), then -> sync(student, its));
        later(now.plus(within(2, 5)), then -> sms(student, its));
        leftInWave--;
        boolean isWave = leftInWave > 0;
        leftInWave = isWave ? leftInWave : 3 + random.nextInt(6);
        nextScan = nextScan.plus(isWave ? within(1.2, 3.4) : within(6, 18));
    }

    private void photo(String student, long its) throws IOException {
        if (random.nextInt(400) == 0) {
            gate.event("error", "Photo failed: " + student, data(student, its, "error", "no frame within 2 s"));
            gate.component("camera", "error", "no frame within 2 s");
            return;
        }
        gate.component("camera", "online", "640x480");
        gate.event("photo", "Photo saved: " + student, data(student, its, "filepath", "photos/" + student + ".jpg"));
    }

    private void sync(String student, long its) throws IOException {
        Map<String, Object> data = Map.of("student_id", student, "record_id", its);
        if (away) {
            unsynced.add(then -> sync(student, its));
            gate.event("warning", "Cloud sync queued: " + student, data);
            return;
        }
        gate.event("sync", "Cloud sync successful: " + student, data);
    }

    private void sms(String student, long its) throws IOException {
        boolean failed = random.nextInt(200) == 0;
        gate.event(
                failed ? "error" : "sms",
                failed ? "SMS failed: " + student : "SMS sent: " + student,
                data(student, its, failed ? "error" : "phone", failed ? "modem does not answer" : "+639000000001"));
    }

    private void loseCloud(Instant now) throws IOException {
        away = true;
        gate.component("cloud", "offline", "network is unreachable");
        gate.event("error", "Cloud unreachable", Map.of("error", "network is unreachable"));
        later(now.plus(minutes(2, 5)), this::findCloud);
    }

    private void findCloud(Instant now) {
        away = false;
        gate.component("cloud", "online", "");
        Instant when = now;
        for (Deed upload : unsynced) { // oldest first, three a second
            when = when.plus(within(0.2, 0.5));
            later(when, upload);
        }
        unsynced.clear();
        if (outages) {
            later(now.plus(minutes(10, 20)), this::loseCloud);
        }
    }

    private static Map<String, Object> data(String student, long its, String name, Object value) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("student_id", student);
        data.put("record_id", its);
        data.put(name, value);
        return data;
    }

    private void later(Instant at, Deed deed) {
        due.add(new Due(at, number++, deed));
    }

    private Duration within(double fromSeconds, double toSeconds) {
        return Duration.ofNanos((long) (between(fromSeconds, toSeconds) * 1e9 / speed));
    }

    /** Outages last as long as they do, whatever the rate. */
    private Duration minutes(double from, double to) {
        return Duration.ofNanos((long) (between(from, to) * 60e9));
    }

    private double between(double from, double to) {
        return from + random.nextDouble() * (to - from);
    }
}

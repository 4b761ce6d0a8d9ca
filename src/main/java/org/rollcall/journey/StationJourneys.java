package org.rollcall.journey;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The journeys of one station's running day. One thread changes it, any may read: what the maps hold is immutable.
 *
 * <p>A hop that came without a record is kept with its student and joined when somebody asks: which journey it belongs to
 * depends on all that is known by then, and not on what came first.
 */
final class StationJourneys {
    /** How long after a scan a photo or a message may still belong to it. */
    private static final long BELONGS_MILLIS = 30 * 60_000L;

    /** By how much it may be before the scan: the picture is taken before the row is written. */
    private static final long BEFORE_MILLIS = 10_000;

    private static final int MOST_OF_STUDENT = 16;

    /**
     * What is known of a student.
     *
     * @param records the newest {@value StationJourneys#MOST_OF_STUDENT}
     * @param loose hops that named no record, as many
     */
    private record Student(List<String> records, List<Step> loose) {
        static final Student NEW = new Student(List.of(), List.of());

        boolean isEmpty() {
            return records.isEmpty() && loose.isEmpty();
        }
    }

    private final String name;
    private final Map<String, Journey> journeys = new ConcurrentHashMap<>();
    private final Map<String, Student> students = new ConcurrentHashMap<>();
    private long dayStart;
    private long dayEnd;
    private int loose; // hops that named no record
    private boolean changed;

    StationJourneys(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Whether another day runs than when it was last asked. */
    boolean turnsDay(Instant now, ZoneId zone) {
        long millis = now.toEpochMilli();
        if (millis >= dayStart && millis < dayEnd) {
            return false;
        }
        LocalDate day = now.atZone(zone).toLocalDate();
        dayStart = day.atStartOfDay(zone).toInstant().toEpochMilli();
        dayEnd = day.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
        changed = true;
        return true;
    }

    boolean isOfToday(long millis) {
        return millis >= dayStart;
    }

    Optional<Journey> find(String record) {
        return Optional.ofNullable(journeys.get(record)).map(this::whole);
    }

    List<Journey> of(String student) {
        Student known = students.getOrDefault(student, Student.NEW);
        List<Journey> found = new ArrayList<>(known.records().size());
        known.records().forEach(record -> find(record).ifPresent(found::add));
        return found;
    }

    /** Takes a step that names its record; says whether the journey is new. */
    boolean take(Step step) {
        changed = true;
        Journey before = journeys.get(step.record());
        Journey after = (before == null ? Journey.begin(name, step.record()) : before).with(step);
        journeys.put(step.record(), after);
        Optional<String> known = before == null ? Optional.empty() : before.student();
        if (!after.student().equals(known)) {
            known.ifPresent(student -> leave(student, step.record()));
            after.student().ifPresent(student -> join(student, step.record()));
        }
        return before == null;
    }

    /** Takes a step that names its student alone. */
    void takeLoose(Step step) {
        changed = true;
        Student known = students.getOrDefault(step.student(), Student.NEW);
        List<Step> steps = new ArrayList<>(known.loose());
        steps.add(step);
        loose++;
        if (steps.size() > MOST_OF_STUDENT) {
            steps.remove(steps.stream().min(Comparator.comparingLong(Step::at)).orElseThrow());
            loose--;
        }
        students.put(step.student(), new Student(known.records(), List.copyOf(steps)));
    }

    void forget(String record) {
        changed = true;
        Optional.ofNullable(journeys.remove(record))
                .flatMap(Journey::student)
                .ifPresent(student -> leave(student, record));
    }

    void forget(Step step) {
        Student known = students.getOrDefault(step.student(), Student.NEW);
        List<Step> left = new ArrayList<>(known.loose());
        if (left.remove(step)) {
            changed = true;
            loose--;
            put(step.student(), new Student(known.records(), List.copyOf(left)));
        }
    }

    boolean isOf(String record, String student) {
        return Optional.ofNullable(journeys.get(record))
                .flatMap(Journey::student)
                .filter(student::equals)
                .isPresent();
    }

    /** Whether nothing of the record happened on the running day. */
    boolean isOver(String record) {
        Journey journey = journeys.get(record);
        long last = journey == null ? Long.MIN_VALUE : journey.latestMillis();
        return last == Long.MIN_VALUE || !isOfToday(last);
    }

    /** Whether the lags may be others than when they were last counted. */
    boolean hasChanged() {
        return changed;
    }

    /** The lags of today's scans. */
    Lags lags() {
        changed = false;
        long[][] millis = new long[Hop.values().length][journeys.size()];
        int[] counts = new int[millis.length];
        for (Journey journey : journeys.values()) {
            if (journey.has(Hop.SCAN) && isOfToday(journey.millis(Hop.SCAN))) {
                Journey whole = loose == 0 ? journey : whole(journey);
                for (Hop hop : Hop.AFTER_SCAN) {
                    if (whole.has(hop)) {
                        int i = hop.index();
                        millis[i][counts[i]++] = whole.lagMillis(hop);
                    }
                }
            }
        }
        return new Lags(
                spread(millis, counts, Hop.PHOTO), spread(millis, counts, Hop.SYNC), spread(millis, counts, Hop.SMS));
    }

    private static Optional<Spread> spread(long[][] millis, int[] counts, Hop hop) {
        int count = counts[hop.index()];
        return count == 0 ? Optional.empty() : Optional.of(Spread.of(millis[hop.index()], count));
    }

    /** The journey with the hops that named its student alone. */
    private Journey whole(Journey journey) {
        Student known = journey.student().map(students::get).orElse(Student.NEW);
        Journey whole = journey;
        for (Step step : known.loose()) {
            if (journey.isOpen(step.hop()) && journey.record().equals(owner(known, step.at()))) {
                whole = whole.with(step);
            }
        }
        return whole;
    }

    /** The student's newest record at that time, if it is not too old; else an empty text, which names no record. */
    private String owner(Student student, long at) {
        String owner = "";
        long newest = at - BELONGS_MILLIS - 1;
        for (String record : student.records()) {
            Journey journey = journeys.get(record);
            if (journey == null || !journey.has(Hop.SCAN)) {
                continue;
            }
            long scan = journey.millis(Hop.SCAN);
            boolean later = scan > newest || (scan == newest && !owner.isEmpty() && record.compareTo(owner) > 0);
            if (scan <= at + BEFORE_MILLIS && later) {
                owner = record;
                newest = scan;
            }
        }
        return owner;
    }

    private void join(String student, String record) {
        Student known = students.getOrDefault(student, Student.NEW);
        List<String> records = new ArrayList<>(known.records());
        records.add(record);
        if (records.size() > MOST_OF_STUDENT) {
            records.remove(0);
        }
        students.put(student, new Student(List.copyOf(records), known.loose()));
    }

    private void leave(String student, String record) {
        Student known = students.getOrDefault(student, Student.NEW);
        put(
                student,
                new Student(
                        known.records().stream()
                                .filter(one -> !one.equals(record))
                                .toList(),
                        known.loose()));
    }

    private void put(String student, Student left) {
        if (left.isEmpty()) {
            students.remove(student);
        } else {
            students.put(student, left);
        }
    }
}

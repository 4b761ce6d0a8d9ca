package org.rollcall.journey;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;

/**
 * How far one record has come: when it was scanned, photographed, synced and told by message. Immutable.
 *
 * <p>It is a fold that does not mind the order: of what comes twice the earliest counts, failures are added up, and of the
 * retries the highest number counts. A time or an id is one {@code long}, because there are many journeys.
 */
public final class Journey {
    private static final int HOPS = Hop.values().length;
    private static final int TROUBLE = 2 * HOPS; // where the id of the newest trouble is
    private static final long NONE = Long.MIN_VALUE;
    private static final int QUEUED = 1 << HOPS; // the lower bits say which hops failed
    private static final int SEQUENCE_BITS = 43;

    /** Where a journey stands. */
    public enum State {
        /** It is in the cloud, and nothing that failed is still to be made good. */
        COMPLETE,
        /** It is on its way. */
        WAITING,
        /** A photo, a sync or a message failed, and did not succeed at another time. */
        FAILED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String station;
    private final String record;
    private final String student; // empty when nobody said
    private final long[] facts; // the time of each hop, then the id of each, then that of the newest trouble
    private final int marks;
    private final int retries;
    private final int failures;

    private Journey(String station, String record, String student, long[] facts, int marks, int retries, int failures) {
        this.station = station;
        this.record = record;
        this.student = student;
        this.facts = facts;
        this.marks = marks;
        this.retries = retries;
        this.failures = failures;
    }

    static Journey begin(String station, String record) {
        long[] facts = new long[TROUBLE + 1];
        java.util.Arrays.fill(facts, NONE);
        return new Journey(station, record, "", facts, 0, 0, 0);
    }

    /** What these events say of the record at the station; empty when none does. */
    public static Optional<Journey> of(String station, String record, Collection<Event> events) {
        Journey journey = begin(station, record);
        boolean any = false;
        for (Event event : events) {
            Optional<Step> step = Step.of(event)
                    .filter(one ->
                            one.record().equals(record) && event.station().equals(station));
            if (step.isPresent()) {
                journey = journey.with(step.get());
                any = true;
            }
        }
        return any ? Optional.of(journey) : Optional.empty();
    }

    Journey with(Step step) {
        long[] next = facts.clone();
        int hop = step.hop().index();
        int newMarks = marks;
        int newFailures = failures;
        switch (step.outcome()) {
            case DONE -> {
                long id = pack(step.id());
                boolean same = step.at() == next[hop];
                if (!has(step.hop()) || step.at() < next[hop] || (same && id < next[HOPS + hop])) {
                    next[hop] = step.at();
                    next[HOPS + hop] = id;
                }
            }
            case WAITING -> newMarks |= QUEUED;
            case FAILED -> {
                newMarks |= 1 << hop;
                newFailures++;
            }
        }
        if (step.outcome() != Step.Outcome.DONE) {
            next[TROUBLE] = Math.max(next[TROUBLE], pack(step.id()));
        }
        boolean names = !step.student().isEmpty() && (student.isEmpty() || step.hop() == Hop.SCAN);
        return new Journey(
                station,
                record,
                names ? step.student() : student,
                next,
                newMarks,
                Math.max(retries, step.retries()),
                newFailures);
    }

    public String station() {
        return station;
    }

    public String record() {
        return record;
    }

    public Optional<String> student() {
        return student.isEmpty() ? Optional.empty() : Optional.of(student);
    }

    /** When it came through the hop, to the millisecond. */
    public Optional<Instant> at(Hop hop) {
        return has(hop) ? Optional.of(Instant.ofEpochMilli(millis(hop))) : Optional.empty();
    }

    /** How long after its scan it came through the hop; zero when a clock says that it was before. */
    public Optional<Duration> lag(Hop hop) {
        return has(Hop.SCAN) && has(hop) ? Optional.of(Duration.ofMillis(lagMillis(hop))) : Optional.empty();
    }

    public State state() {
        if (Hop.AFTER_SCAN.stream().anyMatch(hop -> hasFailed(hop) && !has(hop))) {
            return State.FAILED;
        }
        return has(Hop.SYNC) ? State.COMPLETE : State.WAITING;
    }

    /** Whether it had to wait for the cloud, whatever became of it. */
    public boolean wasQueued() {
        return (marks & QUEUED) != 0;
    }

    /** How often the cloud was tried again, by the highest number that was told. */
    public int retries() {
        return retries;
    }

    /** How many failures of any hop were told. */
    public int failures() {
        return failures;
    }

    /** The events that made it what it is, oldest first: one for each hop, and the newest that told a trouble. */
    public List<EventId> events() {
        return IntStream.rangeClosed(HOPS, TROUBLE)
                .mapToLong(i -> facts[i])
                .filter(id -> id != NONE)
                .sorted()
                .mapToObj(Journey::unpack)
                .toList();
    }

    boolean has(Hop hop) {
        return facts[hop.index()] != NONE;
    }

    /** Whether nothing was told of the hop. */
    boolean isOpen(Hop hop) {
        return !has(hop) && !hasFailed(hop);
    }

    long millis(Hop hop) {
        return facts[hop.index()];
    }

    long lagMillis(Hop hop) {
        return Math.max(0, millis(hop) - millis(Hop.SCAN));
    }

    /** The newest of its hops' times, or {@link Long#MIN_VALUE}. */
    long latestMillis() {
        long latest = NONE;
        for (int hop = 0; hop < HOPS; hop++) {
            latest = Math.max(latest, facts[hop]);
        }
        return latest;
    }

    private boolean hasFailed(Hop hop) {
        return (marks & 1 << hop.index()) != 0;
    }

    /** Sorted like the ids; 20 bits hold a million epochs, 43 a sequence for 280 years at 1,000 events a second. */
    private static long pack(EventId id) {
        return id.epoch() << SEQUENCE_BITS | id.sequence();
    }

    private static EventId unpack(long id) {
        return new EventId(id >>> SEQUENCE_BITS, id & (1L << SEQUENCE_BITS) - 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Journey that
                && station.equals(that.station)
                && record.equals(that.record)
                && student.equals(that.student)
                && java.util.Arrays.equals(facts, that.facts)
                && marks == that.marks
                && retries == that.retries
                && failures == that.failures;
    }

    @Override
    public int hashCode() {
        return 31 * station.hashCode() + record.hashCode();
    }

    @Override
    public String toString() {
        return "Journey[" + station + " " + record + " " + state() + " " + java.util.Arrays.toString(facts) + " "
                + marks + " " + retries + " " + failures + "]";
    }
}

package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.Event;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Reading;
import org.rollcall.event.SourceState;

/**
 * What is counted of a station's day: from its events, or as the newest reading of its database has it.
 *
 * <p>Not thread-safe: the monitor's thread owns it.
 */
final class Counting {
    private static final Duration QUEUE_WAITS_LONG = Duration.ofMinutes(2);
    private static final Duration QUEUE_COMPARED = Duration.ofMinutes(5);

    private record QueueMark(Instant at, long size) {}

    private ZoneId zone;
    private final Duration late;
    private final Repeats repeats;
    private final DayBook day = new DayBook();
    private final HourBars hour = new HourBars(day);
    private final SyncedScans synced = new SyncedScans(day);
    private final Deque<QueueMark> queueMarks = new ArrayDeque<>();
    private @Nullable Reading reading;
    private @Nullable Instant lastSms;
    private long smsFailures; // in a row
    private @Nullable Instant lastScanEvent;
    private @Nullable Instant lastSyncEvent;
    private long queueHighest;
    private Instant queueHighestDay = Instant.MIN;
    private @Nullable Instant lateTold; // when a late report was last taken

    Counting(ZoneId zone, Attention attention) {
        this.zone = zone;
        this.late = attention.late();
        this.repeats = new Repeats(attention.repeats());
    }

    /** Something was heard of the station, whatever it was. */
    void heard(Instant at) {
        hour.heard(at);
    }

    /** Its day begins elsewhere from now on. */
    void adopt(ZoneId newZone) {
        zone = newZone;
    }

    void fold(Event event, Instant now) {
        if (event.type().equals(EventTypes.SMS) && event.data().get("error") != null) {
            smsFailures++;
            count(EventTypes.SMS_FAILED, event.happened(), 1, now);
        } else {
            smsFailures = event.type().equals(EventTypes.SMS) ? 0 : smsFailures;
            count(event.type(), event.happened(), 1, now);
        }
        boolean scan = event.type().equals(EventTypes.SCAN);
        boolean moves = scan || event.type().equals(EventTypes.SYNC);
        if (scan || (moves && event.data().get("error") == null)) { // with an error it failed
            Object student = event.data().get("student_id");
            String who = student == null ? "" : student.toString();
            passed(event.type(), who, record(event.data().get("record_id")), event.happened(), now);
        }
        if (moves && event.timestamp().plus(late).isBefore(event.receivedAt())) {
            lateTold = now;
        }
    }

    /** {@code 412} and {@code "412"} are one record. */
    private static String record(@Nullable Object id) {
        return id instanceof String || id instanceof Integer || id instanceof Long ? id.toString() : "";
    }

    /**
     * Looks of a scan whether it is a repeat, or makes one of another, and of a scan or a sync what it makes of the day's
     * synced ones.
     *
     * @param student empty when it is not named, as the record
     */
    void passed(String type, String student, String record, Instant at, Instant now) {
        boolean scan = type.equals(EventTypes.SCAN);
        if (scan) {
            repeats.add(student, at).forEach(repeat -> day.repeat(repeat, now));
        }
        if (reading != null) {
            return; // it knows which are synced
        }
        synced.begin(midnight(now));
        boolean remembered = scan ? synced.scan(record, at) : synced.sync(record, at);
        if (!remembered) {
            day.unnamed(type, at, now);
        }
    }

    /** The figures that are counted from events, while late reports are coming in. */
    Set<String> unsettled(Instant now) {
        Instant told = lateTold;
        boolean coming = told != null && reading == null && now.isBefore(told.plus(late)) && !now.isBefore(told);
        return coming ? Set.of("scans_today", "scans_last_hour", "success_rate") : Set.of();
    }

    void count(String type, Instant at, int events, Instant now) {
        day.add(type, at, events, now);
        hour.heard(at);
        hour.changed();
        switch (type) {
            case EventTypes.SCAN -> lastScanEvent = later(lastScanEvent, at);
            case EventTypes.SYNC -> lastSyncEvent = later(lastSyncEvent, at);
            case EventTypes.SMS -> lastSms = later(lastSms, at);
            default -> {}
        }
    }

    void forgetDay() {
        day.clear();
        hour.changed();
        repeats.clear();
        synced.clear();
    }

    void measure(Reading newReading) {
        if (reading == null) {
            synced.clear();
        }
        reading = newReading;
        hour.heard(newReading.at());
        if (newReading.queueSize().isPresent()) {
            queue(newReading.queueSize().getAsLong(), newReading.at(), newReading.dayStart());
        }
    }

    /** How many reports wait at the station, by its own word; a database that is read knows better. */
    void waiting(long reports, Instant at) {
        if (reading == null) {
            queue(reports, at, midnight(at));
        }
    }

    private void queue(long size, Instant at, Instant dayStart) {
        if (!dayStart.equals(queueHighestDay)) {
            queueHighestDay = dayStart;
            queueHighest = 0;
        }
        queueHighest = Math.max(queueHighest, size);
        while (!queueMarks.isEmpty() && queueMarks.getLast().at().isAfter(at)) {
            queueMarks.removeLast(); // our own clock has gone back, and nothing is compared with what is to come
        }
        queueMarks.addLast(new QueueMark(at, size));
        while (queueMarks.size() > 1 && queueMarks.getFirst().at().isBefore(at.minus(QUEUE_COMPARED))) {
            queueMarks.removeFirst();
        }
    }

    /** Whether more wait than five minutes ago, or than at the first word since. */
    private boolean isGrowing() {
        return !queueMarks.isEmpty()
                && queueMarks.getLast().size() > queueMarks.getFirst().size();
    }

    /** As above, told over a time that is no moment: how old the oldest is, a station does not say. */
    private boolean isGrowingLong() {
        return isGrowing()
                && !queueMarks
                        .getFirst()
                        .at()
                        .plus(QUEUE_WAITS_LONG)
                        .isAfter(queueMarks.getLast().at());
    }

    /** When the station's day began. */
    Instant midnight(Instant now) {
        return now.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }

    /**
     * The figures as of now.
     *
     * @param processSeconds mean time from scan to cloud by the station's events; a reading has its own
     */
    Figures figures(Instant now, Optional<SourceState> source, boolean anyNews, OptionalDouble processSeconds) {
        Instant midnight = midnight(now);
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES).minus(9, ChronoUnit.MINUTES);
        Instant later = now.plusSeconds(60);
        List<Integer> events = day.bins(minute, Duration.ofMinutes(1), 10, m -> m.events);
        long eventsToday = day.sum(midnight, later, m -> m.events);
        Reading read = reading;
        Optional<Duration> failing = source.filter(state -> state.condition() != SourceState.Condition.WAITING)
                .map(state -> state.condition().isFailure() ? Duration.between(state.since(), now) : Duration.ZERO);
        if (read != null) {
            return read(read, now, events, eventsToday, failing, minute);
        }
        long scans = day.sum(midnight, later, m -> m.scans);
        long syncs = synced.today(scans, midnight, later);
        int bins = (int) (Duration.between(midnight, now).toMinutes() / 5) + 1;
        OptionalLong none = OptionalLong.empty();
        boolean told = !queueMarks.isEmpty();
        return new Figures(
                failing.filter(time -> !time.isZero()).isPresent() ? lastHeard(now) : now,
                known(scans, anyNews),
                known(day.sum(now.minus(Duration.ofMinutes(59)), later, m -> m.scans), anyNews),
                anyNews ? rate(syncs, scans) : OptionalDouble.empty(),
                known(syncs, anyNews),
                known(day.sum(midnight, later, m -> m.photos), anyNews),
                known(day.sum(midnight, later, m -> m.sms), anyNews),
                smsFailures,
                repeatsToday(midnight, later, anyNews),
                told ? OptionalLong.of(queueMarks.getLast().size()) : none,
                Optional.empty(),
                told && queueHighestDay.equals(midnight) ? OptionalLong.of(queueHighest) : none,
                isGrowingLong(),
                none,
                none,
                none,
                processSeconds,
                Optional.ofNullable(lastScanEvent),
                Optional.ofNullable(lastSyncEvent),
                Optional.empty(),
                Optional.ofNullable(lastSms),
                eventsToday,
                failing,
                minute,
                events,
                day.bins(minute, Duration.ofMinutes(1), 10, m -> m.scans).stream()
                        .map(count -> anyNews ? Optional.of(count) : Optional.<Integer>empty())
                        .toList(),
                midnight,
                anyNews ? day.bins(midnight, Duration.ofMinutes(5), bins, m -> m.scans) : List.of(),
                HourBars.start(now),
                hour.scans(now));
    }

    /** What was counted from events while the source cannot be read is as old as the newest of them. */
    private Instant lastHeard(Instant now) {
        return Stream.of(lastScanEvent, lastSyncEvent, lastSms)
                .filter(Objects::nonNull)
                .filter(at -> at.isBefore(now))
                .max(Instant::compareTo)
                .orElse(now);
    }

    private Figures read(
            Reading read,
            Instant now,
            List<Integer> events,
            long eventsToday,
            Optional<Duration> failing,
            Instant minute) {
        OptionalDouble rate =
                read.scansToday().isPresent() && read.syncedToday().isPresent()
                        ? rate(read.syncedToday().getAsLong(), read.scansToday().getAsLong())
                        : OptionalDouble.empty();
        boolean waits = read.queueOldest()
                .filter(oldest -> oldest.plus(QUEUE_WAITS_LONG).isBefore(now))
                .isPresent();
        long sms = day.sum(midnight(now), now.plusSeconds(60), m -> m.sms);
        OptionalLong smsToday = lastSms == null ? OptionalLong.empty() : OptionalLong.of(sms); // no database has them
        OptionalLong highest = read.queueSize().isPresent() ? OptionalLong.of(queueHighest) : OptionalLong.empty();
        return new Figures(
                read.at(),
                read.scansToday(),
                read.scansLastHour(),
                rate,
                read.syncedToday(),
                read.photosToday(),
                smsToday,
                smsFailures,
                repeatsToday(midnight(now), now.plusSeconds(60), true),
                read.queueSize(),
                read.queueOldest(),
                highest,
                isGrowing() && waits,
                read.failedSyncs(),
                read.queueStuck(),
                read.queueArchived(),
                read.avgProcessSeconds(),
                read.lastScan(),
                read.lastSync(),
                read.lastPhoto(),
                Optional.ofNullable(lastSms),
                eventsToday,
                failing,
                minute,
                events,
                shifted(read, minute, failing.filter(time -> !time.isZero()).isPresent()),
                read.dayStart(),
                read.scansByFiveMinutes(),
                HourBars.start(now),
                hour.scans(now));
    }

    /** The reading's minutes moved to where now is: minutes after the reading are not known when it is old. */
    private static List<Optional<Integer>> shifted(Reading read, Instant minute, boolean failing) {
        long shift = Duration.between(read.minuteStart(), minute).toMinutes();
        List<Optional<Integer>> bins = new ArrayList<>(10);
        for (int i = 0; i < 10; i++) {
            long index = i + shift;
            boolean inside = index >= 0 && index < read.scansByMinute().size();
            boolean justTurned = shift == 1 && i == 9 && !failing; // the next count fills it within a poll
            bins.add(
                    inside
                            ? Optional.of(read.scansByMinute().get((int) index))
                            : justTurned ? Optional.of(0) : Optional.empty());
        }
        return bins;
    }

    private OptionalLong repeatsToday(Instant midnight, Instant later, boolean anyNews) {
        return anyNews && repeats.areCounted()
                ? OptionalLong.of(day.sum(midnight, later, m -> m.repeats))
                : OptionalLong.empty();
    }

    private static OptionalLong known(long value, boolean anyNews) {
        return anyNews ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static OptionalDouble rate(long synced, long scans) {
        return OptionalDouble.of(scans == 0 ? 100.0 : 100.0 * synced / scans);
    }

    private static Instant later(@Nullable Instant one, Instant other) {
        return one == null || other.isAfter(one) ? other : one;
    }
}

package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.EventTypes;

/**
 * A station's events counted by the minute in which they happened, for the last 25 hours.
 *
 * <p>Late events are counted where they belong. Not thread-safe.
 */
final class DayBook {
    private static final long KEEP_MINUTES = Duration.ofHours(25).toMinutes();

    /** Counts of one minute. */
    static final class Minute {
        int events;
        int scans;
        int unnamedScans;
        int unnamedSyncs;
        int photos;
        int sms;
        int repeats;
    }

    private final TreeMap<Long, Minute> minutes = new TreeMap<>();
    private long trimmed = Long.MIN_VALUE; // the minute in which old ones were last dropped

    void add(String type, Instant at, int events, Instant now) {
        Minute counts = minute(at, now);
        if (counts == null) {
            return;
        }
        counts.events += events;
        switch (type) {
            case EventTypes.SCAN -> counts.scans += events;
            case EventTypes.PHOTO -> counts.photos += events;
            case EventTypes.SMS -> counts.sms += events;
            default -> {}
        }
    }

    /** A scan that is counted already, or a sync, of which nobody knows to which record it belongs. */
    void unnamed(String type, Instant at, Instant now) {
        Minute counts = minute(at, now);
        if (counts != null && type.equals(EventTypes.SCAN)) {
            counts.unnamedScans++;
        } else if (counts != null) {
            counts.unnamedSyncs++;
        }
    }

    /** A scan that is counted already is found to be a repeat. */
    void repeat(Instant at, Instant now) {
        Minute counts = minute(at, now);
        if (counts != null) {
            counts.repeats++;
        }
    }

    /** The counts of a minute, unless it is too old or not yet there. */
    private @Nullable Minute minute(Instant at, Instant now) {
        long minute = minuteOf(at);
        long current = minuteOf(now);
        if (current != trimmed) {
            minutes.headMap(current - KEEP_MINUTES).clear();
            trimmed = current;
        }
        return minute < current - KEEP_MINUTES || minute > current + 1
                ? null
                : minutes.computeIfAbsent(minute, m -> new Minute());
    }

    void clear() {
        minutes.clear();
    }

    /** The sum from one time, inclusive, to another, exclusive, both rounded down to the minute. */
    long sum(Instant from, Instant to, ToIntFunction<Minute> count) {
        long sum = 0;
        for (Minute minute : minutes.subMap(minuteOf(from), minuteOf(to)).values()) {
            sum += count.applyAsInt(minute);
        }
        return sum;
    }

    /** Sums of bins from a time on; the step is whole minutes. */
    List<Integer> bins(Instant from, Duration step, int number, ToIntFunction<Minute> count) {
        long first = minuteOf(from);
        long width = step.toMinutes();
        int[] sums = new int[number];
        minutes.subMap(first, first + width * number).forEach((minute, counts) -> {
            sums[(int) ((minute - first) / width)] += count.applyAsInt(counts);
        });
        List<Integer> bins =
                new ArrayList<>(number); // a stream of them would cost a turn of the monitor more than the sums
        for (int sum : sums) {
            bins.add(sum);
        }
        return Collections.unmodifiableList(bins);
    }

    private static long minuteOf(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 60);
    }
}

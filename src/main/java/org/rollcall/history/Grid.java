package org.rollcall.history;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;

/** The bins of a chart: every one from that in which the span begins to that in which it ends. */
public final class Grid {
    private final Step step;
    private final ZoneId zone;
    private final long[] starts; // in epoch seconds, rising
    private final Instant end;

    private Grid(Step step, ZoneId zone, long[] starts, Instant end) {
        this.step = step;
        this.zone = zone;
        this.starts = starts;
        this.end = end;
    }

    /** The bins from a time, inclusive, to another, exclusive. */
    public static Grid of(Step step, ZoneId zone, Instant from, Instant to) {
        long[] starts = new long[(int) Math.min(1 << 16, atMost(step, from, to))];
        int size = 0;
        Instant start = step.floor(from, zone);
        while (start.isBefore(to)) {
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, size * 2);
            }
            starts[size++] = start.getEpochSecond();
            start = step.next(start, zone);
        }
        return new Grid(step, zone, Arrays.copyOf(starts, size), start);
    }

    /** How many bins the span can have at most, without making them. */
    public static long atMost(Step step, Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).dividedBy(step.usual())) + 3;
    }

    public Step step() {
        return step;
    }

    public ZoneId zone() {
        return zone;
    }

    public int size() {
        return starts.length;
    }

    /** When the bin begins. */
    public Instant start(int bin) {
        return Instant.ofEpochSecond(starts[bin]);
    }

    /** When the last bin ends. */
    public Instant end() {
        return end;
    }

    /** The bin that the time lies in, or -1. */
    public int bin(Instant at) {
        if (!at.isBefore(end)) {
            return -1;
        }
        int found = Arrays.binarySearch(starts, at.getEpochSecond());
        return found >= 0 ? found : -found - 2;
    }
}

package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A station's scans of the last hour in bins of two minutes, the last one running; counted from its events, whatever else
 * counts them. What it gave is kept until something is added or a bin ends, because every turn of the monitor asks.
 *
 * <p>Not thread-safe: the monitor's thread owns it.
 */
final class HourBars {
    static final Duration STEP = Duration.ofMinutes(2);
    static final int BINS = 30;

    private final DayBook day;
    private @Nullable Instant knownFrom;
    private Instant start = Instant.MIN;
    private boolean counted;
    private List<Optional<Integer>> scans = List.of();

    HourBars(DayBook day) {
        this.day = day;
    }

    /** Something was heard of the station: from then on, no event means that none happened. */
    void heard(Instant at) {
        if (knownFrom == null || at.isBefore(knownFrom)) {
            knownFrom = at;
            counted = false;
        }
    }

    /** The day's counts are different. */
    void changed() {
        counted = false;
    }

    /** Start of the first bin. */
    static Instant start(Instant now) {
        long step = STEP.toSeconds();
        long running = Math.floorDiv(now.getEpochSecond(), step) * step;
        return Instant.ofEpochSecond(running - step * (BINS - 1));
    }

    /** The bins; a bin that ended before anything was heard is not known. */
    List<Optional<Integer>> scans(Instant now) {
        Instant from = start(now);
        if (!counted || !from.equals(start)) {
            start = from;
            scans = count(from);
            counted = true;
        }
        return scans;
    }

    private List<Optional<Integer>> count(Instant from) {
        List<Integer> sums = day.bins(from, STEP, BINS, minute -> minute.scans);
        List<Optional<Integer>> bins = new ArrayList<>(BINS);
        for (int i = 0; i < BINS; i++) {
            Instant end = from.plusSeconds((i + 1L) * STEP.toSeconds());
            boolean known = knownFrom != null && end.isAfter(knownFrom);
            bins.add(known ? Optional.of(sums.get(i)) : Optional.empty());
        }
        return List.copyOf(bins);
    }
}

package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which scans come too soon after one of the same student, at one station. They stay scans: they are only counted.
 *
 * <p>Scans may be told in any order, the count is the same: a scan is a repeat when the one before it in time is near, so
 * one that is told late may make a repeat of itself, of the one after it, or of both. The last {@value #MOST} scans are
 * remembered, about a day of a busy gate. Not thread-safe: the monitor's thread owns it.
 */
final class Repeats {
    static final int MOST = 10_000;
    private static final int LONGEST = 64;

    private record Seen(String student, Instant at) {}

    private final Duration within;
    private final Map<String, TreeSet<Instant>> scans = new HashMap<>();
    private final Deque<Seen> order = new ArrayDeque<>();

    /**
     * @param within zero looks at nothing
     */
    Repeats(Duration within) {
        this.within = within;
    }

    boolean areCounted() {
        return !within.isZero();
    }

    /** Remembers a scan; the times of the scans that are found to be repeats by it. */
    List<Instant> add(String student, Instant at) {
        if (within.isZero() || student.isEmpty() || student.length() > LONGEST) {
            return List.of();
        }
        TreeSet<Instant> times = scans.computeIfAbsent(student, s -> new TreeSet<>());
        if (times.contains(at)) {
            return List.of(at);
        }
        Instant before = times.lower(at);
        Instant after = times.higher(at);
        List<Instant> found = new ArrayList<>(2);
        if (before != null && isNear(before, at)) {
            found.add(at);
        }
        if (after != null && isNear(at, after) && (before == null || !isNear(before, after))) {
            found.add(after);
        }
        times.add(at);
        order.addLast(new Seen(student, at));
        if (order.size() > MOST) {
            forget(order.removeFirst());
        }
        return found;
    }

    void clear() {
        scans.clear();
        order.clear();
    }

    private void forget(Seen seen) {
        TreeSet<Instant> times = scans.get(seen.student());
        if (times != null && times.remove(seen.at()) && times.isEmpty()) {
            scans.remove(seen.student());
        }
    }

    private boolean isNear(Instant before, Instant after) {
        return after.isBefore(before.plus(within));
    }
}

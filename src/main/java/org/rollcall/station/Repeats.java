package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which scans come too soon after one of the same student, at one station. They stay scans: they are only counted.
 *
 * <p>Scans may be told in any order, the count is the same: a scan is a repeat when the one before it in time is near, so
 * one that is told late may make a repeat of itself, of the one after it, or of both. The last {@value #MOST} scans are
 * remembered, and none for longer than 18 h, which in the evening are the day's. Times count in whole milliseconds. Not
 * thread-safe: the monitor's thread owns it.
 */
final class Repeats {
    static final int MOST = 10_000;
    private static final long KEPT = Duration.ofHours(18).toMillis();
    private static final int LONGEST = 64;

    /** The times of one student's scans, in order and each once. They are few: a sorted array beats a tree. */
    private static final class Times {
        private final String student;
        private long[] millis = new long[2];
        private int count;

        Times(String student) {
            this.student = student;
        }

        /** The place of a time, or minus its place to be minus 1; what is told in order is found at the end at once. */
        int place(long at) {
            return count == 0 || millis[count - 1] < at ? -count - 1 : Arrays.binarySearch(millis, 0, count, at);
        }

        void insert(int place, long at) {
            if (count == millis.length) {
                millis = Arrays.copyOf(millis, 2 * count);
            }
            System.arraycopy(millis, place, millis, place + 1, count - place);
            millis[place] = at;
            count++;
        }

        void remove(long at) {
            int place = Arrays.binarySearch(millis, 0, count, at);
            if (place >= 0) {
                count--;
                System.arraycopy(millis, place + 1, millis, place, count - place);
            }
        }
    }

    private record Seen(Times times, long at) {}

    private final long within;
    private final Map<String, Times> scans = new HashMap<>();
    private final Deque<Seen> order = new ArrayDeque<>();

    /**
     * @param within zero looks at nothing
     */
    Repeats(Duration within) {
        this.within = within.toMillis();
    }

    boolean areCounted() {
        return within > 0;
    }

    /** Remembers a scan; the times of the scans that are found to be repeats by it. */
    List<Instant> add(String student, Instant time) {
        if (within <= 0 || student.isEmpty() || student.length() > LONGEST) {
            return List.of();
        }
        long at = time.toEpochMilli();
        Times times = scans.computeIfAbsent(student, Times::new);
        int place = times.place(at);
        if (place >= 0) {
            return List.of(time);
        }
        int next = -place - 1;
        List<Instant> found = near(times, next, at);
        times.insert(next, at);
        order.addLast(new Seen(times, at));
        while (order.size() > MOST || order.getFirst().at() < at - KEPT) {
            forget(order.removeFirst());
        }
        return found;
    }

    private List<Instant> near(Times times, int next, long at) {
        boolean hasBefore = next > 0;
        long before = hasBefore ? times.millis[next - 1] : 0;
        boolean isRepeat = hasBefore && at - before < within;
        boolean makesRepeat = next < times.count
                && times.millis[next] - at < within
                && !(hasBefore && times.millis[next] - before < within);
        if (!isRepeat && !makesRepeat) {
            return List.of();
        }
        List<Instant> found = new ArrayList<>(2);
        if (isRepeat) {
            found.add(Instant.ofEpochMilli(at));
        }
        if (makesRepeat) {
            found.add(Instant.ofEpochMilli(times.millis[next]));
        }
        return found;
    }

    void clear() {
        scans.clear();
        order.clear();
    }

    private void forget(Seen seen) {
        seen.times().remove(seen.at());
        if (seen.times().count == 0) {
            scans.remove(seen.times().student);
        }
    }
}

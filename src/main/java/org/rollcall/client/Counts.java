package org.rollcall.client;

import java.util.TreeMap;

/**
 * How often something was in each minute, or on each day, by its number. Order does not matter, and neither does a clock that
 * jumps: above the bound the one that is farthest from now is forgotten. For one thread at a time.
 */
final class Counts {
    private final TreeMap<Long, Long> counts = new TreeMap<>();
    private final int most;

    Counts(int most) {
        this.most = most;
    }

    void add(long number, long now) {
        counts.merge(number, 1L, Long::sum);
        if (counts.size() > most) {
            boolean isFirst = now - counts.firstKey() >= counts.lastKey() - now;
            counts.remove(isFirst ? counts.firstKey() : counts.lastKey());
        }
    }

    /** How often from the first to the last, both included. */
    long sum(long first, long last) {
        return counts.subMap(first, true, last, true).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}

package org.rollcall.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalDouble;

/** How far this station's clock is ahead of the server's: the median of what the last Date headers say. */
final class ClockSkew {
    private static final int SAMPLES = 9;
    private static final Duration SLOW = Duration.ofSeconds(2); // an answer that took longer says too little
    private static final Duration HALF_SECOND = Duration.ofMillis(500); // the header has whole seconds

    private final ArrayDeque<Double> seen = new ArrayDeque<>();

    synchronized void note(Optional<String> date, Instant before, Instant after) {
        Duration took = Duration.between(before, after);
        if (took.isNegative() || took.compareTo(SLOW) > 0) {
            return;
        }
        date.flatMap(Backoff::date).ifPresent(server -> {
            Instant middle = before.plus(took.dividedBy(2));
            Duration ahead = Duration.between(server.plus(HALF_SECOND), middle);
            seen.addLast(ahead.toMillis() / 1000.0);
            if (seen.size() > SAMPLES) {
                seen.removeFirst();
            }
        });
    }

    /** Seconds, positive when the station is ahead; within a second. Empty before the first answer. */
    synchronized OptionalDouble seconds() {
        if (seen.isEmpty()) {
            return OptionalDouble.empty();
        }
        double median = seen.stream().sorted().skip(seen.size() / 2).findFirst().orElse(0.0);
        return OptionalDouble.of(Math.round(median * 10) / 10.0);
    }
}

package org.rollcall.metrics;

import java.time.Duration;
import java.util.stream.IntStream;

/** The buckets of the histograms. */
final class Buckets {
    private static final int[] MICROS = {
        500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000
    };

    private Buckets() {}

    /** From half a millisecond to ten seconds. */
    static Duration[] times() {
        return IntStream.of(MICROS)
                .mapToObj(micros -> Duration.ofNanos(1_000L * micros))
                .toArray(Duration[]::new);
    }

    /** From one entry to as many as a turn takes. */
    static double[] sizes() {
        return new double[] {1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000};
    }
}

package org.rollcall.journey;

import java.util.Arrays;

/**
 * How lags lie, in seconds: their number, their mean and three percentiles by nearest rank, so each of them is a lag that
 * was measured.
 *
 * @param count at least 1
 */
public record Spread(int count, double mean, double p50, double p95, double p99) {
    private static final double MILLIS = 1_000;

    /**
     * Of the first values of the array, which it sorts.
     *
     * @param count how many, at least 1
     */
    static Spread of(long[] millis, int count) {
        Arrays.sort(millis, 0, count);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += millis[i];
        }
        return new Spread(
                count, sum / count / MILLIS, rank(millis, count, 50), rank(millis, count, 95), rank(millis, count, 99));
    }

    private static double rank(long[] sorted, int count, int percent) {
        long rank = ((long) percent * count + 99) / 100; // rounded up; the first is 1
        return sorted[(int) rank - 1] / MILLIS;
    }
}

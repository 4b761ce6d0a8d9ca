package org.rollcall.store;

import java.time.Duration;

/**
 * How much one slice of work takes on, so that whoever waits for the store's writer waits only a moment. It shrinks at
 * once when a slice was long, and grows when a full one was short. One thread uses it.
 */
final class Pace {
    static final Duration AIM = Duration.ofMillis(2);
    private static final int LEAST = 20;

    private final int most;
    private int size;

    Pace(int first, int most) {
        this.size = first;
        this.most = most;
    }

    int size() {
        return size;
    }

    /** A slice held the writer for so long; {@code done} says how much it did. */
    void took(long nanos, int done) {
        if (nanos > AIM.toNanos()) {
            size = (int) Math.max(LEAST, Math.min(size / 2, size * AIM.toNanos() / nanos));
        } else if (nanos < AIM.toNanos() / 2 && done >= size) {
            size = Math.min(most, size * 2);
        }
    }
}

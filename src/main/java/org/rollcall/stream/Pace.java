package org.rollcall.stream;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The rest between two rounds. While rounds are long, another one at once would write a little to everybody again; a
 * rest lets more of it go out in one write, which is what a client costs.
 *
 * <p>The rest is a quarter of what the round took, or what it took beyond {@value #SHORT_MILLIS} ms, at most
 * {@value #LONGEST_MILLIS} ms, and only when the round wrote a little to many: a thousand clients hardly wait for it, five
 * thousand cost less by it. Whatever comes later than that is written at once: nothing that happens after a pause ever
 * waits.
 */
final class Pace {
    static final long LONGEST_MILLIS = 30;
    static final long SHORT_MILLIS = 20;
    private static final long LONGEST = Duration.ofMillis(LONGEST_MILLIS).toNanos();
    private static final long SHORT = Duration.ofMillis(SHORT_MILLIS).toNanos();
    private static final int MANY = 200;
    private static final int ENOUGH = 2 * 1024; // bytes for each: from here on a write is worth its price

    private long until;

    /** Notes that a round has ended, which wrote so many bytes to so many clients. */
    void rest(long begun, long ended, int served, long bytes) {
        boolean little = served >= MANY && bytes / served < ENOUGH;
        long took = ended - begun;
        until = little ? ended + Math.min(LONGEST, Math.max(took / 4, took - SHORT)) : ended;
    }

    /** How long the next round has to wait, in nanoseconds. */
    long left(long now) {
        return Math.max(0, Math.min(LONGEST, until - now));
    }

    /** Waits as long as it has to. */
    void await(long now) {
        long left = left(now);
        long wakeAt = System.nanoTime() + left;
        while (left > 0) {
            LockSupport.parkNanos(this, left);
            left = wakeAt - System.nanoTime();
        }
    }
}

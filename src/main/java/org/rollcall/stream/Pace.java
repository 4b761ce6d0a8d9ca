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
 *
 * <p>While a few catch up, a rest of a millisecond lies between one piece for them and the next one. Without it a single client
 * that reads on after a stall has the thread, and with the kernel's share of a write a whole core, until it is current, and
 * reports and everybody else's events wait for theirs: 50 ms for ten thousand events of a kilobyte, on two cores.
 */
final class Pace {
    static final long LONGEST_MILLIS = 30;
    static final long SHORT_MILLIS = 20;
    private static final long LONGEST = Duration.ofMillis(LONGEST_MILLIS).toNanos();
    private static final long SHORT = Duration.ofMillis(SHORT_MILLIS).toNanos();
    private static final int MANY = 200;
    private static final int ENOUGH = 2 * 1024; // bytes for each: from here on a write is worth its price
    private static final long CATCHING_UP = Duration.ofMillis(1).toNanos();

    private long until;

    /**
     * Notes that a round has ended, which wrote so many bytes to so many clients.
     *
     * @param behind whether one of them could be sent more at once
     */
    void rest(long begun, long ended, int served, long bytes, boolean behind) {
        long took = ended - begun;
        long rest = 0;
        if (served >= MANY) {
            rest = bytes / served < ENOUGH ? Math.min(LONGEST, Math.max(took / 4, took - SHORT)) : 0;
        } else if (behind) {
            rest = CATCHING_UP;
        }
        until = ended + rest;
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

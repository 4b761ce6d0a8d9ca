package org.rollcall.api;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many requests of a kind are at work at once. Who finds no place waits for one, in turn, but not for long, and
 * only as one of few.
 */
final class Places {
    private static final int MEGABYTE = 1024 * 1024;
    private static final int FEWEST = 2;
    static final int MOST_WAITING = 16; // each of them holds a thread of the server

    private final Semaphore free;
    private final Duration patience;

    /** @param patience how long one waits for a place; zero not to wait */
    Places(int places, Duration patience) {
        this.free = new Semaphore(places, true);
        this.patience = patience;
    }

    /**
     * As many as the heap has room for.
     *
     * @param megabytes of the largest heap for each
     */
    static Places byHeap(int megabytes, Duration patience) {
        long places = Runtime.getRuntime().maxMemory() / MEGABYTE / megabytes;
        return new Places((int) Math.max(FEWEST, Math.min(places, Integer.MAX_VALUE)), patience);
    }

    /** Takes one, which the caller {@linkplain #leave leaves} again; false when there was none. */
    boolean take() {
        if (waiting() >= MOST_WAITING) {
            return false;
        }
        try {
            return free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many wait for one. */
    int waiting() {
        return free.getQueueLength();
    }

    void leave() {
        free.release();
    }
}

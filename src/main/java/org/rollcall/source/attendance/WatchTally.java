package org.rollcall.source.attendance;

import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What a watcher has done since it was made, in plain numbers. Its thread counts, any thread reads. */
public final class WatchTally {
    private static final double NANOS = 1e9;

    private final LongSupplier nanos;
    private final AtomicLong looks = new AtomicLong();
    private volatile long looked; // by the watcher's thread only
    private volatile long current; // by the watcher's thread only; until a look has told everything, when it was made

    /** @param nanos a clock that never jumps */
    WatchTally(LongSupplier nanos) {
        this.nanos = nanos;
        this.current = nanos.getAsLong();
    }

    /** How often it has looked. */
    public long looks() {
        return looks.get();
    }

    /** Seconds since it last looked; nothing before its first look. */
    public OptionalDouble lookAge() {
        return looks.get() == 0 ? OptionalDouble.empty() : OptionalDouble.of(since(looked));
    }

    /**
     * Seconds since it last knew that nothing was left to tell: whatever was committed longer ago than this is stored here.
     * It grows while the database cannot be read, also when it never could, and while there is more than can be told at
     * once; not while there is none yet.
     */
    public double lag() {
        return since(current);
    }

    /** @param began when the look began */
    void looked(long began, boolean isCurrent) {
        looked = began;
        looks.incrementAndGet();
        if (isCurrent) {
            current = began;
        }
    }

    private double since(long then) {
        return Math.max(0, nanos.getAsLong() - then) / NANOS;
    }
}

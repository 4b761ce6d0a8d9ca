package org.rollcall.source.attendance;

/**
 * How often the watcher may be woken.
 *
 * <p>In rollback mode a commit that meets one of our reads waits a millisecond or more. To a writer that commits now and
 * then that happens next to never, because we look after its commit; to one that commits as fast as it can, each look is
 * a chance to meet. So the commits found are counted against a budget that a gate never uses up, and beyond it nobody is
 * woken and looks are a second apart, for longer each time. Used by one thread.
 */
final class Pace {
    private static final double BURST = 30;
    private static final double TRIAL = 5; // is the crowd still there?
    private static final double EACH_SECOND = 200;
    private static final long SHORTEST_CROWD = 1_000_000_000L;
    private static final long LONGEST_CROWD = 16 * SHORTEST_CROWD;

    private double left = BURST;
    private long last;
    private long crowd = SHORTEST_CROWD;
    private long crowdEnds;
    private boolean inCrowd;

    Pace(long nanos) {
        this.last = nanos;
        this.crowdEnds = nanos;
    }

    /** Whether the budget is used up, so that nobody is to be woken now. */
    boolean isCrowd(long nanos) {
        if (inCrowd && nanos - crowdEnds >= 0) {
            inCrowd = false;
            left = TRIAL;
            last = nanos;
        }
        return inCrowd;
    }

    /** So many commits were found since the last call. */
    void found(long nanos, long commits) {
        left = Math.min(BURST, left + (nanos - last) / 1e9 * EACH_SECOND) - commits;
        last = nanos;
        if (left < 0) {
            boolean soon = nanos - crowdEnds < 2 * SHORTEST_CROWD;
            crowd = soon ? Math.min(LONGEST_CROWD, 2 * crowd) : SHORTEST_CROWD;
            crowdEnds = nanos + crowd;
            inCrowd = true;
        }
    }
}

package org.rollcall.store;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Who writes to the store's file, one after the other in the order of asking.
 *
 * <p>SQLite lets one connection write at a time and makes the next one sleep and ask again, ever longer. Here a commit
 * that waits for a slice of the history goes on the moment that slice ends, and comes before the next one.
 */
final class WriteTurns {
    private final ReentrantLock turn = new ReentrantLock(true); // guards the file's one place for a writer

    /** Waits for one's turn; whoever does ends it. */
    void begin() {
        turn.lock();
    }

    void end() {
        turn.unlock();
    }
}

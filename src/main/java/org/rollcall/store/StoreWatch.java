package org.rollcall.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.rollcall.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the store once an hour while it is in use, on a thread and a connection of its own. */
final class StoreWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofMinutes(10); // the WAL grows meanwhile

    private final StorePools pools;
    private final StoreHealth health;
    private final Worker worker = new Worker("rollcall-store-check", EVERY, this::turn);
    private boolean checked; // by the start; worker only, once it runs
    private volatile boolean closing; // set once, by close

    StoreWatch(StorePools pools, StoreHealth health, boolean checked) {
        this.pools = pools;
        this.health = health;
        this.checked = checked;
    }

    StoreWatch start() {
        worker.start();
        return this;
    }

    private boolean turn() throws SQLException {
        if (checked) {
            checked = false; // the start has just done it
        } else {
            check();
        }
        return false;
    }

    /** One check; the worker's turn, and by hand in tests. */
    StoreCheck.Outcome check() throws SQLException {
        long began = System.nanoTime();
        StoreCheck.Verdict verdict;
        try (Connection connection = pools.separate()) {
            verdict = StoreCheck.runInTheBackground(
                    connection, () -> closing || System.nanoTime() - began > LONGEST.toNanos());
        }
        switch (verdict.outcome()) {
            case DAMAGED -> health.found(verdict.finding());
            case GIVEN_UP -> {
                if (!closing) {
                    LOG.warn("the store could not be checked within {} s", LONGEST.toSeconds());
                }
            }
            case SOUND -> LOG.debug("the store is sound");
        }
        return verdict.outcome();
    }

    @Override
    public void close() {
        closing = true;
        worker.close();
    }
}

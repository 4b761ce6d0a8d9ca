package org.rollcall.store;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.rollcall.log.Journal;

/** Measures commits: for whoever wants to know, and for Flight Recorder. Only the writing thread measures. */
final class Commits {
    /** What is measured. */
    @FunctionalInterface
    interface Write {
        void run() throws SQLException;
    }

    private final AtomicLong failures = new AtomicLong();
    private volatile CommitWatch watch = (entries, bytes, nanos) -> {}; // set once, when somebody wants to know

    void watchedBy(CommitWatch newWatch) {
        watch = newWatch;
    }

    long failures() {
        return failures.get();
    }

    void measure(List<Journal.Entry> entries, Write write) throws SQLException {
        CommitEvent event = new CommitEvent();
        event.begin();
        long began = System.nanoTime();
        boolean stored = false;
        try {
            write.run();
            stored = true;
        } finally {
            long nanos = System.nanoTime() - began;
            event.end();
            long bytes = 0;
            for (Journal.Entry entry : entries) {
                bytes += entry.frame().jsonLength();
            }
            if (event.shouldCommit()) {
                event.entries = entries.size();
                event.bytes = bytes;
                event.stored = stored;
                event.commit();
            }
            if (stored) {
                watch.committed(entries.size(), bytes, nanos);
            } else {
                failures.incrementAndGet();
            }
        }
    }
}

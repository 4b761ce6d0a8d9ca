package org.rollcall.stream;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * What the streams have done since the start, in plain numbers. The hub's thread counts once a round, whatever the number
 * of clients; any thread reads.
 */
public final class StreamTally {
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong resumed = new AtomicLong();
    private final AtomicLong resets = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong pages = new AtomicLong();
    private volatile LongConsumer watch = nanos -> {}; // set once, when somebody wants to know

    StreamTally() {}

    /** Streams that were opened. */
    public long opened() {
        return opened.get();
    }

    /** Streams that were refused because as many were open as may be. */
    public long refused() {
        return refused.get();
    }

    /** Of the opened ones, those that went on after an id. */
    public long resumed() {
        return resumed.get();
    }

    /** Of the opened ones, those that were told that they had missed something. */
    public long resets() {
        return resets.get();
    }

    /** Writes to clients. */
    public long writes() {
        return writes.get();
    }

    /** Entries in them. */
    public long frames() {
        return frames.get();
    }

    /** Bytes in them. */
    public long bytes() {
        return bytes.get();
    }

    /** Pages that were read from the journal for clients that the ring had overtaken. */
    public long pages() {
        return pages.get();
    }

    /** Calls it for each round that wrote something, on the hub's thread, with how long it took. */
    public void onRound(LongConsumer nanos) {
        watch = nanos;
    }

    void refuse() {
        refused.incrementAndGet();
    }

    void open(Resume resume) {
        opened.incrementAndGet();
        if (resume.after().isPresent()) {
            resumed.incrementAndGet();
        }
        if (resume.reset().isPresent()) {
            resets.incrementAndGet();
        }
    }

    void round(Round round, int pagesRead, long nanos) {
        if (pagesRead > 0) {
            pages.addAndGet(pagesRead);
        }
        if (round.served > 0) {
            writes.addAndGet(round.served);
            frames.addAndGet(round.frames);
            bytes.addAndGet(round.bytes);
            watch.accept(nanos);
        }
    }
}

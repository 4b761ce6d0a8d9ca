package org.rollcall.event;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The one door into the monitor. Thread-safe; never blocks. */
public interface SignalSink {

    /**
     * Hands signals over.
     *
     * @return one receipt for each signal, in order, once everything is stored; never completes exceptionally. When
     *     the queue is full or the store cannot write, all of them are {@link Receipt.Unavailable}.
     */
    CompletableFuture<List<Receipt>> accept(Submission submission);

    /** Hands one signal over. */
    default CompletableFuture<Receipt> accept(Signal signal) {
        return accept(Submission.of(signal)).thenApply(receipts -> receipts.get(0));
    }
}

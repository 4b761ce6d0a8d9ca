package org.rollcall.monitor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Submission;
import org.rollcall.log.Encoding;

/**
 * Submissions that wait for the monitor. Any thread puts one in and none ever waits; one thread takes them out.
 *
 * <p>What may wait is bounded in signals and in bytes, not in submissions: one of a thousand signals weighs as much as a
 * thousand of one. A submission that is larger than a bound is taken when nothing else waits, because it cannot be split.
 */
final class Inbox {
    private static final long MOST_BYTES = 16L * 1024 * 1024;
    private static final long EMPTY_BYTES = 200;
    private static final int TURN_SIGNALS = 2_000;
    private static final long TURN_BYTES = 4L * 1024 * 1024;

    /**
     * A submission whose sender waits for receipts.
     *
     * @param since when it came, in nanoseconds of a clock that never jumps
     */
    record Waiting(
            List<Entrance> entrances,
            Optional<Submission.Position> position,
            CompletableFuture<List<Receipt>> receipts,
            long bytes,
            long since) {

        static Waiting of(Submission submission, Encoding encoding, Instant now, boolean names, long nanos) {
            List<Entrance> entrances = new ArrayList<>(submission.signals().size());
            long bytes = EMPTY_BYTES;
            for (Signal signal : submission.signals()) {
                Entrance entrance = Entrance.of(signal, encoding, now, names);
                entrances.add(entrance);
                bytes += entrance.bytes();
            }
            return new Waiting(entrances, submission.position(), new CompletableFuture<>(), bytes, nanos);
        }

        /** At least 1, for a submission without signals takes a place as well. */
        int signals() {
            return Math.max(1, entrances.size());
        }

        /** One receipt for all its signals. */
        List<Receipt> all(Receipt receipt) {
            return Collections.nCopies(entrances.size(), receipt);
        }
    }

    private final long mostSignals;
    private final boolean names;
    private final Encoding encoding;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong signals = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param mostSignals that may wait
     * @param names whether names of people may be stored
     */
    Inbox(long mostSignals, boolean names, Encoding encoding) {
        this.mostSignals = mostSignals;
        this.names = names;
        this.encoding = encoding;
    }

    /**
     * The future receipts, or nothing when there is no room.
     *
     * @param nanos the moment, by a clock that never jumps
     */
    Optional<CompletableFuture<List<Receipt>>> offer(Submission submission, Instant now, long nanos) {
        if (isFullFor(submission)) { // what is not taken is not examined and written either
            return Optional.empty();
        }
        Waiting waiting = Waiting.of(submission, encoding, now, names, nanos);
        long allSignals = signals.addAndGet(waiting.signals());
        long allBytes = bytes.addAndGet(waiting.bytes());
        boolean alone = allSignals == waiting.signals();
        if (!alone && (allSignals > mostSignals || allBytes > MOST_BYTES)) {
            forget(waiting);
            return Optional.empty();
        }
        queue.add(waiting);
        return Optional.of(waiting.receipts());
    }

    /** The next turn's work in the order of its coming: whole submissions, as many as one commit should hold. */
    List<Waiting> take() {
        List<Waiting> taken = new ArrayList<>();
        int takenSignals = 0;
        long takenBytes = 0;
        for (Waiting next = queue.peek(); next != null; next = queue.peek()) {
            takenSignals += next.signals();
            takenBytes += next.bytes();
            if (!taken.isEmpty() && (takenSignals > TURN_SIGNALS || takenBytes > TURN_BYTES)) {
                break;
            }
            taken.add(next);
            queue.remove();
            forget(next);
        }
        return taken;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** How many signals wait. From any thread. */
    long signals() {
        return signals.get();
    }

    /** Roughly what they weigh. From any thread. */
    long bytes() {
        return bytes.get();
    }

    private boolean isFullFor(Submission submission) {
        long waiting = signals.get();
        return waiting > 0 && waiting + Math.max(1, submission.signals().size()) > mostSignals;
    }

    private void forget(Waiting waiting) {
        signals.addAndGet(-waiting.signals());
        bytes.addAndGet(-waiting.bytes());
    }
}

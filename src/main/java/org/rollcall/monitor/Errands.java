package org.rollcall.monitor;

import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.rollcall.log.StoreException;

/**
 * Rare work for the monitor's thread that is no signal: it takes place between two turns, one at a time, so that it finds
 * everything that was committed before also shown. Any thread may offer some.
 */
final class Errands {

    /** What is to be done; a {@link StoreException} goes to whoever waits for it. */
    @FunctionalInterface
    interface Errand<T> {
        T run(Keeper keeper, Instant now);
    }

    private record Waiting<T>(Errand<T> errand, CompletableFuture<T> done) {
        void run(Keeper keeper, Instant now, Runnable show) {
            try {
                T result = errand.run(keeper, now);
                show.run();
                done.complete(result);
            } catch (RuntimeException e) { // it is the asker's, and the monitor goes on
                done.completeExceptionally(e);
            } catch (Error e) { // the monitor's too
                done.completeExceptionally(e);
                throw e;
            }
        }

        void refuse() {
            done.completeExceptionally(new StoreException("the monitor is stopping"));
        }
    }

    private final Queue<Waiting<?>> queue = new ConcurrentLinkedQueue<>();

    <T> CompletableFuture<T> offer(Errand<T> errand) {
        CompletableFuture<T> done = new CompletableFuture<>();
        queue.add(new Waiting<>(errand, done));
        return done;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Runs the next one, if one waits, and then shows what it changed. */
    void runOne(Keeper keeper, Instant now, Runnable show) {
        Waiting<?> next = queue.poll();
        if (next != null) {
            next.run(keeper, now, show);
        }
    }

    void refuse() {
        for (Waiting<?> next = queue.poll(); next != null; next = queue.poll()) {
            next.refuse();
        }
    }
}

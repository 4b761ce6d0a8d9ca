package org.rollcall.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One named thread that takes one turn at a time.
 *
 * <p>Between turns it rests for the given time, unless a turn says that there is more to do or someone wakes it. A turn
 * that throws, an error too, is logged and counted, and the next one waits longer, up to {@value #LONGEST_BACKOFF_SECONDS} s:
 * nothing but its closing ends a worker. Whoever starts one closes it; closing lets the running turn finish, waits for it
 * and says so when it does not. Whoever closes many stops them all first: each has its time from then on, so that ten that
 * hang keep the closing thread no longer than one.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final long LONGEST_BACKOFF_SECONDS = 30;
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Map<String, LongAdder> FAILED = new ConcurrentHashMap<>(); // by name; names are few

    private static final Map<String, Integer> FAILING = new ConcurrentHashMap<>(); // turns in a row, by name

    /** One step of work. */
    @FunctionalInterface
    public interface Turn {
        /** Does what there is to do; returns whether there is more. */
        boolean take() throws Exception;
    }

    private final Thread thread;
    private final Duration rest;
    private Duration least = Duration.ZERO; // set before the start
    private Runnable last = () -> {}; // set before the start
    private final Turn turn;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicInteger inARow = new AtomicInteger(); // turns that failed, the last one among them
    private volatile long patientUntil; // set before stopping is
    private volatile boolean stopping; // set once, by stop

    /** A worker that is not yet running. */
    public Worker(String name, Duration rest, Turn turn) {
        this.rest = rest;
        this.turn = turn;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    /** Has it rest at least so long after each turn, whoever wakes it, so that more is done in one; before its start. */
    public Worker resting(Duration newLeast) {
        least = newLeast;
        return this;
    }

    /**
     * Has it do this when its last turn is over, before its start. What the turns alone touch is given back here: a turn
     * that outlasts the closing still does it itself. If it never ran, whoever closes it does.
     */
    public Worker ending(Runnable newLast) {
        last = newLast;
        return this;
    }

    /** Starts the thread; once only. */
    public Worker start() {
        thread.start();
        return this;
    }

    /** Ends the rest, or the one that comes after the running turn. Cheap; from any thread. */
    public void wake() {
        if (!awake.getAndSet(true)) {
            LockSupport.unpark(thread);
        }
    }

    /** How many turns failed, of all workers of this application whose names are wanted. */
    public static long failures(Predicate<String> names) {
        return FAILED.entrySet().stream()
                .filter(worker -> names.test(worker.getKey()))
                .mapToLong(worker -> worker.getValue().sum())
                .sum();
    }

    /** The workers of this application whose last turns, at least so many, all failed. */
    public static Set<String> failing(int turns) {
        return FAILING.entrySet().stream()
                .filter(worker -> worker.getValue() >= turns)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How many turns failed. */
    public long failures() {
        return failures.get();
    }

    /** Whether its last turn failed. */
    public boolean isFailing() {
        return inARow.get() > 0;
    }

    /** Has it end after the running turn, and does not wait for that. From any thread. */
    public void stop() {
        if (!stopping) {
            patientUntil = System.nanoTime() + DEADLINE.toNanos();
            stopping = true;
        }
        wake();
        LockSupport.unpark(thread);
    }

    /** Stops it and waits until it has ended, at most {@code 2 s} after it was first told to stop. */
    @Override
    public void close() {
        stop();
        if (thread.getState() == Thread.State.NEW) {
            end();
        }
        if (Thread.currentThread() == thread || !thread.isAlive()) {
            return;
        }
        try {
            long left = Duration.ofNanos(patientUntil - System.nanoTime()).toMillis();
            thread.join(Math.max(1, left)); // 0 would be for ever
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("{} did not finish its turn within {} s; interrupting it", thread.getName(), DEADLINE.toSeconds());
            thread.interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            awake.set(false);
            boolean more = false;
            try {
                more = turn.take();
                if (inARow.getAndSet(0) > 0) {
                    FAILING.remove(thread.getName());
                }
            } catch (Throwable e) { // whatever it is: nobody would notice that the thread is gone
                if (stopping && e instanceof InterruptedException) {
                    break;
                }
                inARow.incrementAndGet();
                failed(e);
            }
            if (!more && !stopping) {
                pause();
            }
        }
        FAILING.remove(thread.getName());
        end();
    }

    private void end() {
        try {
            last.run();
        } catch (RuntimeException | Error e) { // there is nobody else to tell
            LOG.error("{} failed as it ended", thread.getName(), e);
        }
    }

    private void failed(Throwable e) {
        failures.incrementAndGet();
        try {
            FAILING.put(thread.getName(), inARow.get());
            FAILED.computeIfAbsent(thread.getName(), name -> new LongAdder()).increment();
            LOG.error("{} failed in its turn, for the {}. time in a row", thread.getName(), inARow.get(), e);
        } catch (Throwable again) {
            // no memory or no class left for a line of the log; the next failure tries again
        }
    }

    private void pause() {
        int failed = inARow.get();
        long nanos = rest.toNanos();
        if (failed > 0) {
            long backoff = Duration.ofSeconds(Math.min(LONGEST_BACKOFF_SECONDS, 1L << Math.min(failed - 1, 5)))
                    .toNanos();
            nanos = Math.max(nanos, backoff);
        }
        long now = System.nanoTime();
        long deaf = now + (failed > 0 ? nanos : least.toNanos());
        long until = now + nanos;
        while (!stopping && (now < deaf || !awake.get())) {
            long left = (awake.get() ? deaf : until) - now;
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, left);
            now = System.nanoTime();
        }
    }
}

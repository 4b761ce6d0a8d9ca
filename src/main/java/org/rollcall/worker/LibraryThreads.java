package org.rollcall.worker;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that a library works with. A library that is closed may wait for its work but not for its threads, whose
 * last moments an undeploy would then report as a leak: whoever closes it closes these after it.
 */
public final class LibraryThreads implements ThreadFactory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LibraryThreads.class);
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final String name;
    private final AtomicInteger number = new AtomicInteger();
    private final Queue<Thread> threads =
            new ConcurrentLinkedQueue<>(); // those that have ended leave when one is added

    /** @param name that each has, with a number */
    public LibraryThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
        threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    /** Waits until all have ended, at most {@code 2 s} in all; then says which one has not. */
    @Override
    public void close() {
        long until = System.nanoTime() + DEADLINE.toNanos();
        for (Thread thread : threads) {
            try {
                thread.join(
                        Math.max(1, Duration.ofNanos(until - System.nanoTime()).toMillis())); // 0 would be for ever
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (thread.isAlive()) {
                LOG.warn("{} has not ended within {} s", thread.getName(), DEADLINE.toSeconds());
            }
        }
    }
}

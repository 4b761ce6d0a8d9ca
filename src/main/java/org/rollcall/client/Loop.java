package org.rollcall.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * One named thread that takes one turn at a time and rests between them as long as the turn said, or until it is woken.
 * The only class here that makes threads; the server's own is not in this jar.
 */
final class Loop {
    private static final Duration AFTER_DEFECT = Duration.ofSeconds(1);

    /** One step of work. */
    interface Turn {
        /** Does what there is to do; how long to rest. */
        Duration take() throws InterruptedException;
    }

    private final Thread thread;
    private final Turn turn;
    private final Voice voice;
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile boolean stopping; // set once

    Loop(String name, Turn turn, Voice voice) {
        this.turn = turn;
        this.voice = voice;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the rest, or the one after the running turn. Takes no lock. */
    void wake() {
        if (!awake.getAndSet(true)) {
            LockSupport.unpark(thread);
        }
    }

    boolean isStopping() {
        return stopping;
    }

    /** Takes one more turn, and ends. Interrupts nothing: what a turn calls may be the application's. */
    void end() {
        stopping = true;
        awake.set(true);
        LockSupport.unpark(thread);
    }

    /** Takes one more turn, and ends; waits for it at most so long, and interrupts it then. */
    void stop(Duration most) throws InterruptedException {
        end();
        if (Thread.currentThread() == thread) {
            return;
        }
        thread.join(Math.max(1, most.toMillis()));
        thread.interrupt();
    }

    /** Ends what the turn waits for, and then the thread. */
    void abort() {
        stopping = true;
        thread.interrupt();
    }

    private void run() {
        boolean last = false;
        while (!last) {
            last = stopping;
            awake.set(false);
            Duration rest;
            try {
                rest = turn.take();
            } catch (InterruptedException e) {
                if (stopping) {
                    return;
                }
                rest = Duration.ZERO; // not by us: whoever it was has no business here
            } catch (RuntimeException | Error e) { // a defect must not end the reporting
                voice.defect(thread.getName() + " failed in its turn", e);
                rest = AFTER_DEFECT;
            }
            if (!last) {
                pause(rest);
            }
        }
    }

    private void pause(Duration rest) {
        long until = System.nanoTime() + rest.toNanos();
        while (!stopping && !awake.get()) {
            long left = until - System.nanoTime();
            if (left <= 0 || Thread.interrupted()) {
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    /** At the end of the process. */
    static Thread atExit(Runnable work) {
        return new Thread(work, "rollcall-client-exit");
    }
}

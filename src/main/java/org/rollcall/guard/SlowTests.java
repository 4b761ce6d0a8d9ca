package org.rollcall.guard;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The slow tests of passwords, few at a time, so that guesses take neither all processors nor all threads of the container.
 *
 * <p>Logins that have succeeded from their place before have a queue of their own, so strangers never keep them waiting.
 * In either queue whoever came first is first, and only so many wait, for a limited time: a right password may then be
 * answered with 429, a short one only. What a test costs is taken when
 * its turn has come, so nothing is held by those who wait. Safe for several threads.
 */
final class SlowTests {
    private static final int STRANGERS = 20; // that wait; more than are tested while they may
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int KNOWN = 100; // that wait: half of Tomcat's threads
    private static final Duration PATIENCE_OF_KNOWN = Duration.ofSeconds(20);

    /** Why a login is refused. */
    enum Refusal {
        /** It is wrong. */
        WRONG,
        /** It is wrong or was not tested, after too many wrong ones. */
        SLOWED,
        /** It was not tested, because too many others were. */
        LATE
    }

    private final LoginGuard guard;
    private final Queue strangers;
    private final Queue known;

    SlowTests(LoginGuard guard) {
        this(guard, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), PATIENCE);
    }

    /**
     * @param atOnce how many tests of strangers may run at once; of logins that are known twice as many
     * @param patience how long a stranger waits at most
     */
    SlowTests(LoginGuard guard, int atOnce, Duration patience) {
        this.guard = guard;
        this.strangers = new Queue(atOnce, STRANGERS, patience);
        this.known = new Queue(2 * atOnce, KNOWN, PATIENCE_OF_KNOWN);
    }

    /** One login on its way. */
    Attempt attempt(String address, String user) {
        return new Attempt(address, user);
    }

    /** A login with a password; of one thread. */
    final class Attempt {
        private final String address;
        private final String user;
        private LoginGuard.Leave leave = LoginGuard.Leave.NONE;
        private boolean late;
        private boolean asked;

        private Attempt(String address, String user) {
            this.address = address;
            this.user = user;
        }

        /** Whether the password is tested, and right. Blocks until it has its turn. */
        boolean isRight(BooleanSupplier matches) {
            asked = true;
            if (!guard.untilSlowTest(address, user).isZero()) {
                return false;
            }
            Queue queue = guard.isKnown(address, user) ? known : strangers;
            late = !queue.enter();
            if (late) {
                return false;
            }
            try {
                leave = guard.leave(address, user);
                if (leave == LoginGuard.Leave.NONE || !matches.getAsBoolean()) {
                    return false;
                }
                guard.succeeded(address, user, leave);
                return true;
            } finally {
                queue.leave();
            }
        }

        /** Counts it as a wrong login, unless its test has or there was none for want of time; says how to answer. */
        Refusal refuse() {
            if (late) {
                return Refusal.LATE;
            }
            if (leave == LoginGuard.Leave.COUNTED) {
                return Refusal.WRONG;
            }
            boolean slowed = guard.failed(address, user);
            boolean untested = asked && leave == LoginGuard.Leave.NONE;
            return slowed || untested ? Refusal.SLOWED : Refusal.WRONG;
        }
    }

    /** A few who run and some who wait for it. */
    private static final class Queue {
        private final Semaphore inside;
        private final Semaphore running;
        private final Duration patience;

        Queue(int atOnce, int waiting, Duration patience) {
            this.inside = new Semaphore(atOnce + waiting);
            this.running = new Semaphore(atOnce, true);
            this.patience = patience;
        }

        boolean enter() {
            if (!inside.tryAcquire()) {
                return false;
            }
            boolean entered = false;
            try {
                entered = running.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                if (!entered) {
                    inside.release();
                }
            }
            return entered;
        }

        void leave() {
            running.release();
            inside.release();
        }
    }
}

package org.rollcall.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rollcall.guard.LoginGuard.Leave;
import org.rollcall.guard.SlowTests.Refusal;

/** Few passwords are put to the slow test at once, strangers' never before those of known places. */
class SlowTestsTest {
    private static final String THIEF = "203.0.113.9";
    private static final String OFFICE = "192.0.2.7";
    private static final Duration FOR_EVER = Duration.ofHours(1);
    private static final int WAITING = 20;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger tested = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void everybodyEnds() throws InterruptedException {
        end.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static LoginGuard guard(int perMinute) {
        return new LoginGuard(perMinute, () -> 0);
    }

    private void guess(SlowTests tests, int times) {
        for (int i = 0; i < times; i++) {
            String user = "name" + i;
            Thread thread = new Thread(() -> tests.attempt(THIEF, user).isRight(this::wrongInTheEnd));
            threads.add(thread);
            thread.start();
        }
    }

    private boolean wrongInTheEnd() {
        tested.incrementAndGet();
        running.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            running.decrementAndGet();
        }
        return false;
    }

    /** All threads have come as far as they get by themselves. */
    private void awaitRest() {
        await().until(() -> threads.stream()
                .allMatch(thread -> thread.getState() == Thread.State.WAITING
                        || thread.getState() == Thread.State.TIMED_WAITING
                        || thread.getState() == Thread.State.TERMINATED));
    }

    @Test
    void onlySoManyAreTestedAtOnceAndTheOthersAfterThem() throws InterruptedException {
        SlowTests tests = new SlowTests(guard(1_000), 2, FOR_EVER);
        guess(tests, 12);
        awaitRest();
        assertThat(running).hasValue(2);
        assertThat(tested).hasValue(2);
        everybodyEnds();
        assertThat(tested).hasValue(12);
    }

    @Test
    void whereALoginHasSucceededItIsTestedWhateverStrangersGuess() {
        LoginGuard guard = guard(1_000);
        guard.succeeded(OFFICE, "viewer", Leave.COUNTED);
        SlowTests tests = new SlowTests(guard, 1, FOR_EVER);
        guess(tests, 100);
        awaitRest();
        assertTimeoutPreemptively(
                Duration.ofSeconds(15),
                () -> assertThat(tests.attempt(OFFICE, "viewer").isRight(() -> true))
                        .isTrue());
    }

    @Test
    void whoWaitsInVainIsAskedToComeAgainAndPaysNothing() {
        LoginGuard guard = guard(2);
        SlowTests tests = new SlowTests(guard, 1, Duration.ofMillis(1));
        guess(tests, 1);
        await().until(() -> running.get() == 1);
        for (int i = 0; i < 5; i++) {
            SlowTests.Attempt late = tests.attempt(OFFICE, "viewer");
            assertThat(late.isRight(SlowTestsTest::mustNotBeTested)).isFalse();
            assertThat(late.refuse()).isEqualTo(Refusal.LATE);
        }
        assertThat(guard.isSlowed(OFFICE, "viewer")).isFalse();
    }

    @Test
    void noMoreThanTwentyStrangersWait() {
        SlowTests tests = new SlowTests(guard(1_000), 1, FOR_EVER);
        guess(tests, 1 + WAITING);
        awaitRest();
        SlowTests.Attempt attempt = tests.attempt(OFFICE, "viewer");
        assertTimeoutPreemptively(
                Duration.ofSeconds(15),
                () -> assertThat(attempt.isRight(SlowTestsTest::mustNotBeTested))
                        .isFalse());
        assertThat(attempt.refuse()).isEqualTo(Refusal.LATE);
    }

    @Test
    void theTenthWrongOneIsAnsweredAndWhatFollowsIsSlowed() {
        SlowTests tests = new SlowTests(guard(10), 1, FOR_EVER);
        for (int i = 0; i < 10; i++) {
            assertThat(wrong(tests, "viewer", () -> false)).isEqualTo(Refusal.WRONG);
        }
        assertThat(wrong(tests, "viewer", () -> false)).as("the slot's").isEqualTo(Refusal.SLOWED);
        assertThat(wrong(tests, "viewer", SlowTestsTest::mustNotBeTested)).isEqualTo(Refusal.SLOWED);
    }

    @Test
    void wrongOnesWithoutASlowTestAreCountedLikeThem() {
        SlowTests tests = new SlowTests(guard(10), 1, FOR_EVER);
        for (int i = 0; i < 10; i++) {
            assertThat(tests.attempt(THIEF, "viewer").refuse()).isEqualTo(Refusal.WRONG);
        }
        assertThat(tests.attempt(THIEF, "viewer").refuse()).isEqualTo(Refusal.SLOWED);
    }

    private static Refusal wrong(SlowTests tests, String user, BooleanSupplier matches) {
        SlowTests.Attempt attempt = tests.attempt(THIEF, user);
        assertThat(attempt.isRight(matches)).isFalse();
        return attempt.refuse();
    }

    private static boolean mustNotBeTested() {
        throw new AssertionError("it was tested");
    }
}

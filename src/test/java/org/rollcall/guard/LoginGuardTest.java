package org.rollcall.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.rollcall.guard.LoginGuard.Leave;

/** Guessing is slowed by address and by user, and nobody is locked out (RELIABILITY 0.9, issue 6.2). */
class LoginGuardTest {
    private static final String THIEF = "203.0.113.9";
    private static final String OFFICE = "192.0.2.7";

    private long now;
    private final LoginGuard guard = new LoginGuard(10, () -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void fail(String address, String user, int times) {
        for (int i = 0; i < times; i++) {
            guard.failed(address, user);
        }
    }

    @Test
    void tenWrongLoginsInAMinuteAreAnsweredAndFurtherOnesSlowed() {
        fail(THIEF, "viewer", 9);
        assertThat(guard.isSlowed(THIEF, "viewer")).isFalse();
        fail(THIEF, "viewer", 1);
        assertThat(guard.isSlowed(THIEF, "viewer")).isTrue();
        pass(Duration.ofSeconds(6));
        assertThat(guard.isSlowed(THIEF, "viewer")).isFalse();
    }

    @Test
    void anAddressIsSlowedForEveryNameItTries() {
        for (int i = 0; i < 10; i++) {
            guard.failed(THIEF, "name" + i);
        }
        assertThat(guard.isSlowed(THIEF, "another")).isTrue();
        assertThat(guard.isSlowed(OFFICE, "another")).isFalse();
        assertThat(guard.leave(THIEF, "another")).isEqualTo(Leave.SLOT);
        assertThat(guard.leave(THIEF, "yet another"))
                .as("one slow test for all its names")
                .isEqualTo(Leave.NONE);
    }

    @Test
    void aUserIsSlowedFromEveryAddressButEachHasATestOfItsOwn() {
        for (int i = 0; i < 10; i++) {
            guard.failed("203.0.113." + i, "viewer");
        }
        assertThat(guard.isSlowed(OFFICE, "viewer")).isTrue();
        assertThat(guard.isSlowed(OFFICE, "admin")).isFalse();
        assertThat(guard.leave(OFFICE, "viewer")).isEqualTo(Leave.SLOT);
        assertThat(guard.leave(OFFICE, "viewer")).isEqualTo(Leave.NONE);
        assertThat(guard.untilSlowTest(OFFICE, "viewer")).isEqualTo(Duration.ofSeconds(LoginGuard.SLOT_SECONDS));
        assertThat(guard.retryAfter(OFFICE, "viewer")).isEqualTo(LoginGuard.SLOT_SECONDS);
        pass(Duration.ofSeconds(LoginGuard.SLOT_SECONDS));
        assertThat(guard.leave(OFFICE, "viewer")).isEqualTo(Leave.SLOT);
    }

    @Test
    void whereALoginHasSucceededItIsAlwaysTested() {
        guard.succeeded(OFFICE, "viewer", Leave.SLOT);
        fail(OFFICE, "viewer", 100);
        for (int i = 0; i < 5; i++) {
            assertThat(guard.leave(OFFICE, "viewer")).isEqualTo(Leave.ALWAYS);
        }
        assertThat(guard.leave(OFFICE, "admin")).isEqualTo(Leave.SLOT);
        assertThat(guard.leave(OFFICE, "admin")).isEqualTo(Leave.NONE);
    }

    @Test
    void guessesAtTheSameMomentAreNoMoreThanGuessesOneByOne() throws Exception {
        int threads = 50;
        CountDownLatch ready = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Leave>> asked = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String user = "name" + i % 3;
            asked.add(pool.submit(() -> {
                ready.countDown();
                ready.await();
                return guard.leave(THIEF, user);
            }));
        }
        List<Leave> leaves = new ArrayList<>();
        for (Future<Leave> one : asked) {
            leaves.add(one.get());
        }
        pool.shutdown();
        assertThat(Collections.frequency(leaves, Leave.COUNTED)).isEqualTo(10);
        assertThat(Collections.frequency(leaves, Leave.SLOT)).isEqualTo(1);
        assertThat(Collections.frequency(leaves, Leave.NONE)).isEqualTo(threads - 11);
    }

    @Test
    void theRightPasswordCostsNothing() {
        for (int i = 0; i < 50; i++) {
            String address = "192.0.2." + i;
            assertThat(guard.leave(address, "viewer")).isEqualTo(Leave.COUNTED);
            guard.succeeded(address, "viewer", Leave.COUNTED);
        }
        assertThat(guard.isSlowed(OFFICE, "viewer")).isFalse();
    }

    @Test
    void whatGivesBackNeverFillsABucketBeyondItsBrim() {
        Buckets buckets = Buckets.perMinute(2, () -> now);
        buckets.giveBack(OFFICE);
        assertThat(buckets.take(OFFICE)).isTrue();
        assertThat(buckets.take(OFFICE)).isTrue();
        assertThat(buckets.take(OFFICE)).isFalse();
        buckets.giveBack(OFFICE);
        assertThat(buckets.take(OFFICE)).isTrue();
        assertThat(buckets.take(OFFICE)).isFalse();
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        for (int i = 0; i < 10; i++) {
            guard.failed("2001:db8:0:1::" + i, "name" + i);
        }
        assertThat(guard.isSlowed("2001:db8:0:1:ffff::1", "x")).isTrue();
        assertThat(guard.isSlowed("2001:db8:0:2::1", "x")).isFalse();
    }

    @Test
    void peopleAreToldOnceInTenMinutes() {
        assertThat(guard.isNews(THIEF)).isTrue();
        assertThat(guard.isNews(THIEF)).isFalse();
        assertThat(guard.isNews(OFFICE)).isTrue();
        pass(Duration.ofMinutes(10).plusSeconds(1));
        assertThat(guard.isNews(THIEF)).isTrue();
    }

    @Test
    void aLimitOfRequestsIsRefilledEvenlyAndSaysWhen() {
        Buckets buckets = Buckets.perMinute(30, () -> now);
        for (int i = 0; i < 30; i++) {
            assertThat(buckets.take(OFFICE)).isTrue();
        }
        assertThat(buckets.take(OFFICE)).isFalse();
        assertThat(buckets.wait(OFFICE)).isEqualTo(Duration.ofSeconds(2));
        assertThat(buckets.take(THIEF)).isTrue();
        pass(Duration.ofSeconds(2));
        assertThat(buckets.take(OFFICE)).isTrue();
        assertThat(buckets.take(OFFICE)).isFalse();
    }

    @Test
    void strangersCannotMakeItRememberEverything() {
        Buckets buckets = Buckets.perMinute(1, () -> now);
        assertThat(buckets.take("first")).isTrue();
        for (int i = 0; i < 30_000; i++) {
            assertThat(buckets.take("name" + i)).isTrue();
        }
        assertThat(buckets.take("first")).as("forgotten").isTrue();
        assertThat(buckets.take("name29999")).as("remembered").isFalse();
    }
}

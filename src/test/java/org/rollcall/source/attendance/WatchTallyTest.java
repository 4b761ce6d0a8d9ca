package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchTallyTest {
    private final AtomicLong nanos = new AtomicLong(5);
    private final WatchTally tally = new WatchTally(nanos::get);

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void theLagGrowsUntilALookHasToldEverything() {
        assertThat(tally.lookAge()).isEmpty();
        pass(60); // before a look has ended: a disk may not answer
        assertThat(tally.lag()).isEqualTo(60);
        tally.looked(nanos.get(), false);
        assertThat(tally.lag()).as("never current yet").isEqualTo(60);
        tally.looked(nanos.get(), true);
        pass(3);
        tally.looked(nanos.get(), false);
        pass(1);
        assertThat(tally.lag()).isEqualTo(4);
        assertThat(tally.lookAge()).hasValue(1);
        long began = nanos.get();
        pass(2); // a look that takes long: what came meanwhile may be untold
        tally.looked(began, true);
        assertThat(tally.lag()).isEqualTo(2);
        assertThat(tally.looks()).isEqualTo(4);
    }
}

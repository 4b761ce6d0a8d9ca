package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    @Test
    void aLongSliceIsFollowedByAShorterOneAtOnce() {
        Pace pace = new Pace(1_000, 2_000);
        pace.took(20 * MILLI, 1_000);
        assertThat(pace.size()).isEqualTo(100);
        pace.took(3 * MILLI, 100);
        assertThat(pace.size()).isEqualTo(50);
        pace.took(10_000 * MILLI, 50);
        assertThat(pace.size()).isEqualTo(20);
    }

    @Test
    void onlyAFullAndShortSliceMakesTheNextOneLonger() {
        Pace pace = new Pace(100, 300);
        pace.took(MILLI / 2, 99);
        assertThat(pace.size()).isEqualTo(100);
        pace.took(2 * MILLI, 100);
        assertThat(pace.size()).isEqualTo(100);
        pace.took(MILLI / 2, 100);
        pace.took(MILLI / 2, 200);
        assertThat(pace.size()).isEqualTo(300);
    }

    @Test
    void aClockThatWasSetFarAheadIsNotBelievedBeforeItStayedThere_F14() {
        Instant start = Instant.parse("2026-11-23T07:00:00Z");
        long hour = Duration.ofHours(1).toNanos();
        PruningClock clock = new PruningClock(start, 0);
        assertThat(clock.now(start.plus(Duration.ofHours(1)), hour)).isPresent();
        Instant wrong = Instant.parse("2039-01-01T00:00:00Z");
        assertThat(clock.now(wrong, hour)).isEmpty();
        assertThat(clock.now(start.plus(Duration.ofHours(2)), 2 * hour)).isPresent(); // it was set back in time
        assertThat(clock.now(wrong, 2 * hour)).isEmpty();
        assertThat(clock.now(wrong.plus(Duration.ofMinutes(59)), 3 * hour - 1)).isEmpty();
        assertThat(clock.now(wrong.plus(Duration.ofHours(1)), 3 * hour)).isPresent();
        assertThat(clock.now(start, 4 * hour)).contains(start); // back: what is young now was young before
    }
}

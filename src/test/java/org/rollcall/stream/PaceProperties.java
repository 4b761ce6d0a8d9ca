package org.rollcall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rest between two rounds: never above 30 ms, and nothing that comes after a pause waits. */
class PaceProperties {
    private static final long LONGEST = Duration.ofMillis(30).toNanos();

    @Property
    void aRestIsNeverLongerThanThirtyMilliseconds(
            @ForAll long begun,
            @ForAll @LongRange(max = 60_000_000_000L) long took,
            @ForAll @IntRange(max = 20_000) int served,
            @ForAll @LongRange(max = 1L << 40) long bytes,
            @ForAll boolean behind,
            @ForAll @LongRange(max = 100_000_000L) long later) {
        Pace pace = new Pace();
        pace.rest(begun, begun + took, served, bytes, behind);
        assertThat(pace.left(begun + took + later)).isBetween(0L, Math.max(0, LONGEST - later));
    }

    @Property
    void whatComesAfterAPauseIsWrittenAtOnce(
            @ForAll @LongRange(max = 60_000_000_000L) long took,
            @ForAll @IntRange(max = 20_000) int served,
            @ForAll @LongRange(max = 1L << 40) long bytes,
            @ForAll boolean behind) {
        Pace pace = new Pace();
        pace.rest(0, took, served, bytes, behind);
        assertThat(pace.left(took + LONGEST)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "12, 3", "20, 5", "28, 8", "40, 20", "60, 30"})
    void aShortRoundIsFollowedByAQuarterOfIt_aLongOneByWhatIsOverTwentyMilliseconds(long took, long rest) {
        Pace pace = new Pace();
        pace.rest(0, Duration.ofMillis(took).toNanos(), 1_000, 500_000, false);
        assertThat(Duration.ofNanos(pace.left(Duration.ofMillis(took).toNanos())))
                .hasMillis(rest);
    }

    @Test
    void whoeverWroteToFewOrWroteMuchDoesNotRest() {
        Pace pace = new Pace();
        pace.rest(0, LONGEST, 100, 25_000, false);
        assertThat(pace.left(LONGEST)).isZero();
        pace.rest(0, LONGEST, 1_000, 4_000_000, false);
        assertThat(pace.left(LONGEST)).isZero();
    }

    @Test
    void aFewThatCatchUpLeaveAMillisecondBetweenTheirPieces_manyDoNot() {
        Pace pace = new Pace();
        pace.rest(0, LONGEST, 1, 32_000, true);
        assertThat(Duration.ofNanos(pace.left(LONGEST))).hasMillis(1);
        pace.rest(0, LONGEST, 5_000, 160_000_000, true);
        assertThat(pace.left(LONGEST)).isZero();
    }

    @Test
    void beforeTheFirstRoundThereIsNothingToRestFrom() {
        assertThat(new Pace().left(System.nanoTime())).isZero();
    }
}

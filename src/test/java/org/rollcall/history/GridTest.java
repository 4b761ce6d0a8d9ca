package org.rollcall.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("Asia/Manila"),
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/St_Johns"),
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Pacific/Apia"));

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29, 23",
        "Europe/Berlin, 2026-10-25, 25",
        "Europe/Berlin, 2026-11-23, 24",
        "Asia/Manila, 2026-11-23, 24",
        "America/St_Johns, 2026-03-08, 23"
    })
    void aDayOnWhichTheClockIsSetHas23Or25Hours_F15(ZoneId zone, LocalDate day, int hours) {
        Instant start = day.atStartOfDay(zone).toInstant();
        Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
        assertThat(Grid.of(Step.HOUR, zone, start, end).size()).isEqualTo(hours);
        assertThat(Grid.of(Step.MINUTE, zone, start, end).size()).isEqualTo(hours * 60);
        Grid days = Grid.of(Step.DAY, zone, start, end);
        assertThat(days.size()).isEqualTo(1);
        assertThat(days.end()).isEqualTo(end);
    }

    @Test
    void theBinsInWhichASpanBeginsAndEndsAreWhole() {
        Instant from = Instant.parse("2026-11-23T07:12:30Z");
        Grid grid = Grid.of(Step.HOUR, ZoneId.of("Asia/Kathmandu"), from, from.plus(Duration.ofHours(2)));
        assertThat(grid.start(0)).isEqualTo(Instant.parse("2026-11-23T06:15:00Z"));
        assertThat(grid.size()).isEqualTo(3);
        assertThat(grid.end()).isEqualTo(Instant.parse("2026-11-23T09:15:00Z"));
    }

    /** Every moment lies in one bin, and bins follow one another without a hole. */
    @Property(tries = 2_000)
    void everyMomentLiesInOneBin(
            @ForAll Step step, @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second, @ForAll byte pick) {
        ZoneId zone = ZONES.get(Math.floorMod(pick, ZONES.size()));
        Instant at = Instant.ofEpochSecond(second);
        Instant start = step.floor(at, zone);
        Instant next = step.next(start, zone);
        assertThat(start).isBeforeOrEqualTo(at);
        assertThat(next).isAfter(at);
        assertThat(step.floor(start, zone)).isEqualTo(start);
        assertThat(step.floor(next, zone)).isEqualTo(next);
        assertThat(step.floor(next.minusMillis(1), zone)).isEqualTo(start);
        Grid grid = Grid.of(step, zone, at.minus(step.usual()), at.plus(step.usual()));
        assertThat(grid.start(grid.bin(at))).isEqualTo(start);
        assertThat(grid.bin(grid.end())).isEqualTo(-1);
        assertThat(grid.bin(grid.start(0).minusSeconds(1))).isEqualTo(-1);
        assertThat((long) grid.size())
                .isLessThanOrEqualTo(Grid.atMost(step, at.minus(step.usual()), at.plus(step.usual())));
    }
}

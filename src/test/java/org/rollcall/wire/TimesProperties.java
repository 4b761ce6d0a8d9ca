package org.rollcall.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What is kept of a second never shows in another one. */
class TimesProperties {
    private static final List<String> ZONES = List.of(
            "Asia/Manila", "America/St_Johns", "Australia/Lord_Howe", "Europe/Berlin", "UTC", "Africa/Monrovia");

    @Property
    void aTimeIsWrittenAsTheStandardFormatHasIt_P41(
            @ForAll @LongRange(min = -70_000_000_000L, max = 300_000_000_000L) long second,
            @ForAll @IntRange(max = 130) int later,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(max = 5) int zone) {
        ZoneId id = ZoneId.of(ZONES.get(zone));
        Times times = new Times(id);
        for (long at : new long[] {second, second + later, second, second - 3_600}) {
            for (int fraction : new int[] {nano, 0, 120_000_000, 500_000_000, 999_999}) {
                Instant instant = Instant.ofEpochSecond(at, fraction);
                assertThat(times.format(instant))
                        .isEqualTo(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                                instant.truncatedTo(ChronoUnit.MILLIS).atZone(id)));
            }
        }
    }
}

package org.rollcall.wire;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Times in ISO-8601 with the offset of a zone, to the millisecond.
 *
 * <p>An entry has two times, and thousands of entries share a second: what a second has in common is kept for the last few
 * seconds asked for, and only the fraction is written each time. Thread-safe: a slot holds an immutable record or nothing.
 */
final class Times {
    private static final int SLOTS = 64;
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ISO_LOCAL_DATE_TIME;

    private record Second(long epochSecond, String local, String offset) {}

    private final ZoneId zone;
    private final AtomicReferenceArray<Second> seconds = new AtomicReferenceArray<>(SLOTS);

    Times(ZoneId zone) {
        this.zone = zone;
    }

    String format(Instant at) {
        long epochSecond = at.getEpochSecond();
        int slot = Math.floorMod(epochSecond, SLOTS);
        Second second = seconds.get(slot);
        if (second == null || second.epochSecond() != epochSecond) {
            second = second(at);
            seconds.set(slot, second);
        }
        return second.local() + fraction(at.getNano() / 1_000_000) + second.offset();
    }

    private Second second(Instant at) {
        OffsetDateTime time = at.truncatedTo(ChronoUnit.SECONDS).atZone(zone).toOffsetDateTime();
        return new Second(
                at.getEpochSecond(), SECONDS.format(time), time.getOffset().getId());
    }

    /** Without trailing zeros, as ISO_OFFSET_DATE_TIME has it. */
    private static String fraction(int millis) {
        if (millis == 0) {
            return "";
        }
        char hundreds = (char) ('0' + millis / 100);
        char tens = (char) ('0' + millis / 10 % 10);
        char ones = (char) ('0' + millis % 10);
        if (ones != '0') {
            return new String(new char[] {'.', hundreds, tens, ones});
        }
        return tens != '0' ? new String(new char[] {'.', hundreds, tens}) : new String(new char[] {'.', hundreds});
    }
}

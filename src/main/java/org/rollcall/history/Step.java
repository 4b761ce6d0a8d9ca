package org.rollcall.history;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The width of a bin. Minutes and hours are clock minutes and clock hours of a zone, days its days: a day on which the
 * clock is set has 23 or 25 hours.
 */
public enum Step {
    MINUTE(Duration.ofMinutes(1)),
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1));

    private final Duration usual;

    Step(Duration usual) {
        this.usual = usual;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The step that a word names. */
    public static Optional<Step> parse(String word) {
        return Arrays.stream(values()).filter(step -> step.word().equals(word)).findFirst();
    }

    /** How long a bin usually is. */
    public Duration usual() {
        return usual;
    }

    /** The start of the bin that the time lies in. */
    public Instant floor(Instant at, ZoneId zone) {
        if (this == DAY) {
            return date(at, zone).atStartOfDay(zone).toInstant();
        }
        long offset = zone.getRules().getOffset(at).getTotalSeconds();
        long width = usual.toSeconds();
        long start = Math.floorDiv(at.getEpochSecond() + offset, width) * width - offset;
        // where the clock is set by less than an hour, the hour in which that happens is cut in two
        ZoneOffsetTransition set = zone.getRules().previousTransition(at.plusNanos(1));
        return Instant.ofEpochSecond(
                set == null ? start : Math.max(start, set.getInstant().getEpochSecond()));
    }

    /** The start of the bin after the one that begins at {@code start}. */
    public Instant next(Instant start, ZoneId zone) {
        if (this == DAY) {
            return date(start, zone).plusDays(1).atStartOfDay(zone).toInstant();
        }
        long offset = zone.getRules().getOffset(start).getTotalSeconds();
        long width = usual.toSeconds();
        long end = (Math.floorDiv(start.getEpochSecond() + offset, width) + 1) * width - offset;
        ZoneOffsetTransition set = zone.getRules().nextTransition(start);
        return Instant.ofEpochSecond(
                set == null ? end : Math.min(end, set.getInstant().getEpochSecond()));
    }

    /** The day of a zone that the time lies in. */
    public static LocalDate date(Instant at, ZoneId zone) {
        return at.atZone(zone).toLocalDate();
    }
}

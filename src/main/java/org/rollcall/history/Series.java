package org.rollcall.history;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is kept of each bin.
 *
 * <p>Counts are of events by the time at which they happened. {@link #QUEUE_SIZE} and {@link #FAILED_SYNCS} are looked
 * at once a minute; a longer bin has the highest of its minutes, because that is what one looks for.
 * {@link #SUCCESS_RATE} is the rate of the day up to the bin's end, so that a day's bin has the day's rate.
 */
public enum Series {
    EVENTS,
    SCANS,
    SYNCS,
    SMS,
    ERRORS,
    WARNINGS,
    QUEUE_SIZE,
    FAILED_SYNCS,
    SUCCESS_RATE;

    /** Those that one gets without asking. */
    public static final List<Series> ALL = List.of(values());

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The series that a word names. */
    public static Optional<Series> parse(String word) {
        return Arrays.stream(values())
                .filter(series -> series.word().equals(word))
                .findFirst();
    }
}

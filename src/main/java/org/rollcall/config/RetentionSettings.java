package org.rollcall.config;

import java.time.Duration;

/**
 * How long what is stored is kept. Days are kept for ever.
 *
 * @param events entries of the log, by the time at which they happened
 * @param minutes counts and figures by minute
 * @param hours counts and figures by hour
 */
public record RetentionSettings(Duration events, Duration minutes, Duration hours) {
    private static final Duration LEAST = Duration.ofDays(2); // today has to be there when the monitor starts again
    private static final Duration MOST = Duration.ofDays(36_500);

    /** What is kept when nobody says otherwise. */
    public static final RetentionSettings USUAL =
            new RetentionSettings(Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(730));

    /** Reads {@code rollcall.retention.*}. */
    public static RetentionSettings from(SettingsReader reader) {
        RetentionSettings settings = new RetentionSettings(
                reader.duration("rollcall.retention.events", USUAL.events, LEAST, MOST),
                reader.duration("rollcall.retention.minutes", USUAL.minutes, LEAST, MOST),
                reader.duration("rollcall.retention.hours", USUAL.hours, LEAST, MOST));
        if (settings.hours.compareTo(settings.minutes) < 0) {
            reader.problem(new Problem(
                    "rollcall.retention.hours",
                    settings.hours.toDays() + "d",
                    "is shorter than rollcall.retention.minutes",
                    settings.minutes.toDays() + "d"));
        }
        return settings;
    }
}

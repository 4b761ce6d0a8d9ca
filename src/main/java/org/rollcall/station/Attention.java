package org.rollcall.station;

import java.time.Duration;
import java.util.Optional;
import org.rollcall.timetable.Timetable;

/**
 * How long a station may say nothing before something is made of it.
 *
 * @param timetable when it should be awake; empty is always, and then no scans are expected at any time
 * @param silentAfter how long it may give no sign of life
 * @param grace how long a window must be open before scans are missed
 * @param scansDue how long a window may then go without a scan
 * @param late an event that is told longer than this after it happened is late
 * @param repeats a scan of the same student sooner than this after the former one is a repeat; zero counts none
 */
public record Attention(
        Optional<Timetable> timetable,
        Duration silentAfter,
        Duration grace,
        Duration scansDue,
        Duration late,
        Duration repeats) {
    /** What the settings have when nobody has set them. */
    public static final Attention DEFAULT = new Attention(
            Optional.empty(),
            Duration.ofMinutes(2),
            Duration.ofMinutes(15),
            Duration.ofMinutes(15),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5));
}

package org.rollcall.station;

import java.time.Duration;
import java.util.Optional;
import org.rollcall.event.StationProfile;
import org.rollcall.timetable.SchoolCalendar;
import org.rollcall.timetable.Timetable;

/**
 * How long a station may say nothing before something is made of it.
 *
 * @param timetable when it should be awake; empty is always, and then no scans are expected at any time
 * @param calendar holidays and half days, also of a timetable of the station's own
 * @param silentAfter how long it may give no sign of life
 * @param grace how long a window must be open before scans are missed
 * @param scansDue how long a window may then go without a scan
 * @param late an event that is told longer than this after it happened is late
 * @param repeats a scan of the same student sooner than this after the former one is a repeat; zero counts none
 */
public record Attention(
        Optional<Timetable> timetable,
        SchoolCalendar calendar,
        Duration silentAfter,
        Duration grace,
        Duration scansDue,
        Duration late,
        Duration repeats) {
    /** What the settings have when nobody has set them. */
    public static final Attention DEFAULT = new Attention(
            Optional.empty(),
            SchoolCalendar.always(),
            Duration.ofMinutes(2),
            Duration.ofMinutes(15),
            Duration.ofMinutes(15),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5));

    /** The same, but for a timetable of the station's own; one that cannot be read was refused where it came from. */
    Attention of(StationProfile profile) {
        Optional<Timetable> own = profile.timetable()
                .filter(text -> Timetable.faults(text).isEmpty())
                .map(text -> Timetable.parse(text, calendar));
        return new Attention(own.or(() -> timetable), calendar, silentAfter, grace, scansDue, late, repeats);
    }
}

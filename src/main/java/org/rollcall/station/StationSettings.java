package org.rollcall.station;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.rollcall.event.StationProfile;

/**
 * What is expected of a station.
 *
 * @param expected its components, in the order shown
 * @param zone where its day begins
 * @param evidenceLimit how old evidence may be
 * @param attention how long it may say nothing
 */
public record StationSettings(List<String> expected, ZoneId zone, Duration evidenceLimit, Attention attention) {
    /** How many components a station has at most; those that are expected count, and are there whatever else is. */
    public static final int MOST_COMPONENTS = 100;

    public StationSettings {
        expected = List.copyOf(expected);
    }

    /** A station without a timetable. */
    public StationSettings(List<String> expected, ZoneId zone, Duration evidenceLimit) {
        this(expected, zone, evidenceLimit, Attention.DEFAULT);
    }

    /** The same, but that the day begins elsewhere. */
    StationSettings in(ZoneId other) {
        return new StationSettings(expected, other, evidenceLimit, attention);
    }

    /** The same, but for what is said of a station. */
    StationSettings of(StationProfile profile) {
        return new StationSettings(
                profile.components().orElse(expected),
                profile.zone().orElse(zone),
                evidenceLimit,
                attention.of(profile));
    }
}

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
 */
public record StationSettings(List<String> expected, ZoneId zone, Duration evidenceLimit) {
    public StationSettings {
        expected = List.copyOf(expected);
    }

    /** The same, but that the day begins elsewhere. */
    StationSettings in(ZoneId other) {
        return new StationSettings(expected, other, evidenceLimit);
    }

    /** The same, but for what is said of a station. */
    StationSettings of(StationProfile profile) {
        return new StationSettings(
                profile.components().orElse(expected), profile.zone().orElse(zone), evidenceLimit);
    }
}

package org.rollcall.event;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an administrator says of a station. Empty texts are what was left out.
 *
 * @param name the login under which it reports
 * @param title what people call it; the name when nothing else was said
 * @param site the school
 * @param group stations that fall silent together, for example those behind one line or switch
 * @param components those that are expected of it, if not the same as of every other one
 * @param thresholds by the rule's name, where they differ from the settings
 * @param timetable in the form of the setting {@code rollcall.timetable}, if it has one of its own
 * @param zone where its day begins, if not at the home station's
 */
public record StationProfile(
        String name,
        String title,
        String site,
        String building,
        String floor,
        String room,
        String group,
        Optional<List<String>> components,
        Map<String, Double> thresholds,
        Optional<String> timetable,
        Optional<ZoneId> zone) {
    public StationProfile {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is blank");
        }
        title = title.isBlank() ? name : title;
        components = components.map(List::copyOf);
        thresholds = Map.copyOf(thresholds);
    }

    /** A station of which nothing is known but its name. */
    public static StationProfile unknown(String name) {
        return new StationProfile(
                name, name, "", "", "", "", "", Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }
}

package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rollcall.station.Overall;
import org.rollcall.station.StationView;

/**
 * A group of stations that fell silent together: not each of them has failed, but what they have in common.
 *
 * @param behind its silent stations, at least {@link #LEAST}, by the time at which they fell silent
 * @param heard how many others of the group are still heard
 */
record Link(String group, List<StationView> behind, int heard) {
    static final int LEAST = 3;
    static final Duration TOGETHER = Duration.ofSeconds(60);

    Instant since() {
        return silentSince(behind.get(0));
    }

    /** The time between the first one's silence and the last one's. */
    Duration within() {
        return Duration.between(since(), silentSince(behind.get(behind.size() - 1)));
    }

    /** The links that are down: at least three of a group silent within a minute of each other, or all that beat. */
    static List<Link> down(List<StationView> views) {
        Map<String, List<StationView>> groups = new LinkedHashMap<>();
        for (StationView view : views) {
            if (!view.profile().group().isBlank()) {
                groups.computeIfAbsent(view.profile().group(), group -> new ArrayList<>())
                        .add(view);
            }
        }
        List<Link> down = new ArrayList<>();
        groups.forEach((group, members) -> {
            List<StationView> behind = together(members);
            if (behind.size() >= LEAST) {
                down.add(new Link(group, behind, heard(members)));
            }
        });
        return down;
    }

    private static List<StationView> together(List<StationView> members) {
        List<StationView> silent = members.stream()
                .filter(view -> view.silentSince().isPresent())
                .sorted(Comparator.comparing(Link::silentSince))
                .toList();
        return heard(members) == 0 ? silent : largest(silent);
    }

    /** The most that fell silent within a minute; of two as large the later, which still goes on. */
    private static List<StationView> largest(List<StationView> silent) {
        List<StationView> largest = List.of();
        int first = 0;
        for (int last = 0; last < silent.size(); last++) {
            Instant end = silentSince(silent.get(last));
            while (silentSince(silent.get(first)).plus(TOGETHER).isBefore(end)) {
                first++;
            }
            if (last + 1 - first >= largest.size()) {
                largest = silent.subList(first, last + 1);
            }
        }
        return List.copyOf(largest);
    }

    /** Those that beat and should: neither silent, nor asleep, nor without a heartbeat from the start. */
    private static int heard(List<StationView> members) {
        return (int) members.stream()
                .filter(view -> view.silentSince().isEmpty())
                .filter(view -> view.status() != Overall.ASLEEP)
                .filter(view -> view.lastHeartbeat().isPresent())
                .count();
    }

    private static Instant silentSince(StationView view) {
        return view.silentSince().orElseThrow();
    }
}

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
 * A group of stations that fell silent together: not each of them has failed, but what they have in common. Together means
 * that their last heartbeats were: when we missed them says little, for after a restart, or when a window opens, all that
 * are gone are missed in the same second.
 *
 * @param behind its silent stations, at least {@link #LEAST}, by their last heartbeats
 * @param heard how many others of the group are still heard
 */
record Link(String group, List<StationView> behind, int heard) {
    static final int LEAST = 3;
    /** A minute, and the one that a restart may have cut off a last heartbeat. */
    static final Duration TOGETHER = Duration.ofMinutes(2);

    /** When the first of them was missed. */
    Instant since() {
        return behind.stream()
                .map(view -> view.silentSince().orElseThrow())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** The time between the first one's last heartbeat and the last one's. */
    Duration within() {
        return Duration.between(lastBeat(behind.get(0)), lastBeat(behind.get(behind.size() - 1)));
    }

    /** The links that are down: at least three silent ones of a group were last heard together, or none of it is heard. */
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
                .sorted(Comparator.comparing(Link::lastBeat))
                .toList();
        return heard(members) == 0 ? silent : largest(silent);
    }

    /** The most that were last heard {@link #TOGETHER}; of two as large the later, which still goes on. */
    private static List<StationView> largest(List<StationView> silent) {
        List<StationView> largest = List.of();
        int first = 0;
        for (int last = 0; last < silent.size(); last++) {
            Instant end = lastBeat(silent.get(last));
            while (lastBeat(silent.get(first)).plus(TOGETHER).isBefore(end)) {
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

    /** There is one: who never sent a heartbeat is not silent. */
    private static Instant lastBeat(StationView view) {
        return view.lastHeartbeat().orElseThrow();
    }
}

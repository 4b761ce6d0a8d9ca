package org.rollcall.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.rollcall.monitor.Snapshot;
import org.rollcall.station.StationView;

/**
 * The stations of the newest snapshot by their names. A scrape asks for each of them a dozen times: they are put in order
 * once for a snapshot, and the figures of a station are made once. Thread-safe.
 */
final class StationViews {
    /** What is known of one snapshot; figures as far as somebody asked. */
    private record Known(Snapshot snapshot, Map<String, StationView> views, Map<String, Map<String, Double>> figures) {
        static Known of(Snapshot snapshot) {
            Map<String, StationView> views = new HashMap<>();
            snapshot.stations().forEach(view -> views.put(view.name(), view));
            return new Known(snapshot, views, new ConcurrentHashMap<>());
        }
    }

    private final Supplier<Snapshot> newest;
    private volatile Optional<Known> known = Optional.empty(); // of some snapshot, replaced whole

    StationViews(Supplier<Snapshot> newest) {
        this.newest = newest;
    }

    Optional<StationView> view(String station) {
        return Optional.ofNullable(known().views().get(station));
    }

    /** The known figures by name; none of a station that is not there. */
    Map<String, Double> figures(String station) {
        Known now = known();
        StationView view = now.views().get(station);
        return view == null
                ? Map.of()
                : now.figures().computeIfAbsent(station, name -> view.figures().known());
    }

    @SuppressWarnings("ReferenceEquality") // a snapshot is equal to nothing but itself, and to compare stations is dear
    private Known known() {
        Snapshot snapshot = newest.get();
        Optional<Known> before = known.filter(one -> one.snapshot() == snapshot);
        if (before.isPresent()) {
            return before.get();
        }
        Known now = Known.of(snapshot);
        known = Optional.of(now);
        return now;
    }
}

package org.rollcall.stream;

import java.util.Optional;
import java.util.Set;
import org.rollcall.event.Event;
import org.rollcall.log.Frame;
import org.rollcall.wire.Scope;

/**
 * What a client looks at, and which entries it wants; empty means all.
 *
 * @param types event types, or {@code alert} and {@code state}
 */
record StreamFilter(Scope scope, Set<String> types, Optional<String> station) {
    private static final String ERASURE = "erasure";

    /** What a page with all stations can show: it has no feed. */
    private static final Set<String> FLEET_TYPES = Set.of("alert", "metrics");

    StreamFilter {
        types = Set.copyOf(types);
    }

    /** What a client asks for. A name that no station has is taken too: the station may still come. */
    static StreamFilter of(Optional<String> view, Set<String> types, Optional<String> station) {
        if (view.filter("fleet"::equals).isPresent()) {
            return new StreamFilter(Scope.FLEET, types.isEmpty() ? FLEET_TYPES : types, station);
        }
        return new StreamFilter(station.map(Scope::of).orElse(Scope.HOME), types, station);
    }

    boolean wants(Frame frame) {
        if (station.isPresent() && !station.get().equals(frame.station()) && !isErasure(frame)) {
            return false;
        }
        if (types.isEmpty()) {
            return true;
        }
        return switch (frame.kind()) {
            case EVENT -> types.contains(frame.type());
            case ALERT -> types.contains("alert");
            case STATE -> types.contains("state");
        };
    }

    /** That a student was erased concerns what every page shows; its entry is the home station's. */
    private static boolean isErasure(Frame frame) {
        return frame.kind() == Event.Kind.EVENT && frame.type().equals(ERASURE);
    }

    /** Whether no entry is left out. */
    boolean wantsAll() {
        return station.isEmpty() && types.isEmpty();
    }

    /** Whether messages without an entry, such as metrics, are wanted too. */
    boolean wantsMetrics() {
        return types.isEmpty() || types.contains("metrics");
    }
}

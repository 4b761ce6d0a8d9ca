package org.rollcall.stream;

import java.util.Optional;
import java.util.Set;
import org.rollcall.log.Frame;

/**
 * Which entries a client wants; empty means all.
 *
 * @param types event types, or {@code alert} and {@code state}
 */
record StreamFilter(Set<String> types, Optional<String> station) {
    static final StreamFilter ALL = new StreamFilter(Set.of(), Optional.empty());

    StreamFilter {
        types = Set.copyOf(types);
    }

    boolean wants(Frame frame) {
        if (station.isPresent() && !station.get().equals(frame.station())) {
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

    /** Whether messages without an entry, such as metrics, are wanted too. */
    boolean wantsMetrics() {
        return types.isEmpty() || types.contains("metrics");
    }
}

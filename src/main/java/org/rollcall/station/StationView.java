package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.SourceState;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Vitals;
import org.rollcall.timetable.Phase;

/**
 * One station as of a moment, immutable.
 *
 * @param zone the station's own; its day begins there
 * @param since when it came into this status
 * @param expected the components that count, in the order of the settings
 * @param others any other component that reports
 * @param source the database that is watched for it, if any
 * @param vitals what its last heartbeat said
 * @param upSince since when its heartbeats come without a break
 * @param profile what an administrator says of it
 * @param phase where it stands in its timetable
 * @param silentSince when its heartbeat fell due, if it is overdue while the station should be awake
 */
public record StationView(
        String name,
        ZoneId zone,
        Overall status,
        Instant since,
        List<Seen> expected,
        List<Seen> others,
        Figures figures,
        Optional<SourceState> source,
        Optional<Instant> lastHeartbeat,
        Vitals vitals,
        Optional<Instant> upSince,
        StationProfile profile,
        Phase phase,
        Optional<Instant> silentSince) {
    /** For a station of which no component is expected. */
    private static final Duration FRESH = Duration.ofMinutes(15);

    /**
     * A component with what its age makes of it.
     *
     * @param status unknown when the evidence is stale
     */
    public record Seen(Component component, ComponentStatus status, boolean stale, Duration limit) {
        public String name() {
            return component.name();
        }
    }

    public StationView {
        expected = List.copyOf(expected);
        others = List.copyOf(others);
    }

    public Optional<Seen> component(String component) {
        return expected.stream()
                .filter(seen -> seen.name().equals(component))
                .findFirst()
                .or(() -> others.stream()
                        .filter(seen -> seen.name().equals(component))
                        .findFirst());
    }

    /** How old its news may be to be fresh. */
    public Duration limit() {
        return expected.stream().map(Seen::limit).findFirst().orElse(FRESH);
    }

    /** Whether the figures are old because their source cannot be read. */
    public boolean isStale() {
        return source.filter(state -> state.condition().isFailure()).isPresent();
    }
}

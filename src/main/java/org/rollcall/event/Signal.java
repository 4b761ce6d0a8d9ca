package org.rollcall.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a source tells the monitor. Nothing in it is numbered, stored or believed yet. */
public sealed interface Signal {

    /** The station that it speaks of. */
    String station();

    /**
     * Something happened.
     *
     * @param timestamp when; absent means now
     * @param key recognises a repetition within the station
     */
    record Occurrence(
            String station,
            String type,
            String message,
            Map<String, Object> data,
            Optional<Instant> timestamp,
            Optional<String> key)
            implements Signal {
        public Occurrence {
            requireNonNull(station, "station");
            data = OrderedCopy.of(data);
        }
    }

    /**
     * A component said how it is.
     *
     * @param details replaces what was said before; absent clears it
     * @param at when it was so
     */
    record ComponentReport(
            String station, String component, ComponentStatus status, Optional<String> details, Instant at)
            implements Signal {}

    /**
     * A station says that it is there.
     *
     * @param at when we heard it, by our clock
     */
    record Heartbeat(String station, Vitals vitals, Instant at) implements Signal {}

    /** A source measured the station's day. */
    record Measurement(String station, Reading reading) implements Signal {}

    /**
     * An operator takes an alert on.
     *
     * @param alert the id of the entry that opened it
     * @param by who, for the others
     * @param note what is being done about it; may be empty
     */
    record Acknowledgement(String station, EventId alert, String by, String note) implements Signal {}

    /** A watched source changed its own condition, or was looked at again. */
    record SourceReport(String station, SourceState state) implements Signal {}

    /**
     * An administrator says which stations there are; takes the place of what was said before.
     *
     * @param station the home station
     * @param profiles in the order in which they are shown
     * @param at when it was read
     */
    record Roster(String station, List<StationProfile> profiles, Instant at) implements Signal {
        public Roster {
            profiles = List.copyOf(profiles);
        }
    }
}

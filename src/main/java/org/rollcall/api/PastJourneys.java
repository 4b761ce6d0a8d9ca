package org.rollcall.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.journey.Hop;
import org.rollcall.journey.Journey;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.wire.EventJson;

/**
 * Journeys of days that are over, from the journal. Events are found by their dedup keys {@code scan:<record>},
 * {@code photo:<record>}, {@code sync:<record>} and {@code sms:<record>}, which are indexed, so it costs one look-up a
 * station, and three more where the scan is, however much is stored; an event with another key is not found.
 */
record PastJourneys(Journal journal) {

    List<Journey> find(String record, Collection<String> stations) {
        return stations.stream()
                .flatMap(station -> find(record, station).stream())
                .toList();
    }

    private Optional<Journey> find(String record, String station) {
        List<Event> told = new ArrayList<>();
        for (Hop hop : Hop.values()) {
            journal.find(station, hop.word() + ":" + record)
                    .flatMap(this::event)
                    .ifPresent(told::add);
            if (told.isEmpty()) {
                return Optional.empty(); // the scan is the first of them
            }
        }
        return Journey.of(station, record, told);
    }

    /** Nothing when it was pruned meanwhile. */
    private Optional<Event> event(EventId id) {
        return journal.after(id.sequence() - 1, 1).stream()
                .filter(frame -> frame.id().equals(id) && frame.kind() == Event.Kind.EVENT)
                .findFirst()
                .flatMap(PastJourneys::read);
    }

    private static Optional<Event> read(Frame frame) {
        try {
            return Optional.of(EventJson.read(frame));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a damaged entry tells nothing; whoever keeps the store finds it
        }
    }
}

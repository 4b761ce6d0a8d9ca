package org.rollcall.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of the log: admitted, stamped, numbered and stored.
 *
 * @param id its name, for ever
 * @param kind whether it tells what happened, an alert's transition or a change of state
 * @param timestamp when it happened, by the clock of whoever saw it
 * @param receivedAt when it was admitted, by ours
 * @param station where it happened
 * @param type for an event its type, for an alert its rule, for a state the component
 * @param message one sentence for people
 * @param data anything further, JSON-like: strings, numbers, booleans, nulls, lists and maps of these
 * @param key what makes a repetition of it recognisable, unique within its station
 */
public record Event(
        EventId id,
        Kind kind,
        Instant timestamp,
        Instant receivedAt,
        String station,
        String type,
        String message,
        Map<String, Object> data,
        Optional<String> key) {

    /** What an entry of the log speaks of; its name is the type of its message on the stream. */
    public enum Kind {
        EVENT,
        ALERT,
        STATE
    }

    public Event {
        requireNonNull(id, "id");
        requireNonNull(kind, "kind");
        requireNonNull(timestamp, "timestamp");
        requireNonNull(receivedAt, "receivedAt");
        if (station.isBlank()) {
            throw new IllegalArgumentException("station is blank");
        }
        data = OrderedCopy.of(data);
    }

    /** When it happened, as far as that can be: by a clock that is ahead it happens after it was received. */
    public Instant happened() {
        return timestamp.isAfter(receivedAt) ? receivedAt : timestamp;
    }
}

package org.rollcall.stream;

import java.util.Optional;
import java.util.OptionalLong;
import org.rollcall.event.EventId;

/**
 * Where a client goes on: after a known id, or afresh with a snapshot, after a {@code reset} when it had an id that
 * cannot be continued.
 *
 * @param after the sequence after which every entry follows; empty means a snapshot comes first
 * @param reset why the id could not be continued
 */
record Resume(OptionalLong after, Optional<Reset> reset) {

    /**
     * Something cannot be replayed.
     *
     * @param missed how many entries, if that is known
     */
    record Reset(OptionalLong missed, String reason) {}

    /**
     * The place of a client that comes with this id.
     *
     * @param first the oldest sequence that can still be read
     * @param replay how many entries are replayed at most
     */
    static Resume of(Optional<String> given, EventId last, long first, int replay) {
        Optional<String> text = given.filter(value -> !value.isEmpty());
        if (text.isEmpty()) {
            return new Resume(OptionalLong.empty(), Optional.empty());
        }
        Optional<EventId> parsed = EventId.parse(text.get());
        if (parsed.isEmpty()) {
            return reset(OptionalLong.empty(), "the last event id is not one of ours");
        }
        return after(parsed.get(), last, first, replay);
    }

    /** The place of a client that has had everything up to this id. */
    static Resume after(EventId id, EventId last, long first, int replay) {
        if (id.epoch() != last.epoch()) {
            return reset(OptionalLong.empty(), "the log has begun a new epoch");
        }
        if (id.sequence() > last.sequence()) {
            return reset(OptionalLong.empty(), "the last event id is ahead of the log");
        }
        long behind = last.sequence() - id.sequence();
        if (id.sequence() + 1 < first) {
            return reset(OptionalLong.of(behind), "the entries are older than the retention");
        }
        return behind > replay
                ? reset(OptionalLong.of(behind), "more entries were missed than are replayed")
                : new Resume(OptionalLong.of(id.sequence()), Optional.empty());
    }

    private static Resume reset(OptionalLong missed, String reason) {
        return new Resume(OptionalLong.empty(), Optional.of(new Reset(missed, reason)));
    }
}

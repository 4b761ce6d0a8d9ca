package org.rollcall.log;

import java.time.Instant;
import org.rollcall.event.EventId;

/** An event's bytes but for its id and the time of its admission, which it has not got yet. Immutable. */
public interface Draft {
    /** The whole of them. */
    Frame frame(EventId id, Instant receivedAt);

    /** What it weighs in memory, in bytes, roughly. */
    int weight();
}

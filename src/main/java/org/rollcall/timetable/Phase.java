package org.rollcall.timetable;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a moment lies in a timetable.
 *
 * @param window the running window's name, or the next one's; empty when there is none
 * @param since when the running window opened, or the last one closed; empty when that is not known
 * @param until when the running window closes, or the next one opens; empty when none is in sight
 */
public record Phase(State state, String window, Optional<Instant> since, Optional<Instant> until) {
    /** Without a timetable: nothing is expected at any time, and nothing is asleep. */
    public static final Phase NONE = new Phase(State.NONE, "", Optional.empty(), Optional.empty());

    /** Whether a window is open. */
    public enum State {
        /** There is no timetable. */
        NONE,
        OPEN,
        CLOSED
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    public boolean isClosed() {
        return state == State.CLOSED;
    }
}

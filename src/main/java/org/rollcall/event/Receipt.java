package org.rollcall.event;

/** What became of one signal. It is given only after the commit. */
public sealed interface Receipt {

    /** Stored under this id. */
    record Accepted(EventId id) implements Receipt {}

    /** Known already, under this id. */
    record Duplicate(EventId id) implements Receipt {}

    /** Taken into the state; there was nothing to store. */
    record Noted() implements Receipt {}

    /** Not taken, and it never will be as it is. */
    record Refused(String reason) implements Receipt {}

    /** Not taken now; the source keeps it and tries again. */
    record Unavailable(String reason) implements Receipt {}
}

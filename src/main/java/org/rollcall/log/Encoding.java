package org.rollcall.log;

import org.rollcall.event.Event;
import org.rollcall.event.Signal;

/** Turns entries into their bytes, and back into what a log line or a start needs. Thread-safe. */
public interface Encoding {
    /** What an occurrence will be written as, on its sender's thread: the rest is put in when it is an event. */
    Draft draft(Signal.Occurrence occurrence);

    /** The entry's bytes; called once for each that has no draft. */
    Frame encode(Event event);

    /** The message of an encoded entry as a log may have it: without the student's id that the entry's data gives. */
    String message(Frame frame);

    /**
     * The event of an encoded entry of kind {@link Event.Kind#EVENT}, but for its key.
     *
     * @throws IllegalArgumentException when its bytes do not tell one
     */
    Event event(Frame frame);
}

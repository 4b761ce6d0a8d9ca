package org.rollcall.log;

import org.rollcall.event.Event;
import org.rollcall.event.Signal;

/** Turns entries into their bytes, and what a log line needs back. Thread-safe. */
public interface Encoding {
    /** What an occurrence will be written as, on its sender's thread: the rest is put in when it is an event. */
    Draft draft(Signal.Occurrence occurrence);

    /** The entry's bytes; called once for each that has no draft. */
    Frame encode(Event event);

    /** The message of an encoded entry. */
    String message(Frame frame);
}

package org.rollcall.log;

import org.rollcall.event.Event;

/** Turns entries into their bytes, and what a log line needs back. */
public interface Encoding {
    /** The entry's bytes; called once for each. */
    Frame encode(Event event);

    /** The message of an encoded entry as a log may have it: without the student's id that the entry's data gives. */
    String message(Frame frame);
}

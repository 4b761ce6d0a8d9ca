package org.rollcall.log;

import org.rollcall.event.Event;

/** Turns an entry into its bytes; called once for each. */
@FunctionalInterface
public interface Encoding {
    Frame encode(Event event);
}

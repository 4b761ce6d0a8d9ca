package org.rollcall.monitor;

import org.rollcall.event.Event;

/** Hears of every entry of the log after it was stored. Called on a thread of its own, one entry at a time. */
@FunctionalInterface
public interface MonitorListener {
    /**
     * @param type the entry's kind in the words of the stream: event, alert or state
     */
    void on(String type, Event entry);

    /** Whether it wants to hear of this one; asked on the monitor's own thread, so it must not do more than look at it. */
    default boolean wants(Event entry) {
        return true;
    }
}

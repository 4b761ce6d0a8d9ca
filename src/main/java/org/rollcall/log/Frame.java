package org.rollcall.log;

import java.util.Arrays;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;

/**
 * An entry of the log with its bytes, encoded once: the same array serves every browser, its JSON part serves REST.
 *
 * <p>The arrays are shared and never changed by anyone who holds a frame.
 */
public final class Frame {
    private final EventId id;
    private final Event.Kind kind;
    private final String station;
    private final String type;
    private final byte[] json;
    private final byte[] sse;

    /**
     * @param json the entry alone, UTF-8
     * @param sse the whole message for the stream, with its id line and the empty line that ends it
     */
    public Frame(EventId id, Event.Kind kind, String station, String type, byte[] json, byte[] sse) {
        this.id = id;
        this.kind = kind;
        this.station = station;
        this.type = type;
        this.json = json;
        this.sse = sse;
    }

    public EventId id() {
        return id;
    }

    public Event.Kind kind() {
        return kind;
    }

    public String station() {
        return station;
    }

    public String type() {
        return type;
    }

    /** The entry's JSON; not to be changed. */
    public byte[] json() {
        return json;
    }

    /** The stream's message; not to be changed. */
    public byte[] sse() {
        return sse;
    }

    /** What it weighs in memory, in bytes, roughly. */
    public int weight() {
        return json.length + sse.length + 160;
    }

    @Override
    public String toString() {
        return "Frame[" + id + " " + kind + " " + type + " " + Arrays.hashCode(json) + "]";
    }
}

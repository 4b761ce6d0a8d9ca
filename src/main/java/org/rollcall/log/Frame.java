package org.rollcall.log;

import java.util.Arrays;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;

/**
 * An entry of the log with its bytes, encoded once: one array serves every browser, and a slice of it is the entry's JSON,
 * which serves REST and is what the journal stores.
 *
 * <p>The array is shared and never changed by anyone who holds a frame.
 */
public final class Frame {
    private static final int OBJECTS = 160; // what the frame and its id weigh beside the array

    private final EventId id;
    private final Event.Kind kind;
    private final String station;
    private final String type;
    private final byte[] sse;
    private final int jsonOffset;
    private final int jsonLength;

    /**
     * @param sse the whole message for the stream in UTF-8, with its id line and the empty line that ends it
     * @param jsonOffset where in it the entry's JSON begins
     * @param jsonLength how long that is
     */
    public Frame(EventId id, Event.Kind kind, String station, String type, byte[] sse, int jsonOffset, int jsonLength) {
        this.id = id;
        this.kind = kind;
        this.station = station;
        this.type = type;
        this.sse = sse;
        this.jsonOffset = jsonOffset;
        this.jsonLength = jsonLength;
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

    /** The stream's message; not to be changed. */
    public byte[] sse() {
        return sse;
    }

    /** Where in {@link #sse} the entry's JSON begins. */
    public int jsonOffset() {
        return jsonOffset;
    }

    /** How many bytes of {@link #sse} are the entry's JSON. */
    public int jsonLength() {
        return jsonLength;
    }

    /** A copy of the entry's JSON. */
    public byte[] json() {
        return Arrays.copyOfRange(sse, jsonOffset, jsonOffset + jsonLength);
    }

    /** What it weighs in memory, in bytes, roughly. */
    public int weight() {
        return sse.length + OBJECTS;
    }

    @Override
    public String toString() {
        return "Frame[" + id + " " + kind + " " + type + " " + Arrays.hashCode(sse) + "]";
    }
}

package org.rollcall.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Draft;
import org.rollcall.log.Frame;

/**
 * An event's JSON from its station on, ready to be copied behind its id and its times. No escaping is needed before it: an
 * id and a time are plain.
 */
final class EventDraft implements Draft {
    private static final int OBJECTS = 120; // what the draft itself weighs beside its array
    private static final byte[] HEAD = SseFrames.head("event");
    private static final byte[] ID = ascii("{\"id\":\"");
    private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
    private static final byte[] RECEIVED_AT = ascii("\",\"received_at\":\"");
    private static final byte[] QUOTE = ascii("\"");

    private final Json json;
    private final String station;
    private final String type;
    private final Optional<String> timestamp;
    private final byte[] rest;

    /**
     * @param timestamp as it is written; without one the event happened when it was received
     * @param rest what follows the times, from a comma to the brace at the end
     */
    EventDraft(Json json, String station, String type, Optional<String> timestamp, byte[] rest) {
        this.json = json;
        this.station = station;
        this.type = type;
        this.timestamp = timestamp;
        this.rest = rest;
    }

    @Override
    public Frame frame(EventId id, Instant receivedAt) {
        String received = json.time(receivedAt);
        byte[] name = ascii(id.toString());
        byte[] line = SseFrames.id(id.toString());
        byte[] at = ascii(timestamp.orElse(received));
        byte[] admitted = ascii(received);
        int offset = line.length + HEAD.length;
        int length = ID.length
                + name.length
                + TIMESTAMP.length
                + at.length
                + RECEIVED_AT.length
                + admitted.length
                + QUOTE.length
                + rest.length;
        ByteBuffer sse = ByteBuffer.allocate(offset + length + SseFrames.TAIL.length)
                .put(line)
                .put(HEAD)
                .put(ID)
                .put(name)
                .put(TIMESTAMP)
                .put(at)
                .put(RECEIVED_AT)
                .put(admitted)
                .put(QUOTE)
                .put(rest)
                .put(SseFrames.TAIL);
        return new Frame(id, Event.Kind.EVENT, station, type, sse.array(), offset, length);
    }

    @Override
    public int weight() {
        return rest.length + OBJECTS;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

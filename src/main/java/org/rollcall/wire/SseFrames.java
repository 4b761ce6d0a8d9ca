package org.rollcall.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.rollcall.event.EventId;

/**
 * Messages of the stream: {@code data: {"type":…,"data":…}}, without an SSE event name, so that a plain {@code onmessage}
 * sees them all. JSON has no raw line breaks, so one message is always one {@code data:} line.
 */
public final class SseFrames {
    /** A comment: it keeps proxies and dead-client detection going, and no page sees it. */
    public static final byte[] HEARTBEAT = ascii(":\n\n");

    /** What comes after the JSON. */
    static final byte[] TAIL = ascii("}\n\n");

    private static final byte[] NOTHING = {};

    private SseFrames() {}

    /** One message with the JSON of its data. */
    public static byte[] message(Optional<EventId> id, String type, byte[] json) {
        byte[] line = id.map(known -> id(known.toString())).orElse(NOTHING);
        byte[] head = head(type);
        ByteBuffer message = ByteBuffer.allocate(line.length + head.length + json.length + TAIL.length);
        return message.put(line).put(head).put(json).put(TAIL).array();
    }

    /** The time after which a browser should come back. */
    public static byte[] retry(int milliseconds) {
        return ascii("retry: " + milliseconds + "\n\n");
    }

    /** What comes before the JSON, after the line of the id if there is one. */
    static byte[] head(String type) {
        return ascii("data: {\"type\":\"" + type + "\",\"data\":");
    }

    static byte[] id(String id) {
        return ascii("id: " + id + "\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package org.rollcall.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.rollcall.event.EventId;

/**
 * Messages of the stream: {@code data: {"type":…,"data":…}}, without an SSE event name, so that a plain {@code onmessage}
 * sees them all. JSON has no raw line breaks, so one message is always one {@code data:} line.
 */
public final class SseFrames {
    /** A comment: it keeps proxies and dead-client detection going, and no page sees it. */
    public static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private SseFrames() {}

    /** One message with the JSON of its data. */
    public static byte[] message(Optional<EventId> id, String type, byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 64);
        id.ifPresent(known -> put(out, "id: " + known + "\n"));
        put(out, "data: {\"type\":\"" + type + "\",\"data\":");
        out.writeBytes(json);
        put(out, "}\n\n");
        return out.toByteArray();
    }

    /** The time after which a browser should come back. */
    public static byte[] retry(int milliseconds) {
        return ("retry: " + milliseconds + "\n\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void put(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}

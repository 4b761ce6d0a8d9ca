package org.rollcall.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Cuts a stream of server-sent events into messages, as WHATWG defines it, however the bytes come. A message that the
 * stream ended in is not given. For one thread, one connection.
 */
final class SseParser {
    /** Hears of each whole message, with the last id so far. */
    interface Messages {
        void message(Optional<String> lastId, String data) throws InterruptedException;
    }

    private static final int LONGEST = 16 * 1024 * 1024; // of a message; the snapshot is the longest
    private static final long MOST_RETRY = 600_000;

    private final Messages messages;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private boolean afterReturn; // a line feed after it belongs to the same line's end
    private Optional<String> lastId;
    private Optional<Duration> retry = Optional.empty();

    SseParser(Optional<String> lastId, Messages messages) {
        this.lastId = lastId;
        this.messages = messages;
    }

    /** What the server asked for, if it did. */
    Optional<Duration> retry() {
        return retry;
    }

    /** Takes the next bytes; fails when a message is without end. */
    void take(byte[] bytes) throws IOException, InterruptedException {
        for (byte b : bytes) {
            if (b == '\n' && afterReturn) {
                afterReturn = false;
                continue;
            }
            afterReturn = b == '\r';
            if (b == '\n' || b == '\r') {
                String text = line.toString(StandardCharsets.UTF_8);
                line.reset();
                end(text);
            } else if (line.size() + data.length() >= LONGEST) {
                throw new IOException("a message of the stream is longer than " + LONGEST + " bytes");
            } else {
                line.write(b);
            }
        }
    }

    private void end(String text) throws InterruptedException {
        if (text.isEmpty()) {
            if (hasData) {
                messages.message(lastId, data.toString());
            }
            data.setLength(0);
            hasData = false;
            return;
        }
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        field(field, colon < 0 ? "" : text.substring(colon + (text.startsWith(" ", colon + 1) ? 2 : 1)));
    }

    private void field(String field, String value) {
        if ("data".equals(field)) {
            data.append(hasData ? "\n" : "").append(value);
            hasData = true;
        } else if ("id".equals(field) && value.indexOf('\0') < 0) {
            lastId = Optional.of(value);
        } else if ("retry".equals(field) && value.matches("\\d{1,9}")) {
            retry = Optional.of(Duration.ofMillis(Math.min(MOST_RETRY, Long.parseLong(value))));
        }
    }
}

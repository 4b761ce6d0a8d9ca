package org.rollcall.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Bytes of which parts are JSON: a writer and its buffer, kept for many documents, because making them costs more than a
 * document. Of no more use after an exception. Not thread-safe.
 */
final class JsonBuffer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final JsonGenerator out;

    JsonBuffer() throws IOException {
        out = Json.generator(bytes);
        out.setRootValueSeparator(null); // the documents are not one stream
    }

    void clear() {
        bytes.reset();
    }

    void raw(byte[] part) {
        bytes.writeBytes(part);
    }

    /** Writes JSON; {@link #size} brings it into the buffer. */
    JsonGenerator out() {
        return out;
    }

    int size() throws IOException {
        out.flush();
        return bytes.size();
    }

    byte[] array() {
        return bytes.toByteArray();
    }
}

package org.rollcall.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * A writer of JSON and its buffer, kept for many documents, because making them costs more than a document. Of no more use
 * after an exception. Not thread-safe.
 */
final class JsonBuffer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final JsonGenerator out;

    JsonBuffer() throws IOException {
        out = Json.generator(bytes);
        out.setRootValueSeparator(null); // the documents are not one stream
    }

    JsonGenerator out() {
        return out;
    }

    /** What was written; the buffer is empty then. */
    byte[] take() throws IOException {
        out.flush();
        byte[] written = bytes.toByteArray();
        bytes.reset();
        return written;
    }
}

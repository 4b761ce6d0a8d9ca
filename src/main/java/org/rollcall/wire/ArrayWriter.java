package org.rollcall.wire;

import java.io.IOException;
import java.io.OutputStream;
import org.rollcall.log.Frame;

/** Events as one JSON array, each on a line of its own. */
final class ArrayWriter implements EventWriter {
    private final OutputStream out;
    private boolean first = true;

    ArrayWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin() throws IOException {
        out.write('[');
    }

    @Override
    public void write(Frame event) throws IOException {
        if (!first) {
            out.write(',');
        }
        first = false;
        out.write('\n');
        out.write(event.json());
    }

    @Override
    public void end() throws IOException {
        out.write('\n');
        out.write(']');
        out.write('\n');
    }
}

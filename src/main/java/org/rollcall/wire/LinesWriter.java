package org.rollcall.wire;

import java.io.IOException;
import java.io.OutputStream;
import org.rollcall.log.Frame;

/** Events as JSON, one a line. */
final class LinesWriter implements EventWriter {
    private final OutputStream out;

    LinesWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin() {
        // a line needs nothing before it
    }

    @Override
    public void write(Frame event) throws IOException {
        out.write(event.json());
        out.write('\n');
    }

    @Override
    public void end() {
        // and nothing after it
    }
}

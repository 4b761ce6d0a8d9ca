package org.rollcall.wire;

import java.io.IOException;
import org.rollcall.log.Frame;

/** Writes any number of events one after the other; keeps none of them. Used by one thread. */
public interface EventWriter {
    /** Writes what stands before the first event. */
    void begin() throws IOException;

    void write(Frame event) throws IOException;

    /** Writes what stands after the last event, and everything that is still held back; closes nothing. */
    void end() throws IOException;
}

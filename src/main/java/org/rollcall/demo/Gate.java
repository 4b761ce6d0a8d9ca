package org.rollcall.demo;

import java.io.IOException;
import java.util.Map;

/** Where a simulated station says what happens: its client, or a test. */
interface Gate {
    void event(String type, String message, Map<String, Object> data) throws IOException;

    /** Says how a component is: online, offline or error. */
    void component(String name, String state, String details);
}

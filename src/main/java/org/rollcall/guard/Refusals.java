package org.rollcall.guard;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** How often somebody was turned away here, and why. One for the whole server, whose valves do not know one another. */
final class Refusals {
    /** Wrong logins, answered as such or slowed. */
    static final LongAdder PASSWORD = new LongAdder();
    /** Slowed after too many wrong logins. */
    static final LongAdder LOGINS = new LongAdder();
    /** More requests of a login than it may make. */
    static final LongAdder USER = new LongAdder();
    /** More requests from an address than it may make. */
    static final LongAdder ADDRESS = new LongAdder();

    private Refusals() {}

    /** For the application, which another class loader loads: names and numbers of the JDK's types. */
    static Map<String, LongSupplier> counts() {
        Map<String, LongSupplier> counts = new TreeMap<>();
        counts.put("password", PASSWORD::sum);
        counts.put("logins", LOGINS::sum);
        counts.put("user", USER::sum);
        counts.put("address", ADDRESS::sum);
        return counts;
    }
}

package org.rollcall.monitor;

/** Takes a monitor's turns by hand, for tests of other packages. */
public final class Turns {
    private Turns() {}

    public static void take(RealtimeMonitor monitor) {
        monitor.turn();
    }
}

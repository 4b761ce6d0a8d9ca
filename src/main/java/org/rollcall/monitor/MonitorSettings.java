package org.rollcall.monitor;

import java.time.ZoneId;

/**
 * Bounds of the monitor.
 *
 * @param home the station of in-process calls, and the first one on the page
 * @param zone the station's zone
 * @param recentEvents events in the live window (P30, P31)
 * @param recentAlerts ended alerts in the live window
 * @param queue signals that may wait
 * @param names whether names of people may be stored
 */
public record MonitorSettings(String home, ZoneId zone, int recentEvents, int recentAlerts, int queue, boolean names) {

    /** Bounds of a monitor that stores no names. */
    public MonitorSettings(String home, ZoneId zone, int recentEvents, int recentAlerts, int queue) {
        this(home, zone, recentEvents, recentAlerts, queue, false);
    }
}

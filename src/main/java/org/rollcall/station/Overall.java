package org.rollcall.station;

import java.util.Collection;
import java.util.Locale;
import org.rollcall.event.ComponentStatus;

/** How a station is as a whole. */
public enum Overall {
    INITIALIZING,
    HEALTHY,
    PARTIAL,
    DEGRADED,
    ERROR,
    /** No window of its timetable is open and nothing is wrong: neither green nor red. */
    ASLEEP;

    /**
     * The worst that is known: an error, then something offline; healthy only when every expected component is online.
     * Disabled components do not count.
     */
    static Overall of(Collection<ComponentStatus> expected, boolean anyNews) {
        if (!anyNews) {
            return INITIALIZING;
        }
        if (expected.contains(ComponentStatus.ERROR)) {
            return ERROR;
        }
        if (expected.contains(ComponentStatus.OFFLINE)) {
            return DEGRADED;
        }
        boolean allOnline = expected.stream()
                .allMatch(status -> status == ComponentStatus.ONLINE || status == ComponentStatus.DISABLED);
        return allOnline ? HEALTHY : PARTIAL;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

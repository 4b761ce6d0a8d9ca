package org.rollcall.client;

import java.util.Locale;

/** How a component of the station is. */
public enum ComponentState {
    ONLINE,
    OFFLINE,
    ERROR,
    /** The station does not use it; it does not count. */
    DISABLED,
    UNKNOWN;

    /** As the server says it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

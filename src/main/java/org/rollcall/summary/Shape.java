package org.rollcall.summary;

import java.util.Locale;
import org.rollcall.event.ComponentStatus;

/** The sign that stands beside a word, so that nothing is said by colour alone. */
public enum Shape {
    FINE,
    WARNING,
    ERROR,
    PARTIAL,
    UNKNOWN,
    STALE,
    DISABLED,
    INITIALIZING,
    ASLEEP,
    /** Behind a link that is down. */
    BEHIND;

    /** The shape of a component: its status, unless the evidence for it is too old. */
    public static Shape of(ComponentStatus status, boolean stale) {
        if (stale) {
            return STALE;
        }
        return switch (status) {
            case ONLINE -> FINE;
            case OFFLINE -> WARNING;
            case ERROR -> ERROR;
            case DISABLED -> DISABLED;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /** The colour's meaning: fine, warning, error or none. */
    public String tone() {
        return switch (this) {
            case FINE, WARNING, ERROR -> word();
            default -> "none";
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

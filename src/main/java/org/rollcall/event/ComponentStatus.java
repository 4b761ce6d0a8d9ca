package org.rollcall.event;

import java.util.Locale;
import java.util.Optional;

/** How a component of a station is, in the words of the API. */
public enum ComponentStatus {
    ONLINE,
    OFFLINE,
    ERROR,
    DISABLED,
    UNKNOWN;

    /** The status that a word of the API names. */
    public static Optional<ComponentStatus> parse(String word) {
        for (ComponentStatus status : values()) {
            if (status.word().equals(word)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

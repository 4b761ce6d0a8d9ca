package org.rollcall.alert;

import java.util.Locale;

/** How bad it is; the worst last. */
public enum Level {
    INFO,
    WARNING,
    ERROR;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

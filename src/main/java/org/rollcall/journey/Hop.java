package org.rollcall.journey;

import java.util.List;
import java.util.Locale;

/** A stage of a record's journey. */
public enum Hop {
    SCAN(0),
    PHOTO(1),
    SYNC(2),
    SMS(3);

    /** Those that come after the scan and so have a lag. */
    public static final List<Hop> AFTER_SCAN = List.of(PHOTO, SYNC, SMS);

    private final int index;

    Hop(int index) {
        this.index = index;
    }

    /** Its place in an array with one element for each hop. */
    int index() {
        return index;
    }

    /** Its name in answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

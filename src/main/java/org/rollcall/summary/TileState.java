package org.rollcall.summary;

import java.util.Locale;

/** How a station of many is; the worst first. A station is in exactly one of these. */
public enum TileState {
    /** A component in error, a database that cannot be read, or an alert of the level error. */
    ERROR("Error", Shape.ERROR),
    /** Its heartbeat is overdue while it should be awake. */
    SILENT("Silent", Shape.ERROR),
    /** Silent together with its group: the link is what failed. */
    LINK("Behind a link", Shape.BEHIND),
    /** A component that is offline, or an alert of the level warning. */
    WARNING("Warning", Shape.WARNING),
    /** Nothing of it is fresh: its figures stand still. */
    STALE("Stale", Shape.STALE),
    PARTIAL("Partial", Shape.PARTIAL),
    /** Nothing was ever heard of it. */
    WAITING("Waiting", Shape.INITIALIZING),
    ASLEEP("Asleep", Shape.ASLEEP),
    FINE("Fine", Shape.FINE);

    private final String word;
    private final Shape shape;

    TileState(String word, Shape shape) {
        this.word = word;
        this.shape = shape;
    }

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String word() {
        return word;
    }

    public Shape shape() {
        return shape;
    }

    static TileState worse(TileState one, TileState other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}

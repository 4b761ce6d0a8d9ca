package org.rollcall.wire;

/**
 * What a reader looks at: everything as seen from the home station, one station, or all stations at a glance. Readers with
 * the same scope get the same bytes.
 *
 * @param station the name, in the scope of one station
 */
public record Scope(Kind kind, String station) {
    /** How much of the state it is. */
    public enum Kind {
        HOME,
        STATION,
        FLEET
    }

    public static final Scope HOME = new Scope(Kind.HOME, "");
    public static final Scope FLEET = new Scope(Kind.FLEET, "");

    public static Scope of(String station) {
        return new Scope(Kind.STATION, station);
    }
}

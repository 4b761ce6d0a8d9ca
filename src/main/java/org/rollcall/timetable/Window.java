package org.rollcall.timetable;

/**
 * A part of a day in which a station is in use.
 *
 * @param from minute of the day at which it opens
 * @param to minute of the day at which it closes, up to 1,440
 */
record Window(int from, int to, String name) {
    static final int NOON = 12 * 60;
    static final int DAY = 24 * 60;

    boolean overlaps(Window other) {
        return from < other.to && other.from < to;
    }

    /** {@code 06:00-08:00}, as it is written. */
    String times() {
        return clock(from) + "-" + clock(to);
    }

    private static String clock(int minute) {
        return "%02d:%02d".formatted(minute / 60, minute % 60);
    }
}

package org.rollcall.source.attendance;

/**
 * Goes round an ordered set of ids, a slice at a time, so that what is too much for one look is done by several.
 *
 * <p>A round begins where the last slice ended and is over when every id has had its turn since.
 */
final class Round {
    private static final long START = Long.MIN_VALUE;

    private long cursor = START; // the last id that had its turn
    private long stop = START; // where the round began
    private boolean wrapped;
    private boolean over = true;

    /** Every id is worth a look again. */
    void begin() {
        stop = cursor;
        wrapped = false;
        over = false;
    }

    /** The next slice is of ids above this one. */
    long after() {
        return cursor;
    }

    boolean isOver() {
        return over;
    }

    /** A slice up to and with {@code last} was taken; {@code end} when there are no ids above it. */
    void took(long last, boolean end) {
        if (end) {
            over |= wrapped || stop == START;
            wrapped = true;
            cursor = START;
        } else {
            cursor = last;
            over |= wrapped && cursor >= stop;
        }
    }
}

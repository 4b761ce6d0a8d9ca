package org.rollcall.source.attendance;

import java.time.Duration;

/**
 * How much one look may read, and how often the increments are verified.
 *
 * @param slice most attendance rows that a pass over the day walks through in one look
 * @param told most new rows that one look tells
 * @param watched most rows that wait for their sync, beyond the newest ones, that one look asks for
 * @param queued most queue rows that one look compares
 * @param newest rows of either kind that are asked for in each look, whosever turn it is
 * @param verify time from one verification of changed figures to the next
 */
record Effort(int slice, int told, int watched, int queued, int newest, Duration verify) {
    static final Effort USUAL = new Effort(1_000, 500, 500, 400, 50, Duration.ofSeconds(60));
}

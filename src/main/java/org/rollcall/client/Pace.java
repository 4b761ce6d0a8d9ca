package org.rollcall.client;

import java.time.Duration;

/**
 * How long the client waits for what.
 *
 * @param gather after the first event of a batch, before it is written
 * @param beat between heartbeats
 * @param firstBackoff after the first failure; doubled with each further one
 * @param mostBackoff what the doubling ends at
 * @param refusedBackoff after 401, 403 or a wrong address, which somebody has to mend
 * @param diskRetry before the disk is tried again
 * @param read for the answer to a reading call
 * @param send for the answer to a report
 * @param silence of the stream before it is given up; the server comments after 15 s
 */
record Pace(
        Duration gather,
        Duration beat,
        Duration firstBackoff,
        Duration mostBackoff,
        Duration refusedBackoff,
        Duration diskRetry,
        Duration read,
        Duration send,
        Duration silence) {
    static final Pace USUAL = new Pace(
            Duration.ofMillis(50),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            Duration.ofSeconds(45));
}

package org.rollcall.client;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the reporting itself fares. The counts are of this client, since it was made.
 *
 * @param logged calls of {@code logEvent}
 * @param keptUpTo the calls up to this one, in their order, survive the end of this process: their events are in the
 *     spool, at the server, or were dropped and counted
 * @param inMemory events that are not in the spool yet
 * @param spooled events that wait in the spool
 * @param isSpoolOnDisk false while the spool's file cannot be written: what waits is in memory alone
 * @param sent stored at the server
 * @param duplicates sent again and known there
 * @param refused by the server, logged and dropped
 * @param dropped because the spool was full; ever, in this spool
 * @param clockSeconds how far the station's clock is ahead of the server's; empty: not known
 * @param trouble why nothing is sent; empty when all is well
 */
public record ClientStatus(
        long logged,
        long keptUpTo,
        int inMemory,
        int spooled,
        boolean isSpoolOnDisk,
        long sent,
        long duplicates,
        long refused,
        long dropped,
        OptionalDouble clockSeconds,
        Optional<String> trouble) {}

package org.rollcall.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A station's day as a source counted it. An empty figure means that it cannot be known, never zero.
 *
 * @param at when it was counted
 * @param scansToday attendance rows of the station's day
 * @param scansLastHour attendance rows of the last 60 minutes
 * @param syncedToday of today's rows those that reached the cloud
 * @param photosToday of today's rows those with a photo
 * @param queueSize rows that wait for the cloud
 * @param queueOldest when the oldest of them was queued
 * @param failedSyncs waiting rows that were tried at least once in vain
 * @param queueStuck waiting rows that were tried ten times or more
 * @param queueArchived rows given up for good
 * @param avgProcessSeconds mean time from scan to cloud of today's synced rows, in seconds
 * @param lastScan newest row's time
 * @param lastSync newest sync's time
 * @param lastPhoto newest row's time that has a photo
 * @param minuteStart start of the first of the ten minute bins, the last one being the running minute
 * @param scansByMinute ten bins
 * @param dayStart the station's midnight
 * @param scansByFiveMinutes bins of five minutes from midnight to now
 * @param missing tables and columns that the database does not have, as {@code table} or {@code table.column}
 */
public record Reading(
        Instant at,
        OptionalLong scansToday,
        OptionalLong scansLastHour,
        OptionalLong syncedToday,
        OptionalLong photosToday,
        OptionalLong queueSize,
        Optional<Instant> queueOldest,
        OptionalLong failedSyncs,
        OptionalLong queueStuck,
        OptionalLong queueArchived,
        OptionalDouble avgProcessSeconds,
        Optional<Instant> lastScan,
        Optional<Instant> lastSync,
        Optional<Instant> lastPhoto,
        Instant minuteStart,
        List<Integer> scansByMinute,
        Instant dayStart,
        List<Integer> scansByFiveMinutes,
        List<String> missing) {
    public Reading {
        scansByMinute = List.copyOf(scansByMinute);
        scansByFiveMinutes = List.copyOf(scansByFiveMinutes);
        missing = List.copyOf(missing);
    }
}

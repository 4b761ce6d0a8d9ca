package org.rollcall.source.attendance;

import java.time.Instant;
import java.util.Optional;

/**
 * What the day's figures need of one attendance row.
 *
 * @param at when it was scanned
 * @param reached when it reached the cloud, as far as the row says so
 */
record DayRow(long id, Instant at, boolean photo, boolean synced, Optional<Instant> reached) {
    static Optional<DayRow> of(ScanRow row, StationTime time, Instant previous) {
        return time.parse(row.timestamp(), previous)
                .map(at -> new DayRow(
                        row.id(), at, row.photo().isPresent(), row.synced(), time.parse(row.syncTimestamp(), at)));
    }
}

package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A station's figures as of a moment. Empty means that it cannot be known, never zero.
 *
 * @param asOf when they were counted
 * @param successRate synced today / scans today × 100; 100 without scans
 * @param avgProcessSeconds mean time from scan to cloud, by the source that measured the day or else by its events
 * @param repeatsToday of today's scans those that came too soon after one of the same student
 * @param queueHighestToday the largest queue seen since midnight
 * @param queueGrowing whether the queue is larger than five minutes ago and its oldest row waits for over two
 * @param databaseFailing how long the attendance database has not been readable; zero when it is, empty if there is none
 * @param minuteStart start of the first of ten minute bins
 * @param dayStart the station's midnight
 * @param hourStart start of the first of thirty bins of two minutes, which are counted from events in every mode
 * @param scansByTwoMinutes empty where nothing was heard of the station yet
 */
public record Figures(
        Instant asOf,
        OptionalLong scansToday,
        OptionalLong scansLastHour,
        OptionalDouble successRate,
        OptionalLong syncedToday,
        OptionalLong photosToday,
        OptionalLong repeatsToday,
        OptionalLong queueSize,
        Optional<Instant> queueOldest,
        OptionalLong queueHighestToday,
        boolean queueGrowing,
        OptionalLong failedSyncs,
        OptionalLong queueStuck,
        OptionalLong queueArchived,
        OptionalDouble avgProcessSeconds,
        Optional<Instant> lastScan,
        Optional<Instant> lastSync,
        Optional<Instant> lastPhoto,
        Optional<Instant> lastSms,
        long eventsToday,
        Optional<Duration> databaseFailing,
        Instant minuteStart,
        List<Integer> eventsByMinute,
        List<Optional<Integer>> scansByMinute,
        Instant dayStart,
        List<Integer> scansByFiveMinutes,
        Instant hourStart,
        List<Optional<Integer>> scansByTwoMinutes) {

    /** The known figures by the names that rules use. */
    public Map<String, Double> known() {
        Map<String, Double> known = new HashMap<>();
        put(known, "scans_today", scansToday);
        put(known, "scans_last_hour", scansLastHour);
        put(known, "repeats_today", repeatsToday);
        put(known, "queue_size", queueSize);
        put(known, "failed_syncs", failedSyncs);
        put(known, "queue_stuck", queueStuck);
        successRate.ifPresent(value -> known.put("success_rate", value));
        databaseFailing.ifPresent(value -> known.put("database_failing_seconds", (double) value.toSeconds()));
        return known;
    }

    private static void put(Map<String, Double> known, String name, OptionalLong value) {
        value.ifPresent(v -> known.put(name, (double) v));
    }
}

package org.rollcall.source.attendance;

import static org.rollcall.source.attendance.AttendanceSchema.ARCHIVE;
import static org.rollcall.source.attendance.AttendanceSchema.ATTENDANCE;
import static org.rollcall.source.attendance.AttendanceSchema.QUEUE;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.rollcall.event.Reading;

/** Counts a station's day from its rows in memory, with the station's own clock. Used once, for one moment. */
final class DayCount {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final int MINUTES = 10;

    private final StationTime time;
    private final Instant now;
    private final Instant dayStart;
    private final Instant dayEnd;
    private final Instant hourAgo;
    private final Instant minuteStart;
    private final int[] byMinute = new int[MINUTES];
    private final int[] byFiveMinutes;

    private long scans;
    private long lastHour;
    private long synced;
    private long photos;
    private long processed;
    private double processSeconds;
    private Instant lastScan = Instant.MIN;
    private Instant lastSync = Instant.MIN;
    private Instant lastPhoto = Instant.MIN;

    DayCount(StationTime time, Instant now) {
        this.time = time;
        this.now = now;
        LocalDate today = time.day(now);
        this.dayStart = time.start(today);
        this.dayEnd = time.start(today.plusDays(1));
        this.hourAgo = now.minus(Duration.ofHours(1));
        this.minuteStart = now.truncatedTo(ChronoUnit.MINUTES).minus(MINUTE.multipliedBy(MINUTES - 1));
        this.byFiveMinutes = new int[(int) Duration.between(dayStart, now).dividedBy(FIVE_MINUTES) + 1];
    }

    /** Counts; {@code knownSync} is the newest sync that was seen in a row that need not be of this day. */
    Reading count(
            DayRows rows, AttendanceSchema schema, Tally.Sum queue, Tally.Sum archive, Optional<Instant> knownSync) {
        rows.rows().forEach(this::add);
        rows.newest().forEach(this::addNewest);
        knownSync.ifPresent(sync -> lastSync = later(lastSync, sync));
        boolean can = !rows.isFull();
        boolean canSync = can && schema.has(ATTENDANCE, "synced");
        boolean canPhoto = can && schema.has(ATTENDANCE, "photo_path");
        boolean canQueue = schema.has(QUEUE);
        boolean canRetry = schema.has(QUEUE, "retry_count");
        return new Reading(
                now,
                known(can, scans),
                known(can, lastHour),
                known(canSync, synced),
                known(canPhoto, photos),
                known(canQueue, queue.size()),
                time.parse(Optional.of(queue.oldest())),
                known(canRetry, queue.failed()),
                known(canRetry, queue.stuck()),
                known(schema.has(ARCHIVE), archive.size()),
                processed == 0 ? OptionalDouble.empty() : OptionalDouble.of(processSeconds / processed),
                known(lastScan),
                known(lastSync),
                known(lastPhoto),
                minuteStart,
                boxed(byMinute),
                dayStart,
                boxed(byFiveMinutes),
                schema.missing());
    }

    private void add(DayRow row) {
        Instant at = row.at();
        if (!at.isBefore(dayEnd)) {
            return;
        }
        if (!at.isBefore(hourAgo)) {
            lastHour++;
            bin(byMinute, minuteStart, MINUTE, at);
        }
        if (!at.isBefore(dayStart)) {
            scans++;
            bin(byFiveMinutes, dayStart, FIVE_MINUTES, at);
            photos += row.photo() ? 1 : 0;
            if (row.synced()) {
                addSynced(row);
            }
        }
        note(row);
    }

    private void addSynced(DayRow row) {
        synced++;
        if (row.reached().isPresent() && !row.reached().get().isBefore(row.at())) {
            processed++;
            processSeconds += Duration.between(row.at(), row.reached().get()).toMillis() / 1000.0;
        }
    }

    /** Ages go on when the day is new and empty. */
    private void addNewest(DayRow row) {
        if (row.at().isBefore(dayEnd)) {
            note(row);
        }
    }

    private void note(DayRow row) {
        lastScan = later(lastScan, row.at());
        if (row.photo()) {
            lastPhoto = later(lastPhoto, row.at());
        }
        if (row.synced() && row.reached().isPresent()) {
            lastSync = later(lastSync, row.reached().get());
        }
    }

    private static void bin(int[] bins, Instant start, Duration width, Instant at) {
        if (!at.isBefore(start)) {
            long bin = (at.getEpochSecond() - start.getEpochSecond()) / width.toSeconds();
            if (bin < bins.length) {
                bins[(int) bin]++;
            }
        }
    }

    private static OptionalLong known(boolean can, long figure) {
        return can ? OptionalLong.of(figure) : OptionalLong.empty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Optional<Instant> known(Instant moment) {
        return moment.equals(Instant.MIN) ? Optional.empty() : Optional.of(moment);
    }

    private static List<Integer> boxed(int[] bins) {
        List<Integer> boxed = new ArrayList<>(bins.length);
        for (int bin : bins) {
            boxed.add(bin);
        }
        return Collections.unmodifiableList(boxed);
    }
}

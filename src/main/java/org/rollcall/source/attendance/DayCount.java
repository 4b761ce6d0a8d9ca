package org.rollcall.source.attendance;

import static org.rollcall.source.attendance.AttendanceReader.text;
import static org.rollcall.source.attendance.AttendanceSchema.ARCHIVE;
import static org.rollcall.source.attendance.AttendanceSchema.ATTENDANCE;
import static org.rollcall.source.attendance.AttendanceSchema.QUEUE;

import java.sql.SQLException;
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

/** Counts a station's day, row by row of the day, with the station's own clock. Used once, for one moment. */
final class DayCount {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final int MINUTES = 10;
    private static final int NEWEST = 100;

    private final StationTime time;
    private final Instant now;
    private final LocalDate today;
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
    private Instant previous = Instant.MIN;

    DayCount(StationTime time, Instant now) {
        this.time = time;
        this.now = now;
        this.today = time.day(now);
        this.dayStart = time.start(today);
        this.dayEnd = time.start(today.plusDays(1));
        this.hourAgo = now.minus(Duration.ofHours(1));
        this.minuteStart = now.truncatedTo(ChronoUnit.MINUTES).minus(MINUTE.multipliedBy(MINUTES - 1));
        this.byFiveMinutes = new int[(int) Duration.between(dayStart, now).dividedBy(FIVE_MINUTES) + 1];
    }

    /** Counts; {@code knownSync} is the newest sync that was seen in a row that need not be of this day. */
    Reading count(AttendanceReader reader, Optional<Instant> knownSync) throws SQLException {
        AttendanceSchema schema = reader.schema();
        AttendanceRows rows = new AttendanceRows(reader);
        // a day more on both sides: the last hour may have begun yesterday, and a text with an offset is of another day
        rows.rowsOfDays(today.minusDays(1), today.plusDays(1)).forEach(this::add);
        rows.newest(NEWEST).forEach(this::addNewest);
        knownSync.ifPresent(sync -> lastSync = later(lastSync, sync));
        boolean canSync = schema.has(ATTENDANCE, "synced");
        boolean canPhoto = schema.has(ATTENDANCE, "photo_path");
        Queue queue = queue(reader);
        return new Reading(
                now,
                OptionalLong.of(scans),
                OptionalLong.of(lastHour),
                canSync ? OptionalLong.of(synced) : OptionalLong.empty(),
                canPhoto ? OptionalLong.of(photos) : OptionalLong.empty(),
                queue.size(),
                queue.oldest(),
                queue.failed(),
                queue.stuck(),
                schema.has(ARCHIVE) ? count(reader, ARCHIVE) : OptionalLong.empty(),
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

    private void add(ScanRow row) {
        Optional<Instant> parsed = time.parse(row.timestamp(), previous);
        if (parsed.isEmpty()) {
            return;
        }
        Instant at = parsed.get();
        previous = at;
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
            photos += row.photo().isPresent() ? 1 : 0;
            if (row.synced()) {
                addSynced(row, at);
            }
        }
        note(row, at);
    }

    private void addSynced(ScanRow row, Instant at) {
        synced++;
        Optional<Instant> reached = time.parse(row.syncTimestamp(), at);
        if (reached.isPresent() && !reached.get().isBefore(at)) {
            processed++;
            processSeconds += Duration.between(at, reached.get()).toMillis() / 1000.0;
        }
    }

    /** Ages go on when the day is new and empty. */
    private void addNewest(ScanRow row) {
        time.parse(row.timestamp()).filter(at -> at.isBefore(dayEnd)).ifPresent(at -> note(row, at));
    }

    private void note(ScanRow row, Instant at) {
        lastScan = later(lastScan, at);
        if (row.photo().isPresent()) {
            lastPhoto = later(lastPhoto, at);
        }
        if (row.synced()) {
            time.parse(row.syncTimestamp(), at).ifPresent(sync -> lastSync = later(lastSync, sync));
        }
    }

    private record Queue(OptionalLong size, Optional<Instant> oldest, OptionalLong failed, OptionalLong stuck) {}

    private Queue queue(AttendanceReader reader) throws SQLException {
        AttendanceSchema schema = reader.schema();
        if (!schema.has(QUEUE)) {
            return new Queue(OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
        }
        Optional<Instant> oldest = schema.has(QUEUE, "created_at")
                ? reader.first(
                                "SELECT min(replace(created_at, 'T', ' ')) AS oldest FROM sync_queue",
                                row -> text(row, "oldest"))
                        .flatMap(time::parse)
                : Optional.empty();
        boolean canRetry = schema.has(QUEUE, "retry_count");
        return new Queue(
                count(reader, QUEUE),
                oldest,
                canRetry ? count(reader, "sync_queue WHERE retry_count > 0") : OptionalLong.empty(),
                canRetry ? count(reader, "sync_queue WHERE retry_count >= " + Telling.STUCK) : OptionalLong.empty());
    }

    private static OptionalLong count(AttendanceReader reader, String from) throws SQLException {
        long count = reader.first("SELECT count(*) FROM " + from, row -> row.getLong(1))
                .orElse(0L);
        return OptionalLong.of(count);
    }

    private static void bin(int[] bins, Instant start, Duration width, Instant at) {
        if (!at.isBefore(start)) {
            long bin = Duration.between(start, at).dividedBy(width);
            if (bin < bins.length) {
                bins[(int) bin]++;
            }
        }
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

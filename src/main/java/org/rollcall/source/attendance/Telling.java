package org.rollcall.source.attendance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Signal;
import org.rollcall.event.Signal.Occurrence;

/**
 * What one look tells: rows put into words, in the order in which they happened.
 *
 * <p>Order is by time; of one record the scan comes first, then photo, queued, retry, sync, even where clocks or
 * fractions of a second would have it otherwise. Of two scans in one second, of which the later is written without a
 * fraction, the ids decide.
 */
final class Telling {
    static final long STUCK = 10;
    private static final int LONGEST_TEXT = 300;

    private enum Rank {
        SCAN,
        PHOTO,
        QUEUED,
        RETRY,
        SYNC
    }

    private record Told(Instant at, Rank rank, long record, Signal signal) {}

    private final String station;
    private final StationTime time;
    private final Instant now;
    private final List<Told> told = new ArrayList<>();
    private final Map<Long, Instant> scans = new HashMap<>();
    private Optional<Instant> previous; // of the row before, which settles a time that happens twice
    private Instant placed = Instant.MIN; // of the newest scan
    private Optional<Instant> lastSync = Optional.empty();

    /** @param previous the moment of the last row that was told before */
    Telling(String station, StationTime time, Instant now, Optional<Instant> previous) {
        this.station = station;
        this.time = time;
        this.now = now;
        this.previous = previous;
    }

    /** A new row that is not told, but has its place between the others; when it was written. */
    Optional<Instant> passOver(ScanRow row) {
        Optional<Instant> written = time.parse(row.timestamp(), previous.orElse(Instant.MIN));
        previous = written.or(() -> previous);
        return written;
    }

    /** A new row; {@code suffix} tells it from an earlier row of the same id. When it was written, if it says so. */
    Optional<Instant> scan(ScanRow row, String suffix) {
        Optional<Instant> written = passOver(row);
        Instant at = written.orElse(now);
        placed = isSaidBefore(at, placed) ? placed : at;
        scans.put(row.id(), placed);
        Map<String, Object> data = data(row.student(), row.id());
        row.scanType().ifPresent(type -> data.put("scan_type", shorten(type)));
        row.status().ifPresent(status -> data.put("status", shorten(status)));
        add(
                at,
                Rank.SCAN,
                row.id(),
                EventTypes.SCAN,
                "Attendance recorded: ",
                row.student(),
                data,
                "scan:" + row.id() + suffix);
        if (row.photo().isPresent()) {
            photo(row, suffix, at);
        }
        return written;
    }

    /** The photo of a row that was told without one; when it was taken nobody says, so it is now. */
    void photo(ScanRow row, String suffix) {
        photo(row, suffix, now);
    }

    private void photo(ScanRow row, String suffix, Instant at) {
        Map<String, Object> data = data(row.student(), row.id());
        row.photo().ifPresent(path -> data.put("filepath", shorten(path)));
        add(
                at,
                Rank.PHOTO,
                row.id(),
                EventTypes.PHOTO,
                "Photo saved: ",
                row.student(),
                data,
                "photo:" + row.id() + suffix);
    }

    /** The row has reached the cloud; {@code scanned} settles a time that happens twice. */
    void sync(ScanRow row, String suffix, Optional<Instant> scanned) {
        Optional<Instant> written = time.parse(row.syncTimestamp(), scanned.orElse(Instant.MIN));
        if (written.isPresent() && written.get().isAfter(lastSync.orElse(Instant.MIN))) {
            lastSync = written;
        }
        Instant at = written.orElse(now);
        Map<String, Object> data = data(row.student(), row.id());
        add(
                at,
                Rank.SYNC,
                row.id(),
                EventTypes.SYNC,
                "Cloud sync successful: ",
                row.student(),
                data,
                "sync:" + row.id() + suffix);
    }

    void queued(QueueRow row) {
        Instant at = time.parse(row.createdAt()).orElse(now);
        String key = "queued:" + row.id() + ":" + row.created();
        add(at, Rank.QUEUED, row.recordId(), EventTypes.WARNING, "Cloud sync queued: ", row.student(), data(row), key);
    }

    /** The row was tried again; {@code before} is how often it had been tried when it was last told. */
    void retried(QueueRow row, long before) {
        boolean stuck = before < STUCK && row.retries() >= STUCK;
        Instant at = time.parse(row.lastAttempt()).orElse(now);
        Map<String, Object> data = data(row);
        data.put("retry_count", row.retries());
        row.error().ifPresent(error -> data.put("error", shorten(error)));
        add(
                at,
                Rank.RETRY,
                row.recordId(),
                stuck ? EventTypes.ERROR : EventTypes.WARNING,
                stuck ? "Cloud sync stuck: " : "Cloud sync retry " + row.retries() + ": ",
                row.student(),
                data,
                "retry:" + row.id() + ":" + row.created() + ":" + row.retries());
    }

    /** The moment of the last row that was told, in this look or before it. */
    Optional<Instant> previous() {
        return previous;
    }

    /** Newest time of a sync that the database tells. */
    Optional<Instant> lastSync() {
        return lastSync;
    }

    int size() {
        return told.size();
    }

    List<Signal> signals() {
        return told.stream()
                .sorted(Comparator.comparing(this::place)
                        .thenComparing(Told::record)
                        .thenComparing(Told::rank))
                .map(Told::signal)
                .toList();
    }

    /** Whether a time in whole seconds is before another only for want of a fraction. */
    private static boolean isSaidBefore(Instant whole, Instant other) {
        return whole.getNano() == 0 && whole.isBefore(other) && whole.getEpochSecond() == other.getEpochSecond();
    }

    private Instant place(Told one) {
        Instant scan = scans.getOrDefault(one.record(), Instant.MIN);
        return one.at().isBefore(scan) ? scan : one.at();
    }

    private void add(
            Instant at,
            Rank rank,
            long record,
            String type,
            String message,
            Optional<String> student,
            Map<String, Object> data,
            String key) {
        String whom = student.map(Telling::shorten).orElse("record " + record);
        told.add(new Told(
                at,
                rank,
                record,
                new Occurrence(station, type, message + whom, data, Optional.of(at), Optional.of(shorten(key)))));
    }

    private static Map<String, Object> data(Optional<String> student, long record) {
        Map<String, Object> data = new LinkedHashMap<>();
        student.ifPresent(id -> data.put("student_id", shorten(id)));
        data.put("record_id", record);
        return data;
    }

    private static Map<String, Object> data(QueueRow row) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("queue_id", row.id());
        data.put("record_id", row.recordId());
        row.student().ifPresent(id -> data.put("student_id", shorten(id)));
        return data;
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }
}

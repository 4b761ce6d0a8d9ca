package org.rollcall.source.attendance;

import static java.util.stream.Collectors.toSet;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.event.Signal;

/**
 * Finds what is new since a position, a few hundred rows at a time, and says where the position is then.
 *
 * <p>Nothing here remembers anything: the same database and the same position give the same signals with the same
 * keys, which is what lets a look be repeated after a failure or a crash.
 */
final class Follower {
    private static final int MOST_ROWS = 500;
    private static final int MOST_FIRST_ROWS = 1_000;
    private static final int MOST_QUEUE_ROWS = 10_000;

    /** The highest id went back from one to another. */
    record Setback(long from, long to) {}

    /**
     * What one look found.
     *
     * @param signals to be stored together with the position
     * @param position where the watcher stands once they are
     * @param more whether the look has to go on
     * @param setback whether ids went back
     * @param dropped how many rows are no longer watched for their sync, for want of room
     * @param lastSync newest sync among the signals
     */
    record Found(
            List<Signal> signals,
            WatchPosition position,
            boolean more,
            Optional<Setback> setback,
            int dropped,
            Optional<Instant> lastSync) {}

    private final String station;
    private final StationTime time;

    Follower(AttendanceSettings settings) {
        this.station = settings.station();
        this.time = new StationTime(settings.zone());
    }

    /** Looks on from the position; without one attaches to the database as it is. */
    Found follow(AttendanceReader reader, Optional<WatchPosition> from, Instant now) throws SQLException {
        AttendanceRows rows = new AttendanceRows(reader);
        WatchPosition position = from.isPresent() ? from.get().copy() : attach(reader.schema(), rows, now);
        Optional<Setback> setback = settle(rows, position);
        Telling telling = new Telling(station, time, now);
        boolean more = synced(rows, position, telling);
        more |= scans(reader.schema(), rows, position, telling, now);
        more |= queue(rows, position, telling);
        int dropped = position.dropExcess();
        return new Found(telling.signals(), position, more, setback, dropped, telling.lastSync());
    }

    /** Stands before the newest of today's rows, with what waits already known. */
    private WatchPosition attach(AttendanceSchema schema, AttendanceRows rows, Instant now) throws SQLException {
        WatchPosition position = new WatchPosition();
        position.attached = rows.highestId();
        LocalDate today = time.day(now);
        List<ScanRow> ofToday = rows.rowsOfDays(today.minusDays(1), today.plusDays(1)).stream()
                .filter(row -> isOfDay(row, today))
                .toList();
        position.highest = ofToday.isEmpty()
                ? position.attached
                : ofToday.get(Math.max(0, ofToday.size() - MOST_FIRST_ROWS)).id() - 1;
        boolean canSync = schema.has(AttendanceSchema.ATTENDANCE, "synced");
        for (ScanRow row : canSync ? ofToday : List.<ScanRow>of()) {
            if (!row.synced() && row.id() <= position.highest) {
                position.pending.add(row.id());
            }
        }
        knowQueue(rows, position);
        return position;
    }

    private void knowQueue(AttendanceRows rows, WatchPosition position) throws SQLException {
        position.queue.clear();
        for (QueueRow row : rows.queue(MOST_QUEUE_ROWS)) {
            position.see(row);
            if (row.unsynced() && row.recordId() <= position.highest) {
                position.pending.add(row.recordId());
            }
        }
    }

    /** Finds out whether the row at the position is still the one that was told. */
    private Optional<Setback> settle(AttendanceRows rows, WatchPosition position) throws SQLException {
        long top = rows.highestId();
        if (top < position.highest) {
            Setback setback = new Setback(position.highest, top);
            position.goBackTo(top);
            position.mark = rows.row(top).map(ScanRow::mark).orElse("");
            knowQueue(rows, position);
            return Optional.of(setback);
        }
        Optional<ScanRow> former = position.reusedTo > position.highest && top >= position.reusedTo
                ? rows.row(position.reusedTo)
                : Optional.empty();
        if (former.isPresent() && former.get().mark().equals(position.reusedMark)) {
            position.comeBack();
            return Optional.empty();
        }
        Optional<ScanRow> last = position.mark.isEmpty() ? Optional.empty() : rows.row(position.highest);
        if (last.isPresent() && last.get().isAnother(position.mark)) {
            position.goBackTo(position.highest - 1);
            position.mark = "";
        }
        return Optional.empty();
    }

    private boolean synced(AttendanceRows rows, WatchPosition position, Telling telling) throws SQLException {
        List<ScanRow> synced = rows.synced(IdRange.of(position.pending), MOST_ROWS);
        for (ScanRow row : synced) {
            telling.sync(row, suffix(row, position));
            position.pending.remove(row.id());
        }
        return synced.size() == MOST_ROWS;
    }

    private boolean scans(
            AttendanceSchema schema, AttendanceRows rows, WatchPosition position, Telling telling, Instant now)
            throws SQLException {
        boolean canSync = schema.has(AttendanceSchema.ATTENDANCE, "synced");
        LocalDate today = time.day(now);
        List<ScanRow> fresh = rows.rowsAfter(position.highest, MOST_ROWS);
        for (ScanRow row : fresh) {
            position.highest = row.id();
            position.mark = row.mark();
            if (row.id() <= position.attached && !isOfDay(row, today)) {
                continue;
            }
            telling.scan(row, suffix(row, position));
            if (row.synced()) {
                telling.sync(row, suffix(row, position));
            } else if (canSync) {
                position.pending.add(row.id());
            }
        }
        return fresh.size() == MOST_ROWS;
    }

    private boolean queue(AttendanceRows rows, WatchPosition position, Telling telling) throws SQLException {
        List<QueueRow> waiting = rows.queue(MOST_QUEUE_ROWS);
        position.queue.keySet().retainAll(waiting.stream().map(QueueRow::id).collect(toSet()));
        String seen = position.queueSeen;
        int before = telling.size();
        for (QueueRow row : waiting) {
            if (telling.size() - before >= MOST_ROWS) {
                return true;
            }
            Optional<WatchPosition.Queued> known =
                    Optional.ofNullable(position.queue.get(row.id())).filter(queued -> isSame(queued, row, seen));
            if (known.isEmpty()) {
                telling.queued(row);
                if (row.unsynced() && row.recordId() <= position.highest) {
                    position.pending.add(row.recordId());
                }
            }
            long retries = known.map(WatchPosition.Queued::retries).orElse(0L);
            if (row.retries() > retries) {
                telling.retried(row, retries);
            }
            position.see(row);
        }
        return false;
    }

    private static boolean isSame(WatchPosition.Queued queued, QueueRow row, String seen) {
        return queued.recordId() == row.recordId()
                && queued.created()
                        .map(row.created()::equals)
                        .orElseGet(() -> row.created().compareTo(seen) <= 0);
    }

    private boolean isOfDay(ScanRow row, LocalDate day) {
        return time.parse(row.timestamp()).map(time::day).filter(day::equals).isPresent();
    }

    private static String suffix(ScanRow row, WatchPosition position) {
        return position.isReused(row.id()) ? ":" + row.timestamp().orElse("") : "";
    }
}

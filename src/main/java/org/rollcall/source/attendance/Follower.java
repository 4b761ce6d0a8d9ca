package org.rollcall.source.attendance;

import static java.util.stream.Collectors.toSet;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.event.Signal;

/**
 * Finds what is new since a position, a few hundred rows at a time, and says where the position is then.
 *
 * <p>What it tells depends on the database and the position alone: the same ones give the same signals with the same
 * keys, which is what lets a look be repeated after a failure or a crash. It remembers only whose turn it is where there
 * is too much to ask for in one look: of the rows that wait for their sync, and of the queue, each look takes the newest
 * ones and a slice of the others.
 */
final class Follower {
    private static final int MOST_FIRST_ROWS = 1_000;
    private static final int MOST_QUEUE_ROWS = 10_000;
    private static final int MANY = 50;

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
     * @param changes what became of rows that were told before
     */
    record Found(
            List<Signal> signals,
            WatchPosition position,
            boolean more,
            Optional<Setback> setback,
            int dropped,
            Optional<Instant> lastSync,
            List<ScanRow> changes) {}

    private final String station;
    private final StationTime time;
    private final Effort effort;
    private final Round watching = new Round();
    private final Round queueing = new Round();

    Follower(AttendanceSettings settings, Effort effort) {
        this.station = settings.station();
        this.time = new StationTime(settings.zone());
        this.effort = effort;
    }

    /** Whether rows are left that have not had their turn since the last commit. */
    boolean isBusy() {
        return !watching.isOver() || !queueing.isOver();
    }

    /** Looks on from the position; without one attaches to the database as it is. */
    Found follow(AttendanceRows rows, Optional<WatchPosition> from, Instant now, boolean changed, DayBook book)
            throws SQLException {
        AttendanceSchema schema = rows.reader().schema();
        WatchPosition position = from.isPresent() ? from.get().copy() : attach(schema, rows, now, book);
        if (changed || from.isEmpty()) {
            watching.begin();
            queueing.begin();
        }
        Optional<Setback> setback = settle(rows, position);
        Optional<Instant> previous = position.at.or(() -> book.before(position.highest + 1));
        Telling telling = new Telling(station, time, now, previous);
        List<ScanRow> changes = new ArrayList<>();
        boolean more = watched(rows, position, telling, changes, book);
        more |= scans(schema, rows, position, telling, now);
        queue(rows, position, telling);
        more |= telling.size() >= effort.told();
        int dropped = position.dropExcess();
        return new Found(telling.signals(), position, more, setback, dropped, telling.lastSync(), changes);
    }

    /** Stands before the newest of today's rows, with what waits already known. */
    private WatchPosition attach(AttendanceSchema schema, AttendanceRows rows, Instant now, DayBook book)
            throws SQLException {
        WatchPosition position = new WatchPosition();
        position.attached = rows.highestId();
        List<DayRow> ofToday = book.rowsOf(time.day(now));
        position.highest = ofToday.isEmpty()
                ? position.attached
                : ofToday.get(Math.max(0, ofToday.size() - MOST_FIRST_ROWS)).id() - 1;
        boolean canSync = schema.has(AttendanceSchema.ATTENDANCE, "synced");
        for (DayRow row : canSync ? ofToday : List.<DayRow>of()) {
            if (!row.synced() && row.id() <= position.highest) {
                position.pending.add(row.id());
            }
        }
        knowQueue(rows, position);
        return position;
    }

    private void knowQueue(AttendanceRows rows, WatchPosition position) throws SQLException {
        position.queue.clear();
        for (QueueRow row : rows.queue(Long.MIN_VALUE, MOST_QUEUE_ROWS)) {
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

    /** Syncs and photos of the newest watched rows and of a slice of the others; whether there are surely more. */
    private boolean watched(
            AttendanceRows rows, WatchPosition position, Telling telling, List<ScanRow> changes, DayBook book)
            throws SQLException {
        if (watching.isOver() || position.pending.isEmpty()) {
            watching.took(0, true);
            return false;
        }
        NavigableSet<Long> ids = new TreeSet<>();
        position.pending.tailSet(watching.after(), false).stream()
                .limit(effort.watched())
                .forEach(ids::add);
        boolean end = ids.size() < effort.watched();
        watching.took(end ? 0 : ids.last(), end);
        position.pending.descendingSet().stream().limit(effort.newest()).forEach(ids::add);
        NavigableSet<Long> withoutPhoto = new TreeSet<>(ids);
        withoutPhoto.retainAll(position.bare);
        for (ScanRow row : rows.withPhoto(withoutPhoto)) {
            telling.photo(row, suffix(row, position));
            position.bare.remove(row.id());
            changes.add(row);
        }
        List<ScanRow> synced = rows.synced(ids);
        for (ScanRow row : synced) {
            telling.sync(row, suffix(row, position), book.at(row.id()).or(() -> time.parse(row.timestamp())));
            position.unwatch(row.id());
            changes.add(row);
        }
        return synced.size() >= MANY && !watching.isOver();
    }

    private boolean scans(
            AttendanceSchema schema, AttendanceRows rows, WatchPosition position, Telling telling, Instant now)
            throws SQLException {
        boolean canSync = schema.has(AttendanceSchema.ATTENDANCE, "synced");
        boolean canPhoto = schema.has(AttendanceSchema.ATTENDANCE, "photo_path");
        LocalDate today = time.day(now);
        List<ScanRow> fresh = rows.rowsAfter(position.highest, effort.told());
        for (ScanRow row : fresh) {
            position.highest = row.id();
            position.mark = row.mark();
            if (row.id() <= position.attached && !isOfDay(row, today)) {
                telling.passOver(row);
                continue;
            }
            Optional<Instant> scanned = telling.scan(row, suffix(row, position));
            if (row.synced()) {
                telling.sync(row, suffix(row, position), scanned);
            } else if (canSync) {
                position.watch(row.id(), canPhoto && row.photo().isEmpty());
            }
        }
        position.at = telling.previous();
        return fresh.size() == effort.told();
    }

    private void queue(AttendanceRows rows, WatchPosition position, Telling telling) throws SQLException {
        if (queueing.isOver() || telling.size() >= effort.told()) {
            return;
        }
        int room = MOST_QUEUE_ROWS - position.queue.size();
        List<QueueRow> slice = rows.queue(queueing.after(), effort.queued());
        boolean end = slice.size() < effort.queued();
        forget(position, queueing.after(), end ? Long.MAX_VALUE : last(slice), slice);
        tell(slice, room, position, telling);
        if (!end) {
            List<QueueRow> newest = rows.newestQueue(effort.newest()).stream()
                    .filter(row -> row.id() > last(slice))
                    .sorted(Comparator.comparing(QueueRow::id))
                    .toList();
            forget(
                    position,
                    newest.size() < effort.newest()
                            ? last(slice)
                            : newest.get(0).id() - 1,
                    Long.MAX_VALUE,
                    newest);
            tell(newest, room, position, telling);
        }
        queueing.took(end ? 0 : last(slice), end);
    }

    /** Rows of a stretch of the queue that are there no longer have left it. */
    private static void forget(WatchPosition position, long above, long last, List<QueueRow> there) {
        Set<Long> ids = there.stream().map(QueueRow::id).collect(toSet());
        position.queue.subMap(above, false, last, true).keySet().retainAll(ids);
    }

    private static long last(List<QueueRow> rows) {
        return rows.get(rows.size() - 1).id();
    }

    /** Tells what is new of rows in the order of their ids; a row that there is no room for has its turn later. */
    private static void tell(List<QueueRow> rows, int room, WatchPosition position, Telling telling) {
        String seen = position.queueSeen;
        int left = room;
        for (QueueRow row : rows) {
            Optional<WatchPosition.Queued> known =
                    Optional.ofNullable(position.queue.get(row.id())).filter(queued -> isSame(queued, row, seen));
            if (known.isEmpty()) {
                if (left-- <= 0 && !position.queue.containsKey(row.id())) {
                    continue;
                }
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

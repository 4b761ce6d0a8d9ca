package org.rollcall.source.attendance;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.rollcall.event.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the day's rows in memory, so that a look costs what is new and the passing of time costs nothing.
 *
 * <p>Increments bring new ids and what became of rows that were watched. What they cannot show (rows that were deleted,
 * moved in time, put in below the highest id, changed again after their sync) a pass finds: it reads the day anew,
 * a slice in each look, and its result is taken over. A table that fits into one slice is read anew whenever anything
 * was committed. Where a pass and the increments differ although the increments have had their say, that is a drift.
 *
 * <p>Confined to the watcher's thread, but for {@link #drifts}.
 */
final class DayBook {
    private static final Logger LOG = LoggerFactory.getLogger(DayBook.class);

    private final String name;
    private final StationTime time;
    private final Effort effort;
    private final Tally queue = new Tally(AttendanceSchema.QUEUE);
    private final Tally archive = new Tally(AttendanceSchema.ARCHIVE);
    private final AtomicLong drifts = new AtomicLong();

    private Optional<DayRows> rows = Optional.empty();
    private Optional<DayRows> fresh = Optional.empty(); // what the running pass has read
    private AttendanceSchema schema = new AttendanceSchema(Map.of());
    private long highest; // the increments have seen every id up to this one
    private long cursor; // the pass has seen every id up to this one
    private boolean dirty; // something was committed since the last pass began
    private boolean asked;
    private Optional<Instant> verified = Optional.empty();

    DayBook(String name, StationTime time, Effort effort) {
        this.name = name;
        this.time = time;
        this.effort = effort;
    }

    /** Everything is read anew: the file may be another. */
    void reset() {
        rows = Optional.empty();
        fresh = Optional.empty();
        queue.reset();
        archive.reset();
    }

    /** A pass begins with the next look. */
    void ask() {
        asked = true;
    }

    /** Whether there is a day to be counted. */
    boolean isReady() {
        return rows.isPresent()
                && queue.counted().isPresent()
                && archive.counted().isPresent();
    }

    /** Whether the next look should read although nothing was committed. */
    boolean isBusy(Instant now) {
        return isTurned(time.day(now)) || fresh.isPresent() || queue.isBusy() || archive.isBusy() || isDue(now);
    }

    /** How often the increments were found wrong. From any thread. */
    long drifts() {
        return drifts.get();
    }

    /** Rows of a day, to begin with. */
    List<DayRow> rowsOf(LocalDate day) {
        Instant start = time.start(day);
        Instant end = time.start(day.plusDays(1));
        return rows.map(DayRows::rows).orElse(List.of()).stream()
                .filter(row -> !row.at().isBefore(start) && row.at().isBefore(end))
                .toList();
    }

    /** When the row of an id was scanned, if it is of these days. */
    Optional<Instant> at(long id) {
        return rows.flatMap(known -> known.at(id));
    }

    /** When the last row below an id was scanned, if it is of these days. */
    Optional<Instant> before(long id) {
        return rows.flatMap(known -> known.lastBelow(id));
    }

    /** What has become of rows that were watched. */
    void refresh(List<ScanRow> changes) {
        for (ScanRow row : changes) {
            rows.ifPresent(known -> known.refresh(row));
            fresh.ifPresent(known -> known.refresh(row));
        }
    }

    /**
     * Reads on.
     *
     * @param changed whether anything was committed
     * @param watched says of which ids the increments have yet to tell what became of them
     * @return whether there are more new rows
     */
    boolean read(AttendanceRows table, Instant now, boolean changed, LongPredicate watched) throws SQLException {
        schema = table.reader().schema();
        dirty |= changed;
        LocalDate today = time.day(now);
        if (rows.isPresent() && (table.highestId() < highest || !rows.get().covers(today))) {
            reset();
        }
        boolean more = rows.isPresent() && append(table, rows.get());
        boolean atOnce = table.isWithin(effort.slice());
        boolean turned = isTurned(today);
        if (fresh.isPresent() && !fresh.get().today().equals(today)) {
            fresh = Optional.empty();
        }
        if (fresh.isEmpty() && (turned || isDue(now) || (atOnce && dirty))) {
            fresh = Optional.of(new DayRows(time, today));
            cursor = table.firstId(today.minusDays(1)) - 1;
            dirty = false;
            asked = false;
        }
        if (fresh.isPresent() && pass(table, fresh.get())) {
            if (!turned && !atOnce) {
                compare(rows.orElseThrow(), fresh.get(), watched);
            }
            verified = atOnce ? verified : Optional.of(now);
            rows = fresh;
            fresh = Optional.empty();
        }
        queue.read(table.reader(), changed);
        archive.read(table.reader(), changed);
        return more;
    }

    /** The day as it is known, for this moment; costs no read. */
    Reading reading(Instant now, Optional<Instant> knownSync) {
        return new DayCount(time, now)
                .count(
                        rows.orElseThrow(),
                        schema,
                        queue.counted().orElseThrow(),
                        archive.counted().orElseThrow(),
                        knownSync);
    }

    /** Whether there are no rows yet, or those of another day than it is now. */
    private boolean isTurned(LocalDate today) {
        return rows.isEmpty() || !rows.get().today().equals(today);
    }

    private boolean isDue(Instant now) {
        boolean within = verified.isPresent()
                && !now.isBefore(verified.get())
                && Duration.between(verified.get(), now).compareTo(effort.verify()) < 0;
        return asked || (dirty && !within);
    }

    private boolean append(AttendanceRows table, DayRows known) throws SQLException {
        List<ScanRow> added = table.rowsAfter(highest, effort.told());
        for (ScanRow row : added) {
            known.append(row);
            known.appendNewest(row);
            highest = row.id();
        }
        return added.size() == effort.told();
    }

    /** Walks on; returns whether the pass has come to the end. */
    private boolean pass(AttendanceRows table, DayRows into) throws SQLException {
        long last = rows.isPresent() ? highest : table.highestId();
        AttendanceRows.Run run = table.run(cursor, last, effort.slice());
        if (run.count() > 0) {
            table.rowsOfDays(into.first(), into.end(), cursor, run.last()).forEach(into::append);
            cursor = run.last();
        }
        if (run.count() == effort.slice() && run.last() < last) {
            return false;
        }
        table.newest(DayRows.NEWEST).stream().filter(row -> row.id() <= last).forEach(into::appendNewest);
        highest = last;
        return true;
    }

    private void compare(DayRows known, DayRows found, LongPredicate watched) {
        int wrong = differences(known.rows(), found.rows(), watched);
        if (wrong > 0) {
            drifts.incrementAndGet();
            LOG.warn(
                    "the figures of {} had drifted and are right again: {} rows differ; {}, now {}",
                    name,
                    wrong,
                    words(known.rows()),
                    words(found.rows()));
        }
    }

    /** Merges by id; what the increments are still going to tell is no difference. */
    private static int differences(List<DayRow> known, List<DayRow> found, LongPredicate watched) {
        int wrong = 0;
        int i = 0;
        int j = 0;
        while (i < known.size() || j < found.size()) {
            long one = i < known.size() ? known.get(i).id() : Long.MAX_VALUE;
            long other = j < found.size() ? found.get(j).id() : Long.MAX_VALUE;
            if (one == other) {
                DayRow before = known.get(i);
                DayRow after = found.get(j);
                boolean late = watched.test(one) && before.at().equals(after.at());
                wrong += before.equals(after) || late ? 0 : 1;
            } else {
                wrong++;
            }
            i += one <= other ? 1 : 0;
            j += other <= one ? 1 : 0;
        }
        return wrong;
    }

    private static String words(List<DayRow> rows) {
        long synced = rows.stream().filter(DayRow::synced).count();
        long photos = rows.stream().filter(DayRow::photo).count();
        return "of two days " + rows.size() + " scans, " + synced + " synced, " + photos + " photos";
    }
}

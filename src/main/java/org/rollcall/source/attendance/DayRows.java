package org.rollcall.source.attendance;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a day in the order of their ids, and the newest rows of whatever day.
 *
 * <p>A day more on both sides is kept: the last hour may have begun yesterday, and a text with an offset is of another
 * day. Texts are compared as SQLite compares them, so the same rows are found by increments and by a pass.
 */
final class DayRows {
    static final int NEWEST = 100;

    /** Beyond this the day is not counted any more: about 20 MB. */
    static final int MOST = 200_000;

    private final StationTime time;
    private final LocalDate today;
    private final List<DayRow> rows = new ArrayList<>();
    private final Deque<DayRow> newest = new ArrayDeque<>();
    private boolean full;

    DayRows(StationTime time, LocalDate today) {
        this.time = time;
        this.today = today;
    }

    LocalDate today() {
        return today;
    }

    LocalDate first() {
        return today.minusDays(1);
    }

    LocalDate end() {
        return today.plusDays(2);
    }

    /** Whether the rows that a day needs are among these: those of its eve and its own. */
    boolean covers(LocalDate day) {
        return day.equals(today) || day.equals(today.plusDays(1));
    }

    List<DayRow> rows() {
        return Collections.unmodifiableList(rows);
    }

    Collection<DayRow> newest() {
        return Collections.unmodifiableCollection(newest);
    }

    /** When the row of an id was scanned. */
    Optional<Instant> at(long id) {
        int index = index(id);
        return index < 0 ? Optional.empty() : Optional.of(rows.get(index).at());
    }

    /** When the last row below an id was scanned. */
    Optional<Instant> lastBelow(long id) {
        int count = rows.size();
        while (count > 0 && rows.get(count - 1).id() >= id) {
            count--;
        }
        return count == 0 ? Optional.empty() : Optional.of(rows.get(count - 1).at());
    }

    /** Whether there are too many rows to keep, so that nothing can be said. */
    boolean isFull() {
        return full;
    }

    /** Takes a row whose id is above all others. */
    void append(ScanRow row) {
        if (rows.size() >= MOST) {
            full = true;
        } else if (isWithin(row)) {
            DayRow.of(row, time, before(rows.size())).ifPresent(rows::add);
        }
    }

    /** Takes a row that is among the newest, its id above all others of them. */
    void appendNewest(ScanRow row) {
        DayRow.of(row, time, Instant.MIN).ifPresent(newest::addLast);
        if (newest.size() > NEWEST) {
            newest.removeFirst();
        }
    }

    /** Takes over what has become of a row; one that is not here is none of ours. */
    void refresh(ScanRow row) {
        int index = index(row.id());
        if (index >= 0) {
            Optional<DayRow> now = isWithin(row) ? DayRow.of(row, time, before(index)) : Optional.empty();
            if (now.isPresent()) {
                rows.set(index, now.get());
            } else {
                rows.remove(index);
            }
        }
        if (newest.removeIf(one -> one.id() == row.id())) {
            DayRow.of(row, time, Instant.MIN).ifPresent(newest::addFirst); // only ages are taken from here
        }
    }

    private boolean isWithin(ScanRow row) {
        String text = row.timestamp().orElse("");
        return text.compareTo(first().toString()) >= 0 && text.compareTo(end().toString()) < 0;
    }

    private Instant before(int index) {
        return index == 0 ? Instant.MIN : rows.get(index - 1).at();
    }

    private int index(long id) {
        int low = 0;
        int high = rows.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = rows.get(middle).id();
            if (found == id) {
                return middle;
            }
            if (found < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}

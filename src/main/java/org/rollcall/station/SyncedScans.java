package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many of a day's scans are synced. A scan is, when a sync of the same record happened on its day; however often it is
 * told, it counts once, and a sync of another day's scan counts for nothing. Both may be told in any order.
 *
 * <p>A sync that names no record may be of any scan that has none yet, and one of a record without a scan on the day may be
 * of a scan that names none. So there are never more than scans.
 *
 * <p>At most {@value #MOST} records are remembered, and those of the day before as long as there is room: the clock may
 * have been wrong. What finds no room counts as what names no record. Not thread-safe: the monitor's thread owns it.
 */
final class SyncedScans {
    static final int MOST = 20_000;
    private static final int LONGEST = 64;
    private static final Duration KEPT = Duration.ofDays(1);

    /** A record: its last scan and its last sync, and how many scans it has on the day of the last one. */
    private static final class Mark {
        Instant scanned = Instant.MIN;
        Instant synced = Instant.MIN;
        int scans;

        boolean isBefore(Instant at) {
            return scanned.isBefore(at) && synced.isBefore(at);
        }
    }

    private final DayBook day;
    private final Map<String, Mark> marks = new HashMap<>();
    private Instant from = Instant.MIN.plus(KEPT); // the midnight with which the day began
    private Instant cleared = Instant.MIN; // the midnight of the day for which older ones made room
    private int matched; // the day's scans of records with a sync
    private int waiting; // records with a sync on the day, but no scan

    SyncedScans(DayBook day) {
        this.day = day;
    }

    /** The day began then; from the next call on what was before it counts no more. */
    void begin(Instant midnight) {
        if (!midnight.equals(from)) {
            from = midnight;
            marks.values().removeIf(mark -> mark.isBefore(midnight.minus(KEPT)));
            recount();
        }
    }

    /** Takes a scan of a record; false when it finds no room or names none. */
    boolean scan(String record, Instant at) {
        Mark mark = mark(record);
        if (mark == null) {
            return false;
        }
        count(mark, -1);
        if (!at.isBefore(from) && mark.scanned.isBefore(from)) {
            mark.scanned = at;
            mark.scans = 1;
        } else if (!at.isBefore(from) || mark.scanned.isBefore(from)) {
            mark.scanned = at.isAfter(mark.scanned) ? at : mark.scanned;
            mark.scans++;
        }
        count(mark, 1);
        return true;
    }

    /** Takes a sync of a record; false when it finds no room or names none. */
    boolean sync(String record, Instant at) {
        Mark mark = mark(record);
        if (mark == null) {
            return false;
        }
        count(mark, -1);
        mark.synced = at.isAfter(mark.synced) ? at : mark.synced;
        count(mark, 1);
        return true;
    }

    /** How many there are of the day's scans, of which the book has those that were not taken here. */
    long today(long all, Instant midnight, Instant later) {
        begin(midnight);
        long unnamedScans = day.sum(midnight, later, minute -> minute.unnamedScans);
        long unnamedSyncs = day.sum(midnight, later, minute -> minute.unnamedSyncs);
        return Math.min(all, matched + Math.min(waiting, unnamedScans) + unnamedSyncs);
    }

    /** The day's scans of records that have a sync. */
    int matched() {
        return matched;
    }

    void clear() {
        marks.clear();
        recount();
    }

    private void recount() {
        matched = 0;
        waiting = 0;
        marks.values().forEach(mark -> count(mark, 1));
    }

    private void count(Mark mark, int sign) {
        if (mark.synced.isBefore(from)) {
            return;
        }
        if (mark.scanned.isBefore(from)) {
            waiting += sign;
        } else {
            matched += sign * mark.scans;
        }
    }

    private @Nullable Mark mark(String record) {
        if (record.isEmpty() || record.length() > LONGEST) {
            return null;
        }
        Mark known = marks.get(record);
        if (known == null && hasRoom()) {
            known = new Mark();
            marks.put(record, known);
        }
        return known;
    }

    private boolean hasRoom() {
        if (marks.size() >= MOST && !from.equals(cleared)) {
            cleared = from;
            marks.values().removeIf(mark -> mark.isBefore(from));
        }
        return marks.size() < MOST;
    }
}

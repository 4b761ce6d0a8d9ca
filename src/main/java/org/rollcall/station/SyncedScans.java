package org.rollcall.station;

import java.time.Instant;
import java.util.Arrays;

/**
 * How many of a day's scans are synced. A scan is, when a sync of the same record happened on its day; however often it is
 * told, it counts once, and a sync of another day's scan counts for nothing. Both may be told in any order.
 *
 * <p>A sync that names no record may be of any scan that has none yet, and one of a record without a scan on the day may be
 * of a scan that names none. So there are never more than scans.
 *
 * <p>Of a record a hash of 64 bits is kept with two minutes, 18 bytes in all, where a map of texts has 150: a hundred gates
 * share a heap of 128 MB. There are at most {@value #MOST}; those of the day before stay as long as there is room, for the
 * clock may have been wrong. What finds no room counts as what names none. Not thread-safe: the monitor's thread owns it.
 */
final class SyncedScans {
    static final int MOST = 50_000;
    private static final int LONGEST = 64;
    private static final int NEVER = Integer.MIN_VALUE;
    private static final int MINUTES_KEPT = 24 * 60;
    private static final int LEAST = 16;

    private final DayBook day;
    // a table with open addressing: one slot is the same place in all four
    private long[] records = new long[LEAST]; // 0 is a free slot
    private int[] scanned = new int[LEAST]; // the last minute, or never
    private int[] synced = new int[LEAST];
    private short[] scans = new short[LEAST]; // how many on the day of the last one
    private int used;
    private int from = NEVER + 1 + MINUTES_KEPT; // the minute in which the day began
    private int cleared = NEVER; // the day for which older ones made room
    private int matched; // the day's scans of records with a sync
    private int waiting; // records with a sync on the day, but no scan

    SyncedScans(DayBook day) {
        this.day = day;
    }

    /** The day began then; from the next call on what was before it counts no more. */
    void begin(Instant midnight) {
        int minute = minuteOf(midnight);
        if (minute != from) {
            from = minute;
            forgetBefore(from - MINUTES_KEPT);
            recount();
        }
    }

    /** Takes a scan of a record; false when it finds no room or names none. */
    boolean scan(String record, Instant at) {
        int slot = slot(record);
        if (slot < 0) {
            return false;
        }
        int minute = minuteOf(at);
        count(slot, -1);
        if (minute >= from && scanned[slot] < from) {
            scanned[slot] = minute;
            scans[slot] = 1;
        } else if (minute >= from || scanned[slot] < from) {
            scanned[slot] = Math.max(scanned[slot], minute);
            scans[slot] = (short) Math.min(Short.MAX_VALUE, scans[slot] + 1);
        }
        count(slot, 1);
        return true;
    }

    /** Takes a sync of a record; false when it finds no room or names none. */
    boolean sync(String record, Instant at) {
        int slot = slot(record);
        if (slot < 0) {
            return false;
        }
        count(slot, -1);
        synced[slot] = Math.max(synced[slot], minuteOf(at));
        count(slot, 1);
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

    /** How many records are remembered. */
    int kept() {
        return used;
    }

    void clear() {
        used = 0;
        Arrays.fill(records, 0);
        resize();
        recount();
    }

    private void recount() {
        matched = 0;
        waiting = 0;
        for (int slot = 0; slot < records.length; slot++) {
            if (records[slot] != 0) {
                count(slot, 1);
            }
        }
    }

    private void count(int slot, int sign) {
        if (synced[slot] < from) {
            return;
        }
        if (scanned[slot] >= from) {
            matched += sign * scans[slot];
        } else {
            waiting += sign;
        }
    }

    /** The slot of a record, new or not; negative when it has none. */
    private int slot(String record) {
        if (record.isEmpty() || record.length() > LONGEST) {
            return -1;
        }
        long hash = hash(record);
        int slot = find(hash);
        if (records[slot] == hash) {
            return slot;
        }
        if (used >= MOST || used >= records.length / 5 * 4) {
            makeRoom();
            slot = find(hash);
        }
        if (used >= MOST) {
            return -1;
        }
        used++;
        records[slot] = hash;
        scanned[slot] = NEVER;
        synced[slot] = NEVER;
        scans[slot] = 0;
        return slot;
    }

    /** Where a record is, or would be. */
    private int find(long hash) {
        int slot = (int) hash & (records.length - 1);
        while (records[slot] != 0 && records[slot] != hash) {
            slot = (slot + 1) & (records.length - 1);
        }
        return slot;
    }

    private void makeRoom() {
        if (used < MOST) {
            resize();
        } else if (cleared != from) { // else all of them are the day's
            cleared = from;
            forgetBefore(from);
        }
    }

    private void forgetBefore(int minute) {
        for (int slot = 0; slot < records.length; slot++) {
            if (records[slot] != 0 && scanned[slot] < minute && synced[slot] < minute) {
                records[slot] = 0;
                used--;
            }
        }
        resize();
    }

    /** Moves what is there into tables in which half of the slots are free. */
    private void resize() {
        int length = LEAST;
        while (length < 2 * used) {
            length *= 2;
        }
        long[] oldRecords = records;
        int[] oldScanned = scanned;
        int[] oldSynced = synced;
        short[] oldScans = scans;
        records = new long[length];
        scanned = new int[length];
        synced = new int[length];
        scans = new short[length];
        for (int old = 0; old < oldRecords.length; old++) {
            if (oldRecords[old] != 0) {
                int slot = find(oldRecords[old]);
                records[slot] = oldRecords[old];
                scanned[slot] = oldScanned[old];
                synced[slot] = oldSynced[old];
                scans[slot] = oldScans[old];
            }
        }
    }

    /** 64 bits, so that among so many two are the same once in billions of days. */
    private static long hash(String record) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < record.length(); i++) {
            hash = (hash ^ record.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }

    private static int minuteOf(Instant at) {
        long minute = Math.floorDiv(at.getEpochSecond(), 60);
        return (int) Math.max(NEVER + 1, Math.min(Integer.MAX_VALUE, minute));
    }
}

package org.rollcall.source.attendance;

import static org.rollcall.source.attendance.AttendanceReader.text;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Counts the rows that wait, or that were given up, a few thousand in one look.
 *
 * <p>A table that fits into one slice is exact at each look; a larger one is some looks behind.
 */
final class Tally {
    private static final int SLICE = 5_000;

    /**
     * What was counted; a figure whose column the table lacks has no meaning.
     *
     * @param oldest the earliest time of queueing, as text
     * @param failed rows that were tried at least once
     * @param stuck rows that were tried {@value Telling#STUCK} times or more
     */
    record Sum(long size, String oldest, long failed, long stuck) {
        static final Sum NONE = new Sum(0, "", 0, 0);

        Sum plus(Sum other) {
            boolean isEarlier = oldest.isEmpty() || (!other.oldest.isEmpty() && other.oldest.compareTo(oldest) < 0);
            return new Sum(
                    size + other.size, isEarlier ? other.oldest : oldest, failed + other.failed, stuck + other.stuck);
        }
    }

    private record Slice(Sum sum, long last) {}

    private final String table;
    private Optional<Sum> counted = Optional.empty();
    private Sum running = Sum.NONE;
    private long cursor = Long.MIN_VALUE;
    private boolean stale = true;
    private boolean isRunning;

    Tally(String table) {
        this.table = table;
    }

    /** What was last counted to the end. */
    Optional<Sum> counted() {
        return counted;
    }

    /** Whether something is left to count. */
    boolean isBusy() {
        return stale || isRunning;
    }

    void reset() {
        counted = Optional.empty();
        isRunning = false;
        stale = true;
    }

    /** Counts on; {@code changed} when what was counted may be no longer so. */
    void read(AttendanceReader reader, boolean changed) throws SQLException {
        stale |= changed;
        if (!reader.schema().has(table)) {
            counted = Optional.of(Sum.NONE);
            stale = false;
            isRunning = false;
            return;
        }
        if (!isRunning && !stale) {
            return;
        }
        if (!isRunning) {
            running = Sum.NONE;
            cursor = Long.MIN_VALUE;
            isRunning = true;
            stale = false;
        }
        Slice slice = slice(reader);
        running = running.plus(slice.sum());
        cursor = slice.last();
        if (slice.sum().size() < SLICE) {
            counted = Optional.of(running);
            isRunning = false;
        }
    }

    private Slice slice(AttendanceReader reader) throws SQLException {
        AttendanceSchema schema = reader.schema();
        String created = schema.has(table, "created_at") ? "created_at" : "NULL";
        String retries = schema.has(table, "retry_count") ? "retry_count" : "0";
        return reader.first(
                        "SELECT count(*), min(replace(created, 'T', ' ')), total(retries > 0), total(retries >= "
                                + Telling.STUCK + "), max(k) FROM (SELECT rowid AS k, " + created + " AS created, "
                                + retries + " AS retries FROM " + table + " WHERE rowid > ? ORDER BY rowid LIMIT ?)",
                        row -> new Slice(
                                new Sum(row.getLong(1), text(row, 2).orElse(""), row.getLong(3), row.getLong(4)),
                                row.getLong(5)),
                        cursor,
                        SLICE)
                .orElse(new Slice(Sum.NONE, cursor));
    }
}

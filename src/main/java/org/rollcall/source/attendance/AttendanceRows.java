package org.rollcall.source.attendance;

import static org.rollcall.source.attendance.AttendanceReader.text;
import static org.rollcall.source.attendance.AttendanceSchema.ATTENDANCE;
import static org.rollcall.source.attendance.AttendanceSchema.QUEUE;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds rows by their primary key; never reads the whole attendance table of a large database.
 *
 * <p>The first row that may be of a day is found by bisection over the ids. Ids grow with time, nearly: so each probe
 * takes the latest day of a window of rows, which a few backdated ones cannot hide, the answer is moved back by a
 * slack, and whoever uses it still compares each row's time. A small table is not searched at all.
 */
final class AttendanceRows {
    private static final long SMALL_TABLE = 20_000;
    private static final long SLACK = 2_000;
    private static final int WINDOW = 64;

    private final AttendanceReader reader;
    private final AttendanceSchema schema;

    AttendanceRows(AttendanceReader reader) {
        this.reader = reader;
        this.schema = reader.schema();
    }

    /** The highest id, 0 for an empty table. */
    long highestId() throws SQLException {
        return reader.first("SELECT max(id) FROM attendance", row -> row.getLong(1))
                .orElse(0L);
    }

    Optional<ScanRow> row(long id) throws SQLException {
        return reader.first(select() + " WHERE a.id = ?", AttendanceRows::scanRow, id);
    }

    List<ScanRow> rowsAfter(long id, int limit) throws SQLException {
        return reader.list(select() + " WHERE a.id > ? ORDER BY a.id LIMIT ?", AttendanceRows::scanRow, id, limit);
    }

    /** Rows whose text begins with a day from the first to the last one, whichever way it is written. */
    List<ScanRow> rowsOfDays(LocalDate first, LocalDate last) throws SQLException {
        return reader.list(
                select() + " WHERE a.id >= ? AND a.timestamp >= ? AND a.timestamp < ? ORDER BY a.id",
                AttendanceRows::scanRow,
                firstId(first),
                first.toString(),
                last.plusDays(1).toString());
    }

    List<ScanRow> newest(int limit) throws SQLException {
        return reader.list(select() + " ORDER BY a.id DESC LIMIT ?", AttendanceRows::scanRow, limit);
    }

    /** Of the given ranges of ids those rows that have reached the cloud. */
    List<ScanRow> synced(List<IdRange> ranges, int limit) throws SQLException {
        List<ScanRow> found = new ArrayList<>();
        if (!schema.has(ATTENDANCE, "synced")) {
            return found;
        }
        for (IdRange range : ranges) {
            if (found.size() >= limit) {
                break;
            }
            found.addAll(reader.list(
                    select() + " WHERE a.id BETWEEN ? AND ? AND a.synced = 1 ORDER BY a.id LIMIT ?",
                    AttendanceRows::scanRow,
                    range.first(),
                    range.last(),
                    limit - found.size()));
        }
        return found;
    }

    /** The oldest queue rows, in the order of their ids: a row that is seen stays seen until it leaves the queue. */
    List<QueueRow> queue(int limit) throws SQLException {
        if (!schema.hasQueueRows()) {
            return List.of();
        }
        String ofAttendance = schema.has(QUEUE, "record_type")
                ? " AND (q.record_type IS NULL OR lower(q.record_type) IN ('attendance', ''))"
                : "";
        String synced = schema.has(ATTENDANCE, "synced") ? "coalesce(a.synced, 0) <> 1" : "0";
        return reader.list(
                "SELECT q.id AS id, q.record_id AS record_id, " + queueColumn("created_at") + ", "
                        + queueColumn("retry_count") + ", " + queueColumn("last_attempt") + ", "
                        + queueColumn("error_message") + ", " + schema.column("a", ATTENDANCE, "student_id")
                        + ", a.id IS NOT NULL AND " + synced + " AS unsynced FROM sync_queue q"
                        + " LEFT JOIN attendance a ON a.id = q.record_id" + ofAttendance
                        + " ORDER BY q.id LIMIT ?",
                AttendanceRows::queueRow,
                limit);
    }

    private long firstId(LocalDate day) throws SQLException {
        long low = reader.first("SELECT min(id) FROM attendance", row -> row.getLong(1))
                .orElse(0L);
        long high = highestId();
        if (high - low <= SMALL_TABLE) {
            return low;
        }
        long floor = low;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (latestDay(middle).compareTo(day.toString()) >= 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Math.max(floor, low - SLACK);
    }

    private String latestDay(long id) throws SQLException {
        return reader.first(
                        "SELECT max(substr(timestamp, 1, 10)) AS day FROM"
                                + " (SELECT timestamp FROM attendance WHERE id >= ? ORDER BY id LIMIT ?)",
                        row -> text(row, "day").orElse(""),
                        id,
                        WINDOW)
                .orElse("");
    }

    private String queueColumn(String column) {
        return schema.column("q", QUEUE, column);
    }

    private String select() {
        return "SELECT a.id AS id, a.timestamp AS timestamp, " + schema.column("a", ATTENDANCE, "student_id") + ", "
                + schema.column("a", ATTENDANCE, "photo_path") + ", " + schema.column("a", ATTENDANCE, "scan_type")
                + ", " + schema.column("a", ATTENDANCE, "status") + ", " + schema.column("a", ATTENDANCE, "synced")
                + ", " + schema.column("a", ATTENDANCE, "sync_timestamp") + " FROM attendance a";
    }

    private static ScanRow scanRow(ResultSet row) throws SQLException {
        return new ScanRow(
                row.getLong("id"),
                text(row, "student_id"),
                text(row, "timestamp"),
                text(row, "photo_path").filter(path -> !path.isBlank()),
                text(row, "scan_type"),
                text(row, "status"),
                row.getLong("synced") == 1,
                text(row, "sync_timestamp"));
    }

    private static QueueRow queueRow(ResultSet row) throws SQLException {
        return new QueueRow(
                row.getLong("id"),
                row.getLong("record_id"),
                text(row, "created_at"),
                row.getLong("retry_count"),
                text(row, "last_attempt"),
                text(row, "error_message"),
                text(row, "student_id"),
                row.getBoolean("unsynced"));
    }
}

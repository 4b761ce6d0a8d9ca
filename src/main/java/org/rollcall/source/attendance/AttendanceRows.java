package org.rollcall.source.attendance;

import static org.rollcall.source.attendance.AttendanceReader.text;
import static org.rollcall.source.attendance.AttendanceSchema.ATTENDANCE;
import static org.rollcall.source.attendance.AttendanceSchema.QUEUE;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Finds rows by their primary key; never reads the whole attendance table of a large database. Good for one look.
 *
 * <p>The first row that may be of a day is found by bisection over the ids. Ids grow with time, nearly: so each probe
 * takes the latest day of a window of rows, which a few backdated ones cannot hide, the answer is moved back by a
 * slack, and whoever uses it still compares each row's time. A small table is not searched at all.
 */
final class AttendanceRows {
    private static final long SLACK = 2_000;
    private static final int WINDOW = 64;

    /** A run of rows that was walked through: up to which id, and how many there are. */
    record Run(long last, int count) {}

    private record After(long id, List<ScanRow> rows) {}

    private final AttendanceReader reader;
    private final AttendanceSchema schema;
    private final String select;
    private Optional<Long> highest = Optional.empty();
    private Optional<After> after = Optional.empty(); // teller and counter mostly ask the same

    AttendanceRows(AttendanceReader reader) {
        this.reader = reader;
        this.schema = reader.schema();
        this.select = "SELECT a.id, a.timestamp, " + column("student_id") + ", " + column("photo_path") + ", "
                + column("scan_type") + ", " + column("status") + ", " + column("synced") + ", "
                + column("sync_timestamp") + " FROM ";
    }

    AttendanceReader reader() {
        return reader;
    }

    /** The highest id, 0 for an empty table. */
    long highestId() throws SQLException {
        if (highest.isEmpty()) {
            highest = Optional.of(reader.first("SELECT max(id) FROM attendance", row -> row.getLong(1))
                    .orElse(0L));
        }
        return highest.get();
    }

    Optional<ScanRow> row(long id) throws SQLException {
        return reader.first(select + "attendance a WHERE a.id = ?", AttendanceRows::scanRow, id);
    }

    List<ScanRow> rowsAfter(long id, int limit) throws SQLException {
        if (after.isEmpty() || after.get().id() != id) {
            if (id >= highestId()) {
                return List.of();
            }
            after = Optional.of(new After(
                    id,
                    reader.list(
                            select + "attendance a WHERE a.id > ? ORDER BY a.id LIMIT ?",
                            AttendanceRows::scanRow,
                            id,
                            limit)));
        }
        return after.get().rows();
    }

    /** The next rows above one id and not above another, without their contents. */
    Run run(long above, long last, int limit) throws SQLException {
        return reader.first(
                        "SELECT max(id), count(*) FROM"
                                + " (SELECT id FROM attendance WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)",
                        row -> new Run(row.getLong(1), row.getInt(2)),
                        above,
                        last,
                        limit)
                .orElse(new Run(above, 0));
    }

    /** Of a run those rows whose text begins with a day from the first on and before the end. */
    List<ScanRow> rowsOfDays(LocalDate first, LocalDate end, long above, long last) throws SQLException {
        return reader.list(
                select + "attendance a WHERE a.id > ? AND a.id <= ? AND a.timestamp >= ? AND a.timestamp < ?"
                        + " ORDER BY a.id",
                AttendanceRows::scanRow,
                above,
                last,
                first.toString(),
                end.toString());
    }

    /** The newest rows, the newest last. */
    List<ScanRow> newest(int limit) throws SQLException {
        List<ScanRow> rows = new ArrayList<>(
                reader.list(select + "attendance a ORDER BY a.id DESC LIMIT ?", AttendanceRows::scanRow, limit));
        Collections.reverse(rows);
        return rows;
    }

    /** Of the given ids those that have reached the cloud. */
    List<ScanRow> synced(Collection<Long> ids) throws SQLException {
        return schema.has(ATTENDANCE, "synced") ? among(ids, " WHERE a.synced = 1") : List.of();
    }

    /** Of the given ids those that have a photo. */
    List<ScanRow> withPhoto(Collection<Long> ids) throws SQLException {
        if (!schema.has(ATTENDANCE, "photo_path")) {
            return List.of();
        }
        return among(ids, " WHERE a.photo_path <> ''").stream()
                .filter(row -> row.photo().isPresent())
                .toList();
    }

    /** Queue rows above an id, in the order of their ids. */
    List<QueueRow> queue(long above, int limit) throws SQLException {
        return queue(" WHERE q.id > ? ORDER BY q.id LIMIT ?", above, limit);
    }

    /** The newest queue rows, the newest first. */
    List<QueueRow> newestQueue(int limit) throws SQLException {
        return queue(" ORDER BY q.id DESC LIMIT ?", limit);
    }

    /** An id that no row of the day, or of a later one, is below of, save for more backdated rows than one expects. */
    long firstId(LocalDate day) throws SQLException {
        long low = lowestId();
        long high = highestId();
        if (high - low <= SLACK) {
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

    /** Whether the whole table fits into so many rows. */
    boolean isWithin(int rows) throws SQLException {
        return highestId() - lowestId() < rows;
    }

    private long lowestId() throws SQLException {
        return reader.first("SELECT min(id) FROM attendance", row -> row.getLong(1))
                .orElse(0L);
    }

    private String latestDay(long id) throws SQLException {
        return reader.first(
                        "SELECT max(substr(timestamp, 1, 10)) FROM"
                                + " (SELECT timestamp FROM attendance WHERE id >= ? ORDER BY id LIMIT ?)",
                        row -> text(row, 1).orElse(""),
                        id,
                        WINDOW)
                .orElse("");
    }

    /** One statement, however scattered the ids are. */
    private List<ScanRow> among(Collection<Long> ids, String condition) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        return reader.list(
                select + "json_each(?) j CROSS JOIN attendance a ON a.id = j.value" + condition,
                AttendanceRows::scanRow,
                ids.toString());
    }

    private List<QueueRow> queue(String which, Object... values) throws SQLException {
        if (!schema.hasQueueRows()) {
            return List.of();
        }
        String ofAttendance = schema.has(QUEUE, "record_type")
                ? " AND (q.record_type IS NULL OR lower(q.record_type) IN ('attendance', ''))"
                : "";
        String synced = schema.has(ATTENDANCE, "synced") ? "coalesce(a.synced, 0) <> 1" : "0";
        return reader.list(
                "SELECT q.id, q.record_id, " + queueColumn("created_at") + ", " + queueColumn("retry_count") + ", "
                        + queueColumn("last_attempt") + ", " + queueColumn("error_message") + ", "
                        + column("student_id") + ", a.id IS NOT NULL AND " + synced + " FROM sync_queue q"
                        + " LEFT JOIN attendance a ON a.id = q.record_id" + ofAttendance + which,
                AttendanceRows::queueRow,
                values);
    }

    private String column(String column) {
        return schema.column("a", ATTENDANCE, column);
    }

    private String queueColumn(String column) {
        return schema.column("q", QUEUE, column);
    }

    private static ScanRow scanRow(ResultSet row) throws SQLException {
        return new ScanRow(
                row.getLong(1),
                text(row, 3),
                text(row, 2),
                text(row, 4).filter(path -> !path.isBlank()),
                text(row, 5),
                text(row, 6),
                row.getLong(7) == 1,
                text(row, 8));
    }

    private static QueueRow queueRow(ResultSet row) throws SQLException {
        return new QueueRow(
                row.getLong(1),
                row.getLong(2),
                text(row, 3),
                row.getLong(4),
                text(row, 5),
                text(row, 6),
                text(row, 7),
                row.getBoolean(8));
    }
}

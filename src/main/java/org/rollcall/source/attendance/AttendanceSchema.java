package org.rollcall.source.attendance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the tables and columns that are worth reading a database has.
 *
 * @param columns the columns of each table that is there, in lower case
 */
record AttendanceSchema(Map<String, Set<String>> columns) {
    static final String ATTENDANCE = "attendance";
    static final String QUEUE = "sync_queue";
    static final String ARCHIVE = "failed_sync_queue";

    /** In the order in which they are said to be missing. Names and phone numbers are not among them. */
    private static final List<String> WORTH_READING = List.of(
            "attendance.student_id",
            "attendance.photo_path",
            "attendance.scan_type",
            "attendance.status",
            "attendance.synced",
            "attendance.sync_timestamp",
            "sync_queue.id",
            "sync_queue.record_id",
            "sync_queue.created_at",
            "sync_queue.retry_count",
            "sync_queue.last_attempt",
            "sync_queue.error_message");

    AttendanceSchema {
        columns = Map.copyOf(columns);
    }

    boolean has(String table) {
        return columns.containsKey(table);
    }

    boolean has(String table, String column) {
        return columns.getOrDefault(table, Set.of()).contains(column);
    }

    /** Whether rows can be followed at all. */
    boolean isAttendance() {
        return has(ATTENDANCE, "id") && has(ATTENDANCE, "timestamp");
    }

    /** Whether single queue rows can be followed; else they are only counted. */
    boolean hasQueueRows() {
        return has(QUEUE, "id") && has(QUEUE, "record_id");
    }

    /** What is absent, as {@code table} or {@code table.column}. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (String name : WORTH_READING) {
            String table = name.substring(0, name.indexOf('.'));
            if (!has(table)) {
                if (!missing.contains(table)) {
                    missing.add(table);
                }
            } else if (!has(table, name.substring(table.length() + 1))) {
                missing.add(name);
            }
        }
        if (!has(ARCHIVE)) {
            missing.add(ARCHIVE);
        }
        return missing;
    }

    /** The column, or an SQL NULL of its name where the table lacks it. */
    String column(String alias, String table, String column) {
        return has(table, column) ? alias + "." + column : "NULL AS " + column;
    }
}

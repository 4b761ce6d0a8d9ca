package org.rollcall.source.attendance;

import java.util.Optional;

/** One row of the attendance table, as it is written there; what the table lacks is empty. */
record ScanRow(
        long id,
        Optional<String> student,
        Optional<String> timestamp,
        Optional<String> photo,
        Optional<String> scanType,
        Optional<String> status,
        boolean synced,
        Optional<String> syncTimestamp) {

    /** What tells this row from another one that later gets its id. */
    String mark() {
        return Integer.toHexString(timestamp.orElse("").hashCode()) + "."
                + Integer.toHexString(student.orElse("").hashCode());
    }

    /** Whether a mark is surely of another row: a correction changes the time or the student, not both. */
    boolean isAnother(String mark) {
        String[] now = mark().split("\\.", 2);
        String[] then = mark.split("\\.", 2);
        return then.length == 2 && !now[0].equals(then[0]) && !now[1].equals(then[1]);
    }
}

package org.rollcall.source.attendance;

import java.util.Optional;

/** One row that waits for the cloud, with its student where the attendance row is still there. */
record QueueRow(
        long id,
        long recordId,
        Optional<String> createdAt,
        long retries,
        Optional<String> lastAttempt,
        Optional<String> error,
        Optional<String> student,
        boolean unsynced) {

    /** The time of queueing in a form in which both ways of writing compare. */
    String created() {
        return createdAt.orElse("").replace('T', ' ');
    }
}

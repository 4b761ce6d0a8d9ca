package org.rollcall.demo;

import java.time.Instant;

/**
 * A record that the cloud does not have yet.
 *
 * @param retries attempts that failed and are written in its queue row; -1 while it has no row
 * @param hopeless the cloud will never take it
 */
record Upload(long recordId, String studentId, Instant due, int retries, boolean hopeless) {
    boolean queued() {
        return retries >= 0;
    }

    Upload again(Instant when) {
        return new Upload(recordId, studentId, when, retries + 1, hopeless);
    }

    Upload at(Instant when) {
        return new Upload(recordId, studentId, when, retries, hopeless);
    }
}

package org.rollcall.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.rollcall.log.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the journal fails, since when, and when to try it again. Only the monitor's thread changes it. */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final Duration TELL_AGAIN = Duration.ofMinutes(1); // a disk on the brink fails and writes in turns

    private Optional<String> failure = Optional.empty();
    private Instant failedAt = Instant.EPOCH; // the last attempt
    private Instant failedFirst = Instant.EPOCH;
    private Instant told = Instant.EPOCH; // when the log last heard of a failure
    private boolean epochBegun; // since the failure

    /** Why the journal cannot write, while it cannot. */
    Optional<String> failure() {
        return failure;
    }

    boolean isOn() {
        return failure.isPresent();
    }

    /** Whether the journal works as far as is known, or has rested long enough for another try. */
    boolean isTimeToWrite(Instant now) {
        return failure.isEmpty() || !now.isBefore(failedAt.plus(TRY_AGAIN)) || now.isBefore(failedAt);
    }

    /** Whether a new epoch is still to begin: transitions may have been seen that were never stored. */
    boolean needsEpoch() {
        return isOn() && !epochBegun;
    }

    void epochBegan() {
        epochBegun = true;
    }

    void fails(StoreException e, Instant now) {
        if (failure.isEmpty()) {
            failedFirst = now;
            if (!now.isBefore(told.plus(TELL_AGAIN)) || now.isBefore(told)) {
                LOG.error("the journal cannot write; the view goes on from memory and sources keep their events", e);
                told = now;
            }
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        failure = Optional.of(String.valueOf(cause.getMessage()));
        failedAt = now;
    }

    void ends(long epoch) {
        if (told.equals(failedFirst)) {
            LOG.warn("the journal writes again, in epoch {}", epoch);
        }
        failure = Optional.empty();
        epochBegun = false;
    }
}

package org.rollcall.event;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a watched source is, in its own words.
 *
 * @param kind what it is, for people: "attendance database"
 * @param condition the state
 * @param path where it is, as the operator wrote it
 * @param since when the condition began
 * @param message one sentence: what is wrong, or what it does
 * @param doNow the first step to take
 * @param lastRead when it was last read with success
 * @param lookedAt when it was last looked at
 * @param poll time between two looks
 * @param missing tables and columns that it lacks
 */
public record SourceState(
        String kind,
        Condition condition,
        String path,
        Instant since,
        String message,
        Optional<String> doNow,
        Optional<Instant> lastRead,
        Instant lookedAt,
        Duration poll,
        List<String> missing) {

    /** Whether the source can be read, and if not, why. */
    public enum Condition {
        /** Not there, and it never was: nothing is wrong yet. */
        WAITING,
        READING,
        MISSING,
        NOT_A_DATABASE,
        NO_TABLE,
        LOCKED,
        UNREADABLE,
        /** Its ids went back; it is being read on from where it stands now. */
        REPLACED;

        /** Whether figures read from it are current. */
        public boolean isReadable() {
            return this == READING || this == REPLACED;
        }

        /** Whether someone has to act. */
        public boolean isFailure() {
            return !isReadable() && this != WAITING;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SourceState {
        requireNonNull(condition, "condition");
        missing = List.copyOf(missing);
    }
}

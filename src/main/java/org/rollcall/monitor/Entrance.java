package org.rollcall.monitor;

import java.time.Instant;
import java.util.Optional;
import org.rollcall.event.Signal;
import org.rollcall.log.Draft;
import org.rollcall.log.Encoding;

/**
 * A signal at the door: examined, masked and written on its sender's thread, because that needs neither an id nor any state.
 *
 * @param signal as it may be stored
 * @param refusal why it cannot be taken, if it cannot
 * @param draft what an occurrence that is taken will be written as
 * @param bytes roughly what it weighs while it waits
 */
record Entrance(Signal signal, Optional<String> refusal, Optional<Draft> draft, long bytes) {
    private static final long OTHER_BYTES = 500;

    /**
     * @param names whether names of people may be stored
     */
    static Entrance of(Signal signal, Encoding encoding, Instant now, boolean names) {
        if (signal instanceof Signal.Occurrence occurrence) {
            Optional<String> refusal = Admission.refusal(occurrence, now);
            return refusal.isPresent() ? other(signal, refusal) : of(Admission.masked(occurrence, names), encoding);
        }
        if (signal instanceof Signal.ComponentReport report) {
            Optional<String> refusal = Admission.refusal(report);
            return other(refusal.isPresent() ? signal : Admission.masked(report), refusal);
        }
        if (signal instanceof Signal.Heartbeat heartbeat) {
            Optional<String> refusal = Admission.refusal(heartbeat); // first: a text of any length takes time to mask
            return other(refusal.isPresent() ? signal : Admission.masked(heartbeat), refusal);
        }
        return other(signal, Optional.empty());
    }

    private static Entrance of(Signal.Occurrence masked, Encoding encoding) {
        Draft draft = encoding.draft(masked);
        return new Entrance(masked, Optional.empty(), Optional.of(draft), Admission.bytes(masked) + draft.weight());
    }

    private static Entrance other(Signal signal, Optional<String> refusal) {
        return new Entrance(signal, refusal, Optional.empty(), OTHER_BYTES);
    }
}

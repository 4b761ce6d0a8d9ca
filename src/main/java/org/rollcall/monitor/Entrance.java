package org.rollcall.monitor;

import java.time.Instant;
import java.util.Optional;
import org.rollcall.event.Signal;

/**
 * A signal at the door: examined and masked on its sender's thread, because that needs neither an id nor any state.
 *
 * @param signal as it may be stored
 * @param refusal why it cannot be taken, if it cannot
 * @param bytes roughly what it weighs while it waits
 */
record Entrance(Signal signal, Optional<String> refusal, long bytes) {
    private static final long OTHER_BYTES = 500;

    /**
     * @param names whether names of people may be stored
     */
    static Entrance of(Signal signal, Instant now, boolean names) {
        if (signal instanceof Signal.Occurrence occurrence) {
            Optional<String> refusal = Admission.refusal(occurrence, now);
            return refusal.isPresent()
                    ? new Entrance(signal, refusal, OTHER_BYTES)
                    : new Entrance(Admission.masked(occurrence, names), refusal, Admission.bytes(occurrence));
        }
        if (signal instanceof Signal.ComponentReport report) {
            Optional<String> refusal = Admission.refusal(report);
            return new Entrance(refusal.isPresent() ? signal : Admission.masked(report), refusal, OTHER_BYTES);
        }
        if (signal instanceof Signal.Heartbeat heartbeat) {
            return new Entrance(Admission.masked(heartbeat), Admission.refusal(heartbeat), OTHER_BYTES);
        }
        return new Entrance(signal, Optional.empty(), OTHER_BYTES);
    }
}

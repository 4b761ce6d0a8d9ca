package org.rollcall.event;

import java.util.List;
import java.util.Optional;

/**
 * Signals that are taken together or not at all, with the place that their source has then reached.
 *
 * @param position stored in the same transaction as the events, so that a restart neither repeats nor skips
 */
public record Submission(List<Signal> signals, Optional<Position> position) {

    /**
     * Where a source stands.
     *
     * @param source its name, for example {@code attendance:gate-1}
     * @param value whatever the source needs to go on, in a form of its own
     */
    public record Position(String source, String value) {}

    public Submission {
        signals = List.copyOf(signals);
    }

    public static Submission of(Signal signal) {
        return new Submission(List.of(signal), Optional.empty());
    }
}

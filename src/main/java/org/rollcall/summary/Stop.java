package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One stop of the station's line.
 *
 * @param age what its evidence is and how old
 * @param note why there is no figure
 * @param figure the figure as it is to be read; empty is a dash
 * @param staleAsOf when the figures were counted, if they are old
 * @param segment how the piece of line after it is drawn
 */
public record Stop(
        String key,
        String title,
        String word,
        Shape shape,
        Optional<Age> age,
        Optional<String> note,
        Optional<String> figure,
        Optional<String> unit,
        String label,
        Optional<Instant> staleAsOf,
        List<Row> rows,
        Segment segment) {

    /** Evidence with its time, and the limit beyond which it is no evidence. */
    public record Age(String label, Instant at, Optional<Duration> limit, String tone) {}

    /** A further figure; the tone is that of the alert which names it, else none. */
    public record Row(String label, Optional<String> value, String tone) {}

    /** Whether things pass from this stop to the next one. */
    public record Segment(String line, String tone) {
        static final Segment SOLID = new Segment("solid", "none");
        static final Segment DOTTED = new Segment("dotted", "none");

        static Segment cut(Shape shape) {
            return new Segment("dashed", shape.tone());
        }
    }

    public Stop {
        rows = List.copyOf(rows);
    }
}

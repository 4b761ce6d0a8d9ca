package org.rollcall.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which events are wanted. Bounds by sequence are exclusive; {@code from} is inclusive, {@code to} exclusive.
 *
 * @param types none means all
 * @param text must be contained in the message, without regard to ASCII case
 * @param limit at least 1; the first ones when a lower bound is given, else the newest; the answer is oldest first, and
 *     ends before when it has {@value #MOST_BYTES} bytes, so only an empty one says that there are no more
 */
public record EventQuery(
        OptionalLong after,
        OptionalLong before,
        Optional<Instant> from,
        Optional<Instant> to,
        List<String> types,
        Optional<String> station,
        Optional<String> text,
        int limit) {
    /** Most bytes of the events of one answer, but that there is one at least. */
    public static final int MOST_BYTES = 1024 * 1024;

    public EventQuery {
        types = List.copyOf(types);
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is less than 1");
        }
    }

    /** The newest events of all stations. */
    public static EventQuery newest(int limit) {
        return new EventQuery(
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    /** Whether one pages forward from a lower bound. */
    public boolean isForward() {
        return after.isPresent() || from.isPresent();
    }
}

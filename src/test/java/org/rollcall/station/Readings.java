package org.rollcall.station;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.rollcall.event.Reading;

/** What a watcher counted. */
final class Readings {
    private Readings() {}

    /** A database in which nothing can be known. */
    static Reading empty(Instant at) {
        OptionalLong unknown = OptionalLong.empty();
        return new Reading(
                at,
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                Optional.empty(),
                unknown,
                unknown,
                unknown,
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                at,
                List.of(),
                at,
                List.of(),
                List.of());
    }
}

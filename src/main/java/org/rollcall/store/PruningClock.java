package org.rollcall.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What time it is, for whoever deletes by age. A clock that is set ahead by mistake would have everything deleted, so
 * one that is ahead of what was expected by more than a day is believed only after it has stayed there for an hour.
 */
final class PruningClock {
    static final Duration DOUBT = Duration.ofDays(1);
    static final Duration STAYED = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(PruningClock.class);

    private Instant believed;
    private long believedNanos;
    private Optional<Long> doubtingSince = Optional.empty();

    /**
     * @param believed the time that was believed last, perhaps before this start
     * @param nanos a clock that never jumps
     */
    PruningClock(Instant believed, long nanos) {
        this.believed = believed;
        this.believedNanos = nanos;
    }

    /** The time, unless it is in doubt. */
    Optional<Instant> now(Instant wall, long nanos) {
        Instant expected = believed.plusNanos(nanos - believedNanos);
        if (wall.isAfter(expected.plus(DOUBT))) {
            if (doubtingSince.isEmpty()) {
                doubtingSince = Optional.of(nanos);
                LOG.warn("the clock says {}, which is far ahead of {}; nothing is pruned for an hour", wall, expected);
            }
            if (nanos - doubtingSince.get() < STAYED.toNanos()) {
                return Optional.empty();
            }
        }
        doubtingSince = Optional.empty();
        believed = wall;
        believedNanos = nanos;
        return Optional.of(wall);
    }
}

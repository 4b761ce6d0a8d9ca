package org.rollcall.history;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How large the store will be once it holds as much as the retention keeps, if things go on as they do.
 *
 * @param bytes empty while too little is known to say
 * @param eventsPerDay the mean of the last seven whole days; before there is one, of the time until now
 * @param oldest when the oldest entry that is still kept happened
 */
public record Forecast(OptionalLong bytes, OptionalDouble eventsPerDay, Optional<Instant> oldest) {
    /** Nothing is known yet. */
    public static final Forecast NONE = new Forecast(OptionalLong.empty(), OptionalDouble.empty(), Optional.empty());
}

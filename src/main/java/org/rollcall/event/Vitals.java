package org.rollcall.event;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a station says of its own machine. Empty is what it did not say.
 *
 * @param cpuPercent 0 to 100
 * @param memoryPercent 0 to 100
 * @param diskPercent 0 to 100
 * @param temperatureC degrees Celsius
 * @param queueLength reports that wait at the station
 * @param version of the station's program
 * @param clock seconds by which the station's clock is ahead of ours
 */
public record Vitals(
        OptionalDouble cpuPercent,
        OptionalDouble memoryPercent,
        OptionalDouble diskPercent,
        OptionalDouble temperatureC,
        OptionalLong queueLength,
        Optional<String> version,
        OptionalDouble clock) {
    public static final Vitals UNKNOWN = new Vitals(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            OptionalDouble.empty());
}

package org.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of events and exports. */
class ParametersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:10Z");

    private static Optional<Parameters.Bound> since(String given) {
        return Parameters.bound("since", given, NOW, ZoneId.of("Asia/Manila"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+999999999-01-01T00:00:00Z",
                " 999999999-01-01T00:00:00Z",
                "-999999999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59.999999999-18:00",
                "+292278995-01-01T00:00:00",
                "1899-12-31T23:59:59Z",
                "3000-01-01T00:00:00Z",
                "P400000000000D",
                "PT9223372036854775807S"
            })
    void aTimeTooFarAwayIsRefusedWithTheYearsThatAreTaken(String given) {
        BadRequest refusal = catchThrowableOfType(BadRequest.class, () -> since(given));
        assertThat(refusal).as("%s", given).isNotNull();
        assertThat(refusal.name()).isEqualTo("bad-since");
        assertThat(refusal).hasMessageContaining("1900 to 2999").hasMessageNotContaining(given);
    }

    @ParameterizedTest
    @CsvSource({
        "15m, 2026-11-23T06:45:10Z",
        "1900-01-01T00:00:00Z, 1900-01-01T00:00:00Z",
        "2999-12-31T23:59:59Z, 2999-12-31T23:59:59Z",
        "2026-11-23T08:00:00 08:00, 2026-11-23T00:00:00Z",
        "2026-11-23T08:00:00, 2026-11-23T00:00:00Z"
    })
    void aTimeOrADurationIsAMoment(String given, Instant expected) {
        assertThat(since(given).flatMap(Parameters.Bound::time)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999d", "P999999999D", "P200000000000D"})
    void aVeryLongDurationMeansEverything(String given) {
        assertThat(since(given).flatMap(Parameters.Bound::time)).contains(Instant.parse("0000-01-01T00:00:00Z"));
    }

    @Test
    void anIdIsABoundWithoutATime() {
        assertThat(since("1-55").flatMap(Parameters.Bound::id)).isPresent();
        assertThat(since("1-55").flatMap(Parameters.Bound::time)).isEmpty();
    }
}

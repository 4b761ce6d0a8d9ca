package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:12:08Z");

    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new SplittableRandom(1));

    @Test
    void itDoublesUpToItsLimitAndVaries() {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waits.add(backoff.failed(Duration.ZERO, Optional.empty()));
        }

        assertThat(waits.get(0)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(waits.get(2)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(waits.get(6)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        assertThat(waits.get(7)).isNotEqualTo(waits.get(6));
        backoff.reset();
        assertThat(backoff.failed(Duration.ZERO, Optional.empty())).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void itIsNeverSoonerThanAskedAndNeverForEver() {
        assertThat(backoff.failed(Duration.ZERO, Optional.of(Duration.ofSeconds(7))))
                .isBetween(Duration.ofSeconds(7), Duration.ofMillis(8_400));
        assertThat(backoff.failed(Duration.ZERO, Optional.of(Duration.ofDays(9))))
                .isLessThan(Duration.ofMinutes(13));
        assertThat(backoff.failed(Duration.ofMinutes(1), Optional.empty())).isGreaterThan(Duration.ofSeconds(29));
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        assertThat(Backoff.asked(Optional.of(" 12 "), NOW)).contains(Duration.ofSeconds(12));
        assertThat(Backoff.asked(Optional.of("Mon, 23 Nov 2026 07:13:08 GMT"), NOW))
                .contains(Duration.ofMinutes(1));
        assertThat(Backoff.asked(Optional.of("Mon, 23 Nov 2026 07:00:00 GMT"), NOW))
                .contains(Duration.ZERO);
        assertThat(Backoff.asked(Optional.of("soon"), NOW)).isEmpty();
        assertThat(Backoff.asked(Optional.empty(), NOW)).isEmpty();
    }
}

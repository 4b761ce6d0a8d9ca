package org.rollcall.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Vitals;
import org.rollcall.wire.Json;

class PulseTest {
    private static final Instant START = Instant.parse("2026-11-23T07:00:05Z");

    private static Vitals vitals(double cpu) {
        return new Vitals(
                OptionalDouble.of(cpu),
                OptionalDouble.empty(),
                OptionalDouble.of(71),
                OptionalDouble.empty(),
                OptionalLong.of(3),
                Optional.of("2.1"),
                OptionalDouble.of(-4.5));
    }

    @Test
    void whatIsKeptMovesOnceAMinuteAndWhatIsShownWithEachBeat() {
        Pulse pulse = new Pulse();
        pulse.beat(vitals(10), START);
        var kept = pulse.document();
        pulse.beat(vitals(20), START.plusSeconds(10));
        assertThat(pulse.document()).isEqualTo(kept);
        assertThat(pulse.vitals().cpuPercent()).hasValue(20);
        assertThat(pulse.lastBeat()).contains(START.plusSeconds(10));
        pulse.beat(vitals(30), START.plusSeconds(60));
        assertThat(pulse.document()).isNotEqualTo(kept);
    }

    @Test
    void aStationIsUpSinceItsLastBreak_P9() {
        Pulse pulse = new Pulse();
        assertThat(pulse.upSince()).isEmpty();
        for (int beat = 0; beat <= 60; beat++) {
            pulse.beat(vitals(10), START.plusSeconds(10L * beat));
        }
        assertThat(pulse.upSince()).contains(START);
        pulse.beat(vitals(10), START.plusSeconds(900));
        assertThat(pulse.upSince()).contains(START.plusSeconds(900));
        Pulse restored = new Pulse();
        restored.restore(Json.read(new Json(ZoneOffset.UTC).write(pulse.document())));
        assertThat(restored.upSince()).contains(START.plusSeconds(900));
    }

    @Test
    void theBeatSurvivesARestart() {
        Pulse pulse = new Pulse();
        pulse.beat(vitals(10), START);
        Pulse restored = new Pulse();
        restored.restore(Json.read(new Json(ZoneOffset.UTC).write(pulse.document())));
        assertThat(restored.lastBeat()).contains(START);
        assertThat(restored.vitals()).isEqualTo(vitals(10));
        assertThat(restored.document()).isEqualTo(pulse.document());
    }
}

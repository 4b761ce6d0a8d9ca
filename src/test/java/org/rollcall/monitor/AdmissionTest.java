package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.event.Signal;

class AdmissionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    private static Signal.Occurrence occurrence(String type, String message, Map<String, Object> data) {
        return new Signal.Occurrence("gate-1", type, message, data, Optional.of(NOW), Optional.of("k"));
    }

    @Test
    void anOrdinaryAndACustomEventAreAdmitted_P65() {
        assertThat(Admission.refusal(occurrence("scan", "Attendance recorded: 1", Map.of()), NOW))
                .isEmpty();
        Map<String, Object> data = Map.of("operation", "backup", "duration", 5.2, "status", "success");
        assertThat(Admission.refusal(occurrence("custom", "nightly copy", data), NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Scan", "9scan", "scan\r\n", "a b", "scan\u0000", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})
    void aTypeOfAnotherFormIsRefused(String type) {
        assertThat(Admission.refusal(occurrence(type, "m", Map.of()), NOW)).isPresent();
    }

    @Test
    void limitsAreKept() {
        assertThat(Admission.refusal(occurrence("scan", "x".repeat(2_000), Map.of()), NOW))
                .isEmpty();
        assertThat(Admission.refusal(occurrence("scan", "x".repeat(2_001), Map.of()), NOW))
                .isPresent();
        assertThat(Admission.refusal(occurrence("scan", "a\0b", Map.of()), NOW)).isPresent();
        assertThat(Admission.refusal(occurrence("scan", "m", Map.of("a", "x".repeat(17_000))), NOW))
                .isPresent();
        assertThat(Admission.refusal(occurrence("scan", "m", Map.of("a", List.of(new Object()))), NOW))
                .isPresent();
        Object deep = "x";
        for (int i = 0; i < 20; i++) {
            deep = List.of(deep);
        }
        assertThat(Admission.refusal(occurrence("scan", "m", Map.of("a", deep)), NOW))
                .isPresent();
    }

    @Test
    void aTimestampMoreThanADayAheadIsRefused() {
        Signal.Occurrence ahead = new Signal.Occurrence(
                "gate-1", "scan", "m", Map.of(), Optional.of(NOW.plus(Duration.ofHours(25))), Optional.empty());
        assertThat(Admission.refusal(ahead, NOW)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "SMS sent to +639171234567, SMS sent to +63•••••4567",
        "call 09171234567 now, call 09•••••4567 now",
        "+63 917 123 4567, +63•••••4567",
        "Attendance recorded: 2021001, Attendance recorded: 2021001",
        "Attendance recorded: 136514130001, Attendance recorded: 136514130001"
    })
    void phoneNumbersAreMaskedAndStudentIdsAreNot(String text, String masked) {
        assertThat(Masking.mask(text)).isEqualTo(masked);
    }

    @Test
    void aPhoneInTheDataIsMaskedWhateverItsForm_P63() {
        Map<String, Object> data = Map.of("phone", "639171234567", "nested", Map.of("parent_phone", "5551234567"));
        Map<String, Object> masked =
                Admission.masked(occurrence("sms", "SMS sent: 2019044", data)).data();
        assertThat(masked.toString())
                .doesNotContain("639171234567")
                .doesNotContain("5551234567")
                .contains("4567");
    }
}

package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.event.Signal;
import org.rollcall.wire.Json;

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

    /** The limit is one of bytes as they are stored and sent. */
    @Test
    void sixteenKibibytesAreThoseOfTheJsonInUtf8() {
        assertThat(Admission.refusal(occurrence("scan", "m", Map.of("t", "x".repeat(16_300))), NOW))
                .isEmpty();
        assertThat(Admission.refusal(occurrence("scan", "m", Map.of("t", "漢".repeat(5_400))), NOW))
                .isEmpty();
        assertThat(Admission.refusal(occurrence("scan", "m", Map.of("t", "漢".repeat(5_500))), NOW))
                .isPresent();
        assertThat(Admission.refusal(occurrence("scan", "m", Map.of("t", "\u0001".repeat(2_800))), NOW))
                .isPresent();
        assertThat(Admission.refusal(occurrence("scan", "m", Map.of("t", Collections.nCopies(8_000, 1))), NOW))
                .isEmpty();
        assertThat(Admission.refusal(
                        occurrence("scan", "m", Map.of("t", Collections.nCopies(1_700, 0.12345678901234568))), NOW))
                .isPresent();
        BigInteger long100 = BigInteger.TEN.pow(99);
        assertThat(Admission.refusal(occurrence("scan", "m", Map.of("t", Collections.nCopies(170, long100))), NOW))
                .isPresent();
    }

    @Property
    void whatIsAdmittedHasAtMostSixteenKibibytes(
            @ForAll @StringLength(min = 1, max = 9_000) String given, @ForAll @IntRange(min = 1, max = 9) int times) {
        String text = new String(given.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Map<String, Object> data = Map.of("t", Collections.nCopies(times, text));
        Optional<String> refusal = Admission.refusal(occurrence("scan", "m", data), NOW);
        int bytes = new Json(ZoneOffset.UTC).write(data).length;
        assertThat(bytes <= 16 * 1024 - 2 && text.indexOf('\0') < 0).isEqualTo(refusal.isEmpty());
    }

    @Test
    void aTimestampMoreThanADayAheadIsRefused() {
        Signal.Occurrence ahead = new Signal.Occurrence(
                "gate-1", "scan", "m", Map.of(), Optional.of(NOW.plus(Duration.ofHours(25))), Optional.empty());
        assertThat(Admission.refusal(ahead, NOW)).isPresent();
    }

    /** The milliseconds of an earlier one may be more than a number of 64 bits holds. */
    @Test
    void aTimestampBeforeTheYearZeroIsRefused() {
        Signal.Occurrence first = new Signal.Occurrence(
                "gate-1", "scan", "m", Map.of(), Optional.of(Instant.parse("0000-01-01T00:00:00Z")), Optional.empty());
        Signal.Occurrence never =
                new Signal.Occurrence("gate-1", "scan", "m", Map.of(), Optional.of(Instant.MIN), Optional.empty());
        assertThat(Admission.refusal(first, NOW)).isEmpty();
        assertThat(Admission.refusal(never, NOW)).isPresent();
    }

    @Test
    void aPhoneInTheMessageIsMaskedAndAStudentsIdIsNot_P63() {
        Signal.Occurrence given = occurrence("sms", "2021001: SMS to 0917 123 4567", Map.of());
        assertThat(Admission.masked(given, false).message()).isEqualTo("2021001: SMS to 09•••••4567");
    }

    @Test
    void aPhoneInTheDataIsMaskedWhateverItsForm_P63() {
        Map<String, Object> data = Map.of("phone", "639171234567", "nested", Map.of("parent_phone", "5551234567"));
        Map<String, Object> masked = Admission.masked(occurrence("sms", "SMS sent: 2019044", data), false)
                .data();
        assertThat(masked.toString())
                .doesNotContain("639171234567")
                .doesNotContain("5551234567")
                .contains("4567");
    }

    @Test
    void anythingUnderAPhonesNameIsMaskedHoweverDeep_P63() {
        Map<String, Object> data = Map.of(
                "msisdn",
                639171234567L,
                "sms_to",
                List.of("0917 123 4567", Map.of("second", "5551234567")),
                "Contact-Number",
                "8123 4567",
                "recipient",
                "Maria Cruz <09171234567>",
                "phone_ok",
                true,
                "sent",
                639171234567L,
                "record_id",
                1864300123,
                "at",
                1764061812000L,
                "639171234567",
                "x");
        Map<String, Object> masked =
                Admission.masked(occurrence("sms", "SMS sent", data), false).data();
        assertThat(masked)
                .containsEntry("msisdn", "63•••••4567")
                .containsEntry("sms_to", List.of("09•••••4567", Map.of("second", "55•••••4567")))
                .containsEntry("Contact-Number", "•••••")
                .containsEntry("recipient", "09•••••4567")
                .containsEntry("phone_ok", true)
                .containsEntry("sent", "63•••••4567")
                .containsEntry("record_id", 1864300123)
                .containsEntry("at", 1764061812000L)
                .containsEntry("63•••••4567", "x");
    }

    @Test
    void namesAreOffUnlessConfigured() {
        Map<String, Object> data = Map.of(
                "student_id",
                "2021001",
                "student_name",
                "Maria Cruz",
                "note",
                "for MARIA CRUZ, and Cruz alone",
                "list",
                List.of(Map.of("guardianName", "Juan dela Cruz", "status", "told Juan")));
        Signal.Occurrence given = new Signal.Occurrence(
                "gate-1",
                "scan",
                "Attendance recorded: Maria Cruz",
                data,
                Optional.of(NOW),
                Optional.of("scan:Maria Cruz"));
        Signal.Occurrence without = Admission.masked(given, false);
        assertThat(without.message()).isEqualTo("Attendance recorded: •••");
        assertThat(without.data())
                .isEqualTo(Map.of(
                        "student_id",
                        "2021001",
                        "note",
                        "for •••, and ••• alone",
                        "list",
                        List.of(Map.of("status", "told •••"))));
        assertThat(without.key()).hasValueSatisfying(key -> assertThat(key).startsWith("sha256:"));
        assertThat(Admission.masked(given, false).key()).isEqualTo(without.key());
        assertThat(Admission.masked(given, true)).isSameAs(given);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "student_name",
                "first_name",
                "LastName",
                "full-name",
                "parent_name",
                "guardian",
                "guardian_name",
                "mother",
                "parents",
                "nickname",
                "middle name",
                "recipient_name"
            })
    void aNameIsNeverStoredUnderAnyOfItsFields(String field) {
        Signal.Occurrence without =
                Admission.masked(occurrence("scan", "Present: Ana Reyes", Map.of(field, "Ana Reyes")), false);
        assertThat(without.data()).isEmpty();
        assertThat(without.message()).isEqualTo("Present: •••");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filename", "hostname", "username", "station_name", "status", "student_id", "component"})
    void whatIsNoPersonsNameStays(String field) {
        assertThat(Admission.masked(occurrence("scan", "m", Map.of(field, "Gate")), false)
                        .data())
                .containsEntry(field, "Gate");
    }

    @Test
    void manyNamesCostLittleAndHideEverything() {
        Map<String, Object> data = new java.util.HashMap<>();
        data.put(
                "names",
                java.util.stream.IntStream.range(0, 500)
                        .mapToObj(i -> "Name" + i)
                        .toList());
        data.put("note", "Name7 was here");
        Signal.Occurrence without = Admission.masked(occurrence("scan", "Name7", data), false);
        assertThat(without.message()).isEqualTo("•••");
        assertThat(without.data()).doesNotContainValue("Name7 was here");
    }

    @Test
    void aKeyWithAPhoneNumberIsStoredAsItsHash() {
        Signal.Occurrence given = new Signal.Occurrence(
                "gate-1", "sms", "SMS sent", Map.of(), Optional.of(NOW), Optional.of("sms:+639171234567:412"));
        assertThat(Admission.masked(given, false).key())
                .isEqualTo(Optional.of(org.rollcall.privacy.KeyHash.of("sms:+639171234567:412")));
    }

    @Test
    void neitherATypeNorAComponentCanBeAPhoneNumber() {
        assertThat(Admission.refusal(occurrence("sms.639171234567", "m", Map.of()), NOW))
                .isPresent();
        assertThat(Admission.refusal(occurrence("erasure", "m", Map.of()), NOW)).isPresent();
        assertThat(Admission.refusal(new Signal.ComponentReport(
                        "gate-1",
                        "sms-639171234567",
                        org.rollcall.event.ComponentStatus.ONLINE,
                        Optional.empty(),
                        NOW)))
                .isPresent();
    }
}

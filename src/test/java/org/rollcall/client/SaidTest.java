package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.NullUnmarked;
import org.rollcall.event.EventTypes;
import org.rollcall.wire.ReportReader;

/** Whatever a caller hands over becomes an event that the server takes. */
@NullUnmarked // what it reads is checked by the assertions
class SaidTest {
    private static final Instant AT = Instant.parse("2026-11-23T07:12:08.123Z");
    private static final ZoneId MANILA = ZoneId.of("Asia/Manila");

    private static Map<String, Object> event(String type, String message, Map<?, ?> data, String key)
            throws JsonException {
        return JsonReader.object(Said.of(type, message, data, key, AT, MANILA).toString());
    }

    @Example
    void anEventIsWrittenAsItWasSaid() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("student_id", "2021001");
        data.put("record_id", 412);
        data.put("late", false);
        data.put("note", null);

        assertThat(Said.of("scan", "Attendance \"recorded\"", data, "k1", AT, MANILA))
                .hasToString(
                        "{\"type\":\"scan\",\"message\":\"Attendance \\\"recorded\\\"\",\"data\":{\"student_id\":\"2021001\","
                                + "\"record_id\":412,\"late\":false,\"note\":null},"
                                + "\"timestamp\":\"2026-11-23T15:12:08.123+08:00\",\"key\":\"k1\"}");
    }

    @Example
    void phoneNumbersAreMaskedBeforeTheyAreWritten() throws JsonException {
        Map<String, Object> event = event(
                "sms",
                "SMS to 09171234567 and +63 917 123 4567",
                Map.of("parent_phone", "0917-123-4567", "deep", List.of(Map.of("x", "+639171234567"))),
                "k");

        assertThat(event.toString())
                .doesNotContain("1234567", "123-4567", "9171")
                .contains("09•••••4567", "+63•••••4567");
    }

    @Example
    void oddThingsBecomeText() throws JsonException {
        Map<Object, Object> data = new LinkedHashMap<>();
        data.put("at", AT);
        data.put(7, Optional.of(new BigDecimal("1.5")));
        data.put("nan", Double.NaN);
        data.put("list", Arrays.asList(1, null, new int[3], Thread.State.NEW, 'c'));
        data.put("bad", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        });
        data.put("nul\0", "a\0b\ud800");

        assertThat(event("scan", "m", data, "k").get("data").toString())
                .isEqualTo("{at=2026-11-23T07:12:08.123Z, 7=1.5, nan=NaN, list=[1, null, 3 int, NEW, c], "
                        + "bad=<unprintable >, nul\ufffd=a\ufffdb\ufffd}");
    }

    @Example
    void circlesAndMountainsAreCutAndSaid() throws JsonException {
        List<Object> circle = new ArrayList<>();
        circle.add(circle);
        circle.add(circle);
        Map<String, Object> mountain = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            mountain.put("name" + i, "x".repeat(i % 50));
        }

        for (Map<?, ?> data : List.of(Map.of("circle", circle), mountain, Map.of("text", "é".repeat(100_000)))) {
            Said said = Said.of("scan", "m".repeat(5_000), data, "k", AT, MANILA);
            assertThat(said.body().length).isLessThan(24_000);
            assertThat(named(JsonReader.object(said.toString()).get("data"))).containsEntry("truncated", true);
        }
    }

    @Example
    void asMuchDataAsFitsStillFitsWithTheStationsTime() throws JsonException {
        for (Object value : List.of(1234567890123456.5, 1, true, "é", "x", List.of(1234567890123456.5), Map.of())) {
            Map<String, Object> full = Map.of("many", Collections.nCopies(20_000, value));
            String event =
                    Said.undated(Said.of("scan", "m", full, "k", AT, MANILA).toString());

            Map<String, Object> data = named(JsonReader.object(event).get("data"));
            assertThat(data).containsKeys("station_time", "truncated");
            String json = JsonWriter.write(data);
            // The server counts a comma for the last element too.
            long last = json.replace("{}", "")
                    .chars()
                    .filter(c -> c == '[' || c == '{')
                    .count();
            assertThat(json.getBytes(StandardCharsets.UTF_8).length + last)
                    .as("%s", value)
                    .isLessThanOrEqualTo(16 * 1024);
        }
    }

    @Example
    void typesMessagesAndKeysAreMadeFitting() throws JsonException {
        assertThat(Said.typeOf("Cloud Sync")).isEqualTo("cloud_sync");
        assertThat(Said.typeOf("2fast")).isEqualTo("x_2fast");
        assertThat(Said.typeOf("  ")).isEqualTo("custom");
        assertThat(event("scan", " ", null, "k")).containsEntry("message", "scan");
        assertThat((String) event("scan", "m".repeat(3_000), null, "k").get("message"))
                .hasSize(2_000)
                .endsWith("…");
        String key = (String) event("scan", "m", null, "a\nb".repeat(200)).get("key");
        assertThat(key)
                .hasSize(36)
                .isEqualTo(event("scan", "m", null, "a\nb".repeat(200)).get("key"));
    }

    @Example
    void aKeyThatTheServerWouldRefuseBecomesTheHashThatThePythonClientMakes() throws JsonException {
        Map<String, String> keys = Map.of( // test_saying.py has the same ones
                "scan:412",
                "scan:412",
                "caf\u00e9:\u0663",
                "caf\u00e9:\u0663",
                "x".repeat(200),
                "x".repeat(200),
                "x".repeat(201),
                "3ea01af1-7162-30e4-a148-4e78b3199f61",
                "a\nb".repeat(200),
                "b7ef3f8b-7463-399a-853e-0be6b48c4dfa",
                "scan:\u202e412",
                "5bb834c1-fa73-3d1d-a202-73582696b27c",
                "a\u00a0b",
                "7570c040-9724-3e05-a341-5b8d354c4607",
                "\ud83d\ude00",
                "2a02eac3-9d71-3a70-acf3-7579185927b6",
                "x\ude00",
                "da388d05-65da-360b-93c8-ea599992bb95");
        for (Map.Entry<String, String> key : keys.entrySet()) {
            assertThat(event("scan", "m", null, key.getKey())).containsEntry("key", key.getValue());
        }
    }

    @Example
    void aTimeLongBeforeAnySchoolIsOneThatTheServerTakes() throws ReportReader.UnreadableException {
        Said said = Said.of("scan", "m", Map.of(), "k", Instant.MIN, MANILA);
        assertThat(ReportReader.events("gate-1", said.body(), false)
                        .get(0)
                        .event()
                        .orElseThrow()
                        .timestamp())
                .hasValueSatisfying(at -> assertThat(at).isAfter("0000-01-01T00:00:00Z"));
    }

    @Property(tries = 300)
    void theServerReadsEveryEvent(
            @ForAll("texts") String type,
            @ForAll("texts") String message,
            @ForAll("texts") String name,
            @ForAll("texts") String value)
            throws ReportReader.UnreadableException {
        Said said = Said.of(type, message, Map.of(name, value, name + "2", List.of(value)), "key" + name, AT, MANILA);

        ReportReader.Item item =
                ReportReader.events("gate-1", said.body(), false).get(0);

        assertThat(item.reason()).isEmpty();
        var event = item.event().orElseThrow();
        assertThat(EventTypes.isValid(event.type())).as(event.type()).isTrue();
        assertThat(event.message()).isNotBlank().doesNotContain("\0").hasSizeLessThanOrEqualTo(2_000);
        assertThat(new String(said.body(), StandardCharsets.UTF_8)).doesNotContain("\\u0000");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(40),
                Arbitraries.strings().withChars("a\0\ud800\udc00 \n\"\\é09+-•").ofMaxLength(30));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> named(Object data) {
        return (Map<String, Object>) data;
    }
}

package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.NullUnmarked;

/** The client's own JSON: what is read is what was written, and nothing is read that is not JSON. */
@NullUnmarked // what it reads is checked by the assertions
class JsonProperties {
    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void parseAfterWriteIsTheIdentity(@ForAll("values") Object value) throws JsonException {
        assertThat(JsonReader.read(JsonWriter.write(value))).isEqualTo(value);
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void othersReadTheSame(@ForAll("plainValues") Object value) throws JsonProcessingException {
        JsonNode theirs = JACKSON.readTree(JsonWriter.write(value));

        assertThat(JACKSON.convertValue(theirs, Object.class).toString()).isEqualTo(String.valueOf(value));
    }

    /** Texts near to JSON, made by changing one character of a right one. */
    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void whatOthersRefuseIsRefused(
            @ForAll("plainValues") Object value, @ForAll("spoilers") char spoiler, @ForAll long where) {
        StringBuilder text = new StringBuilder(JsonWriter.write(value));
        text.setCharAt(Math.floorMod(where, text.length()), spoiler);
        boolean isTheirs = isRead(() -> {
            JsonNode tree = JACKSON.readTree(text.toString());
            // Nothing at all and numbers without an end are something to them.
            if (tree.isMissingNode() || tree.toString().contains("Infinity")) {
                throw new JsonException("nothing");
            }
            return tree;
        });

        boolean isOurs = isRead(() -> JsonReader.read(text.toString()));

        assertThat(isOurs).as(text.toString()).isEqualTo(isTheirs);
    }

    private interface Reading {
        Object read() throws Exception;
    }

    private static boolean isRead(Reading reading) {
        try {
            reading.read();
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Example
    void whatIsNoJsonIsRefused() {
        for (String text : new String[] {
            "",
            " ",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\":1,\"a\":2}",
            "{a:1}",
            "01",
            "+1",
            "1.",
            ".5",
            "1e",
            "1e999",
            "NaN",
            "Infinity",
            "tru",
            "'a'",
            "\"a",
            "\"\u0001\"",
            "\"\\x\"",
            "\"\\u00g0\"",
            "1 2",
            "[".repeat(65) + "]".repeat(65),
            "1".repeat(500)
        }) {
            assertThatThrownBy(() -> JsonReader.read(text)).as(text).isInstanceOf(JsonException.class);
        }
    }

    @Example
    void numbersKeepWhatTheyAre() throws JsonException {
        assertThat(JsonReader.read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(JsonReader.read("9223372036854775808")).isEqualTo(0x1p63);
        assertThat(JsonReader.read("-0")).isEqualTo(-0.0);
        assertThat(JsonReader.read(" {\"a\" : [ 1.5e3 , null ] } ").toString()).isEqualTo("{a=[1500.0, null]}");
    }

    @Provide
    Arbitrary<Object> values() {
        return values(Arbitraries.strings().all().ofMaxLength(12));
    }

    /** Without halves of surrogate pairs, of which others think differently. */
    @Provide
    Arbitrary<Object> plainValues() {
        return values(Arbitraries.strings().withCharRange('\0', '\u0fff').ofMaxLength(12));
    }

    private static Arbitrary<Object> values(Arbitrary<String> texts) {
        Arbitrary<Object> leaves = Arbitraries.oneOf(
                texts.map(Object.class::cast),
                Arbitraries.longs().map(Object.class::cast),
                Arbitraries.doubles().map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast));
        return Arbitraries.recursive(
                () -> leaves,
                inner -> Arbitraries.oneOf(
                        inner,
                        inner.list().ofMaxSize(3).map(Object.class::cast),
                        Arbitraries.maps(texts, inner).ofMaxSize(3).map(Object.class::cast)),
                0,
                3);
    }

    @Provide
    Arbitrary<Character> spoilers() {
        return Arbitraries.of(
                '"', '\\', '{', '}', '[', ']', ',', ':', '0', '9', '-', '+', '.', 'e', 't', 'n', ' ', '\n', 'u', '/');
    }

    @Example
    void nullsAreKept() throws JsonException {
        assertThat(JsonReader.object("{\"a\":null}")).containsEntry("a", null);
        assertThat(JsonWriter.write(Map.of())).isEqualTo("{}");
    }
}

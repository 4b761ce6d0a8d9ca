package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Signal;
import org.rollcall.event.Vitals;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** What is kept of an event's texts and data; and what a look at the characters decides is what the pattern would have said. */
class MaskingProperties {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_.-]{0,31}");
    private static final Pattern KEY =
            Pattern.compile("[^\\p{Cntrl}\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]{1,200}");

    /** Texts made of what phone numbers are made of, so that the patterns match often. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> digits = Arbitraries.strings().numeric().ofMaxLength(14);
        Arbitrary<String> others = Arbitraries.of(
                "", " ", "+", "+63", "0", "09", "(", ")", "-", ".", "x", "call ", "•", "\u0663", "\uD83D\uDE00");
        Arbitrary<String> parts = Combinators.combine(others, digits).as((other, digit) -> other + digit);
        return parts.list().ofMaxSize(5).map(list -> String.join("", list));
    }

    @Property
    void aTextInTheDataIsMaskedAsOneAlone_P63(@ForAll("texts") String text, @ForAll("texts") String name) {
        Map<String, Object> masked = Masking.mask(Map.of("n" + name, text, "list", List.of(text, Map.of("in", text))));
        String expected = Masking.mask(text);
        assertThat(masked.get(Masking.mask("n" + name))).isEqualTo(expected);
        assertThat(masked.get("list")).isEqualTo(List.of(expected, Map.of("in", expected)));
    }

    @Property
    void anyPhoneFieldIsMaskedWhateverItsCase_P63(
            @ForAll("texts") String before, @ForAll boolean upper, @ForAll("texts") String after) {
        String name = before + (upper ? "PHONE" : "pHone") + after;
        assertThat(Masking.mask(Map.of(name, "5551234567")))
                .containsValue("55•••••4567")
                .hasSize(1);
    }

    @Property
    void whatIsMaskedOnceStaysAsItIs_P63(@ForAll("texts") String text) {
        Map<String, Object> once = Masking.mask(Map.of("phone", text, "note", text));
        assertThat(Masking.mask(once)).isEqualTo(once);
    }

    @Example
    void aRefusedHeartbeatIsNotMaskedFirst() {
        Vitals vitals = new Vitals(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                Optional.of("0917-123-".repeat(100)),
                OptionalDouble.empty());
        Signal.Heartbeat heartbeat = new Signal.Heartbeat("gate-1", vitals, Instant.EPOCH);
        Entrance entrance = Entrance.of(heartbeat, new EventJson(new Json(ZoneOffset.UTC)), Instant.EPOCH, false);
        assertThat(entrance.refusal()).hasValueSatisfying(why -> assertThat(why).startsWith("version"));
        assertThat(entrance.signal()).isSameAs(heartbeat);
    }

    @Property
    void numbersOfStudentsRecordsAndTimesStay(
            @ForAll @net.jqwik.api.constraints.LongRange(min = 1, max = 99_999_999L) long id,
            @ForAll @net.jqwik.api.constraints.LongRange(min = 0, max = 4_000_000_000L) long seconds) {
        String time = java.time.Instant.ofEpochSecond(seconds).toString();
        String local = time.replace('T', ' ').replace("Z", "");
        String text = "Attendance recorded: " + id + " at " + time + ", " + local + ", 100" + id;
        assertThat(Masking.mask(text)).isEqualTo(text);
        Map<String, Object> data = Map.of("record_id", id, "millis", 1_000_000_000_000L + seconds, "at", time);
        assertThat(Masking.mask(data)).isEqualTo(data);
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withChars("aZ09._-\u00e9\u0130 \n\u007f\u2028\u0085")
                .ofMaxLength(5)
                .flatMap(text -> Arbitraries.of(text, text.repeat(7), text.repeat(16), text.repeat(45)));
    }

    @Property
    void namesTypesAndKeysHaveTheFormsThatAreDocumented(@ForAll("words") String word) {
        assertThat(Admission.isName(word)).isEqualTo(NAME.matcher(word).matches());
        assertThat(EventTypes.isValid(word)).isEqualTo(TYPE.matcher(word).matches());
        assertThat(Admission.isKey(word)).isEqualTo(KEY.matcher(word).matches());
    }

    @Property
    void halvesOfSurrogatePairsAreReplaced(@ForAll("texts") String text, @ForAll boolean high) {
        String half = high ? "\uD83D" : "\uDE00";
        assertThat(Masking.mask(half + " " + text)).startsWith("\uFFFD ");
        assertThat(Admission.isKey("k" + half)).isFalse();
    }
}

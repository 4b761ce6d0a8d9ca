package org.rollcall.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** No number is left in any text, what the look at the characters says is what the patterns say, and none takes long. */
class PhoneNumbersProperties {
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
    void theLookAtTheCharactersNeverHidesANumberFromThePatterns_P63(@ForAll("texts") String text) {
        assertThat(PhoneNumbers.mask(text)).isEqualTo(PhoneNumbers.maskByPattern(text, 8));
    }

    /** A mobile number in one of the ways in which people write it. */
    @Provide
    Arbitrary<String> mobiles() {
        Arbitrary<String> gap = Arbitraries.of("", " ", "-", ".", "\u00a0", " - ");
        Arbitrary<String> head = Arbitraries.of("09", "+63 9", "+639", "+63 (9", "(09", "639", "63-9", "0063 9");
        Arbitrary<String> two = Arbitraries.strings().numeric().ofLength(2);
        Arbitrary<String> three = Arbitraries.strings().numeric().ofLength(3);
        Arbitrary<String> four = Arbitraries.strings().numeric().ofLength(4);
        return Combinators.combine(head, two, three, four, gap, gap)
                .as((start, area, middle, last, one, other) ->
                        start + area + (start.contains("(") ? ")" : "") + one + middle + other + last);
    }

    @Property
    void noMobileNumberIsLeftInAnyText_P63(@ForAll("mobiles") String mobile, @ForAll("around") String before) {
        String masked = PhoneNumbers.mask(before + mobile + ", thanks");
        String middle = mobile.replaceAll("\\D", "");
        middle = middle.substring(middle.length() - 9, middle.length() - 4);
        assertThat(masked.substring(before.length()).replaceAll("\\D", ""))
                .doesNotContain(middle + mobile.substring(mobile.length() - 4));
        assertThat(masked).startsWith(before).endsWith("•••••" + mobile.substring(mobile.length() - 4) + ", thanks");
    }

    @Provide
    Arbitrary<String> around() {
        return Arbitraries.of("", "SMS sent to ", "to:", "[", "2021001 ", "record 412: ", "sms_");
    }

    @Example
    void whatTheFirstRoundUncoversIsMaskedToo_P63() {
        for (String text : List.of("+10000006390 00000000", "+1 0000000 6390 00000000", "+10 00000 6390 00000000")) {
            String once = PhoneNumbers.mask(text);
            assertThat(once).doesNotContain("390 0000");
            assertThat(PhoneNumbers.mask(once)).isEqualTo(once);
        }
    }

    @Property
    void whatIsMaskedOnceStaysAsItIs_P63(@ForAll("texts") String text) {
        String once = PhoneNumbers.mask(text);
        assertThat(PhoneNumbers.mask(once)).isEqualTo(once);
        String hidden = PhoneNumbers.hide(text);
        assertThat(PhoneNumbers.hide(hidden)).isEqualTo(hidden);
    }

    /** Numbers whose ends begin others, and what stands between numbers. */
    @Provide
    Arbitrary<String> chains() {
        Arbitrary<String> parts = Arbitraries.of(
                "0917-123-",
                "0917-123-0917",
                "6391-7-1-234-",
                "0063 917 123 ",
                "+1 2345 678 ",
                "+63 917 123 6391",
                "(0917) 123-",
                "0917",
                "09",
                "1234",
                "12",
                "-",
                " ",
                "+",
                "(",
                "x");
        return parts.list().ofMaxSize(40).map(list -> String.join("", list));
    }

    @Property
    void whereMaskingIsCutShortItHidesAllThatGoingOnWouldHaveHidden_P63(
            @ForAll("chains") String text, @ForAll @IntRange(min = 1, max = 9) int rounds) {
        String whole = PhoneNumbers.maskByPattern(text, Integer.MAX_VALUE);
        String cut = PhoneNumbers.maskByPattern(text, rounds);
        int same = 0;
        while (same < Math.min(whole.length(), cut.length()) && whole.charAt(same) == cut.charAt(same)) {
            same++;
        }
        assertThat(cut.substring(same))
                .as("after what is the same in %s", whole)
                .doesNotContainPattern("\\d");
        assertThat(PhoneNumbers.maskByPattern(cut, Integer.MAX_VALUE)).isEqualTo(cut);
        assertThat(cut.length()).isLessThanOrEqualTo(2 * text.length());
    }

    /** As many as fit into the body of one report. */
    @Example
    void aChainOfNumbersIsMaskedInNoTimeToSpeakOf_P63() {
        String chain = "0917-123-".repeat(16 * 1024 / 9) + "0917";
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 64; i++) {
                assertThat(PhoneNumbers.mask(chain))
                        .startsWith("09•••••09•••••")
                        .endsWith("-•••-••••");
            }
        });
    }
}

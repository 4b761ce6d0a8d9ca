package org.rollcall.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "4bf92f3577b34da6a3ce929d0e0e4736", "gate-1.42_x"})
    void aHarmlessNameIsKept(String given) {
        assertThat(RequestIds.choose(given)).isEqualTo(given);
    }

    /** The last two have no letter, so they may be somebody's number. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\nb", "\"}", "é", "<b>", "%0a", "a\u2028", "09175550187", "2021-001"})
    void anyOtherIsReplaced(String given) {
        assertThat(RequestIds.choose(given)).isNotEqualTo(given).matches("r[0-9a-f]{16}");
    }

    @Test
    void aLongOneIsReplacedAndAMissingOneMade() {
        assertThat(RequestIds.choose("a".repeat(64))).hasSize(64);
        assertThat(RequestIds.choose("a".repeat(65))).hasSize(17);
        assertThat(RequestIds.choose(null)).hasSize(17).isNotEqualTo(RequestIds.choose(null));
    }

    @Test
    void aProblemSaysWhichRequestItIsAbout() {
        assertThat(RequestIds.noted("{\"status\":400}", "abc"))
                .isEqualTo("{\"status\":400,\"instance\":\"urn:rollcall:request:abc\"}");
        assertThat(RequestIds.noted("{\"status\":400}", null)).isEqualTo("{\"status\":400}");
    }
}

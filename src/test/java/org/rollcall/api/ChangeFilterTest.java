package org.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeFilterTest {
    @ParameterizedTest
    @CsvSource({
        "cross-site,, localhost:8888",
        "same-site,, localhost:8888",
        "cross-site, http://localhost:8888, localhost:8888",
        ", https://elsewhere.example, localhost:8888",
        ", http://localhost:9999, localhost:8888",
        ", http://localhost:8888.elsewhere.example, localhost:8888",
        ", http://localhost:8888@elsewhere.example, localhost:8888",
        ", null, localhost:8888",
        ", not an origin, localhost:8888",
        ", http://localhost:8888,",
        "none, https://elsewhere.example, localhost:8888"
    })
    void anotherSitesPageIsForeign(String site, String origin, String host) {
        assertThat(ChangeFilter.isForeign(site, origin, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        ", http://localhost:8888, localhost:8888",
        ", https://Gate.School.example, gate.school.EXAMPLE",
        "same-origin, https://gate.school.example, behind-a-proxy:8888",
        "none,, localhost:8888"
    })
    void ourOwnPageIsNot(String site, String origin, String host) {
        assertThat(ChangeFilter.isForeign(site, origin, host)).isFalse();
    }

    @Test
    void aProgramSaysNothingOfOrigins() {
        assertThat(ChangeFilter.isForeign(null, null, "localhost:8888")).isFalse();
    }
}

package org.rollcall.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.http.StatusWords;
import org.rollcall.wire.Problems;

/** What the part in Tomcat writes: its problem documents, and its paths in the access log. */
class GuardWordsTest {
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 413, 414, 429, 500, 503})
    void aRefusalOfTheContainerIsTheDocumentThatTheApplicationWouldWrite(int status) {
        assertThat(StatusWords.problem(status))
                .isEqualTo(new String(
                        Problems.body(status, "http-" + status, StatusWords.detail(status)), StandardCharsets.UTF_8))
                .hasSizeLessThan(1_000);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/stations/gate-12, /api/stations/gate-12",
        "/api/journeys/2021001, /api/journeys/*",
        "/api/students/2021-001/09171234567, /api/students/*/*",
        "/+639171234567;x=1, /*",
        "/%32%30%32%31, /*",
        "/webjars/uplot/1.6.30/dist/uPlot.min.css, /webjars/uplot/1.6.30/dist/uPlot.min.css",
        "/school/app/main.js, /school/app/main.js",
        "/, /"
    })
    void noIdAndNoNumberGetsIntoTheAccessLog(String path, String logged) {
        assertThat(AccessLog.quiet(path)).isEqualTo(logged);
    }

    @Test
    void noPathBreaksALineOrAString() {
        assertThat(AccessLog.quiet("/a\"b\\c\nd\u2028e")).isEqualTo("/a?b?c?d?e");
        assertThat(AccessLog.quiet("/" + "a".repeat(5_000))).hasSizeLessThan(250);
        assertThat(AccessLog.quiet(null)).isEqualTo("-");
    }

    @Test
    void settingsComeFromPropertiesThenFromTheEnvironment() {
        var values = ServerSettings.values(
                Map.of("rollcall.port", "1")::get, Map.of("ROLLCALL_PORT", "2", "ROLLCALL_TLS_KEY", "k")::get);
        assertThat(values.apply("rollcall.port")).contains("1");
        assertThat(values.apply("rollcall.tls.key")).contains("k");
        assertThat(values.apply("rollcall.tls.certificate")).isEmpty();
    }
}

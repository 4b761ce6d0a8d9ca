package org.rollcall.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageFunctionsTest {
    private static final String NOW = "2026-11-23T07:12:08.000+08:00";

    @Test
    void timesAreReadInTheZoneTheyWereWrittenIn() {
        assertThat(PageFunctions.clock("2026-11-23T07:12:08.123+08:00")).isEqualTo("07:12:08");
        assertThat(PageFunctions.shortClock(NOW)).isEqualTo("07:12");
        assertThat(PageFunctions.date(NOW)).isEqualTo("Mon 23 Nov");
        assertThat(PageFunctions.full(NOW)).isEqualTo("2026-11-23 07:12:08 +08:00");
    }

    @Test
    void whatIsNotATimeIsSaidAsNothing() {
        assertThat(PageFunctions.clock(null)).isEmpty();
        assertThat(PageFunctions.clock("yesterday")).isEmpty();
        assertThat(PageFunctions.age(null, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:12:02+08:00, 6 s",
        "2026-11-23T06:58:00+08:00, 14 min",
        "2026-11-23T06:12:08+08:00, 1 h",
        "2026-11-23T06:00:00+08:00, 1 h 12 min",
        "2026-11-20T07:21:00+08:00, Fri 07:21",
        "2026-11-02T07:21:00+08:00, Mon 2 Nov",
        "2026-11-23T07:12:11+08:00, clock 3 s ahead",
    })
    void anAgeIsASpanThenAWeekdayThenADate(String at, String said) {
        assertThat(plain(PageFunctions.age(at, NOW))).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:11:59+08:00, 9s",
        "2026-11-23T07:07:05+08:00, 5m 3s",
        "2026-11-23T06:12:08+08:00, 1h 0m",
        "2026-11-20T02:51:00+08:00, 3d 4h",
    })
    void uptimeHasItsTwoLargestUnits(String start, String said) {
        assertThat(PageFunctions.uptime(start, NOW)).isEqualTo(said);
    }

    @Test
    void aMissingNumberIsADashAndNeverZero() {
        assertThat(PageFunctions.number(null)).isEqualTo("—");
        assertThat(PageFunctions.number(0)).isEqualTo("0");
        assertThat(PageFunctions.number(8412)).isEqualTo("8,412");
    }

    @Test
    void aRateIsNeverRoundedUpToAll() {
        assertThat(plain(PageFunctions.metricValue("success_rate", 99.96))).isEqualTo("99.9 %");
        assertThat(PageFunctions.metricValue("queue_size", 197)).isEqualTo("197");
        assertThat(plain(PageFunctions.bytes(1_234_567))).isEqualTo("1.2 MB");
    }

    @Test
    void aStopSaysItsAgeAndItsLimit() {
        Map<String, Object> stop = new HashMap<>();
        stop.put("age_label", "last sync");
        stop.put("age_at", "2026-11-23T07:12:02+08:00");
        stop.put("limit_seconds", 120);
        stop.put("stale", false);
        assertThat(plain(ageOf(stop))).isEqualTo("last sync 6 s ago · limit 2 min");
        stop.put("age_label", "oldest");
        assertThat(plain(ageOf(stop))).isEqualTo("oldest 6 s · limit 2 min");
    }

    @Test
    void anOldStopSaysOfWhenItIs() {
        Map<String, Object> stop = new HashMap<>();
        stop.put("stale", true);
        stop.put("stale_as_of", "2026-11-23T07:04:08+08:00");
        stop.put("figure", "318");
        stop.put("label", "scans today");
        assertThat(plain(ageOf(stop))).isEqualTo("as of 07:04:08 · 8 min old");
        assertThat(PageFunctions.figureLabel(stop)).isEqualTo("scans, as of 07:04");
    }

    @Test
    void aCustomEventSaysItsTypeFirst() {
        Map<String, Object> event =
                Map.of("type", "custom", "message", "copied", "data", Map.of("operation", "backup", "duration", 5.2));
        assertThat(PageFunctions.message(event)).isEqualTo("backup: copied");
        assertThat(plain(PageFunctions.detail(event))).isEqualTo("5.2 s");
        assertThat(PageFunctions.icon("backup")).isEqualTo("custom");
        assertThat(PageFunctions.icon("error")).isEqualTo("error-line");
    }

    @Test
    void anIdIsToldAsItIsAndASizeThatIsNotANumberToo() {
        assertThat(detail("sync", "record_id", 18_231)).isEqualTo("#18231");
        assertThat(detail("sync", "record_id", "b7f3-22")).isEqualTo("#b7f3-22");
        assertThat(detail("photo", "size_kb", 8_412)).isEqualTo("8,412 kB");
        assertThat(detail("photo", "size_kb", "84 kB")).isEqualTo("84 kB");
        assertThat(detail("photo", "size", 84)).isEmpty();
    }

    private static String detail(String type, String key, Object value) {
        return plain(PageFunctions.detail(Map.of("type", type, "data", Map.of(key, value))));
    }

    @Test
    void anAlertSaysForHowLongItHasBeenFiring() {
        assertThat(PageFunctions.alertNote(Map.of("since", "2026-11-21T04:12:08+08:00"), NOW))
                .isEqualTo("for 2\u202fd 3\u202fh");
    }

    @Test
    void openAlertsComeWorstFirstAndThenOldest() {
        Map<String, Object> late = Map.of("id", "late", "state", "firing", "level", "warning", "since", "07:04");
        Map<String, Object> early = Map.of("id", "early", "state", "firing", "level", "warning", "since", "07:01");
        Map<String, Object> worst = Map.of("id", "worst", "state", "firing", "level", "error", "since", "07:09");
        Map<String, Object> over = Map.of("id", "over", "state", "resolved", "level", "error", "since", "06:00");
        Map<String, Object> taken = Map.of("id", "taken", "state", "acknowledged", "level", "error", "since", "06:59");
        assertThat(PageFunctions.open(List.of(taken, late, early, over, worst)))
                .containsExactly(worst, early, late, taken);
    }

    private static String ageOf(Map<String, ?> stop) {
        return PageFunctions.ageBefore(stop)
                + PageFunctions.age(PageFunctions.ageAt(stop), NOW)
                + PageFunctions.ageAfter(stop, NOW)
                + PageFunctions.ageLimit(stop);
    }

    private static String plain(String text) {
        return text.replace('\u202f', ' ');
    }
}

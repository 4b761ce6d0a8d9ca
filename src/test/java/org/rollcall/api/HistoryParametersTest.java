package org.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rollcall.history.HistoryQuery;
import org.rollcall.history.Series;
import org.rollcall.history.Step;

class HistoryParametersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:10Z");
    private static final List<String> FIFTY =
            IntStream.rangeClosed(1, 50).mapToObj(i -> "gate-" + i).toList();

    private static HistoryQuery query(
            @Nullable String series,
            @Nullable String by,
            @Nullable String from,
            @Nullable String to,
            @Nullable String step) {
        return new HistoryParameters(NOW, ZoneId.of("Asia/Manila"), () -> FIFTY)
                .query(series, List.of(), by, from, to, step);
    }

    @Test
    void withoutAnyItIsEverythingOfTheLastDayByMinute() {
        HistoryQuery query = query(null, null, null, null, null);
        assertThat(query.series()).isEqualTo(Series.ALL);
        assertThat(query.apart()).isFalse();
        assertThat(query.grid().step()).isEqualTo(Step.MINUTE);
        assertThat(query.grid().size()).isEqualTo(24 * 60 + 1);
        assertThat(query.grid().end()).isEqualTo(Instant.parse("2026-11-23T07:01:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "6h, MINUTE, 361",
        "2026-11-23, MINUTE, 901",
        "2026-11-20T00:00:00+08:00, HOUR, 88",
        "30d, HOUR, 721",
        "365d, DAY, 366"
    })
    void spansAreTimesDaysOrDurationsAndTheStepSuitsThem(String from, Step step, int bins) {
        HistoryQuery query = query("scans, syncs,scans", null, from, null, null);
        assertThat(query.grid().step()).isEqualTo(step);
        assertThat(query.grid().size()).isEqualTo(bins);
        assertThat(query.series()).containsExactly(Series.SCANS, Series.SYNCS);
    }

    @ParameterizedTest
    @CsvSource({
        "365d, minute, scans, , take step=hour",
        "3650d, hour, scans, , take step=day",
        "365d, hour, scans, station, take step=day",
        "36500d, day, scans, , take a shorter span",
        "365d, day, 'events,scans,syncs,sms,errors,warnings,queue_size,failed_syncs,success_rate', station, ''"
    })
    void tooMuchIsRefusedWithWhatWouldDo(String from, String step, String series, @Nullable String by, String advice) {
        if (advice.isEmpty()) { // a year of 50 stations with every series is not too much
            assertThat(query(series, by, from, null, step).grid().size()).isEqualTo(366);
            return;
        }
        BadRequest refusal = catchThrowableOfType(BadRequest.class, () -> query(series, by, from, null, step));
        assertThat(refusal.name()).isEqualTo("too-many-points");
        assertThat(refusal).hasMessageContaining(advice);
    }

    @ParameterizedTest
    @CsvSource({
        "bad-series, 'scans,naps', , , , ",
        "bad-series, 'scans,', , , , ",
        "bad-by, , zone, , , ",
        "bad-step, , , , , week",
        "bad-from, , , yesterday, , ",
        "bad-from, , , 1-55, , ",
        "bad-from, , , 999999999d, , ",
        "bad-from, , , +999999999-01-01T00:00:00Z, , ",
        "bad-from, , , P400000000000D, , ",
        "bad-to, , , 1h, P400000000000D, ",
        "bad-to, , , , +999999999-12-31, ",
        "bad-from, , , 1h, 2h, ",
        "bad-to, , , , 2026-13-45, "
    })
    void whatCannotBeTakenIsRefused(
            String name,
            @Nullable String series,
            @Nullable String by,
            @Nullable String from,
            @Nullable String to,
            @Nullable String step) {
        BadRequest refusal = catchThrowableOfType(BadRequest.class, () -> query(series, by, from, to, step));
        assertThat(refusal).as("%s", name).isNotNull();
        assertThat(refusal.name()).isEqualTo(name);
    }
}

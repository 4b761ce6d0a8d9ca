package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StationTimeTest {
    private final StationTime berlin = new StationTime(ZoneId.of("Europe/Berlin"));

    private static Optional<Instant> at(String moment) {
        return Optional.of(Instant.parse(moment));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-12-02 21:55:40, 2025-12-02T20:55:40Z",
        "2025-12-03T10:30:00.123456, 2025-12-03T09:30:00.123456Z",
        "2025-12-03T10:30:00Z, 2025-12-03T10:30:00Z",
        "2025-12-03 10:30:00+08:00, 2025-12-03T02:30:00Z",
        "2025-12-03T10:30, 2025-12-03T09:30:00Z"
    })
    void bothTimestampFormatsAreReadRight_P41(String text, String moment) {
        assertThat(berlin.parse(Optional.of(text))).isEqualTo(at(moment));
    }

    @ParameterizedTest
    @CsvSource({"''", "soon", "2025-02-30 10:00:00", "1764712540", "2025-12-03T10:30:00+99:00", "2025-12-03 25:00:00"})
    void whatIsNoTimeIsNone(String text) {
        assertThat(berlin.parse(Optional.of(text))).isEmpty();
    }

    @Test
    void aTimeInTheSpringGapIsMovedForward_F15() {
        assertThat(berlin.parse(Optional.of("2026-03-29 02:30:00"))).isEqualTo(at("2026-03-29T01:30:00Z"));
    }

    @Test
    void aTimeThatHappensTwiceFollowsTheRowBeforeIt_F15() {
        Optional<String> text = Optional.of("2026-10-25 02:10:00");
        assertThat(berlin.parse(text)).isEqualTo(at("2026-10-25T00:10:00Z"));
        assertThat(berlin.parse(text, Instant.parse("2026-10-25T00:55:00Z"))).isEqualTo(at("2026-10-25T01:10:00Z"));
    }

    @ParameterizedTest(name = "{1} after {0} is {2}")
    @CsvSource({
        "2026-10-25T00:30:01Z, 02:30:00, 2026-10-25T00:30:00Z", // a second out of order, in the first hour
        "2026-10-25T01:30:01Z, 02:30:00, 2026-10-25T01:30:00Z", // and in the second one
        "2026-10-25T00:40:00Z, 02:30:00, 2026-10-25T00:30:00Z",
        "2026-10-25T00:40:01Z, 02:30:00, 2026-10-25T01:30:00Z",
        "2026-10-25T01:40:00Z, 02:30:00, 2026-10-25T01:30:00Z",
        "2026-10-25T04:00:00Z, 02:30:00, 2026-10-25T00:30:00Z", // told late: nothing says which one it was
        "2026-10-25T04:00:00Z, 03:30:00, 2026-10-25T02:30:00Z"
    })
    void aRowThatIsOutOfOrderByALittleStaysInItsHour_F15(String previous, String text, String moment) {
        assertThat(berlin.parse(Optional.of("2026-10-25 " + text), Instant.parse(previous)))
                .isEqualTo(at(moment));
    }

    @ParameterizedTest
    @CsvSource({
        "Pacific/Marquesas, 2026-11-23T09:30:00Z",
        "Pacific/Kiritimati, 2026-11-22T10:00:00Z",
        "Asia/Kathmandu, 2026-11-22T18:15:00Z",
        "Asia/Manila, 2026-11-22T16:00:00Z",
        "Europe/Berlin, 2026-11-22T23:00:00Z",
        "America/New_York, 2026-11-23T05:00:00Z"
    })
    void theDayIsTheStations_F15(String zone, String start) {
        StationTime time = new StationTime(ZoneId.of(zone));
        assertThat(time.start(LocalDate.parse("2026-11-23"))).isEqualTo(start);
        assertThat(time.day(Instant.parse(start))).isEqualTo("2026-11-23");
        assertThat(time.day(Instant.parse(start).minusMillis(1))).isEqualTo("2026-11-22");
    }
}

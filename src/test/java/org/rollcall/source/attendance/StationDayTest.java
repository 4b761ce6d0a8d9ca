package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rollcall.event.Reading;

/** The station's day is the day (F15): in any zone, over the year's end, and where a clock is set forward or back. */
class StationDayTest {
    private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("attendance.db");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Pacific/Marquesas", // -09:30
        "America/St_Johns", // -03:30
        "UTC",
        "Asia/Kathmandu", // +05:45
        "Asia/Manila",
        "Pacific/Kiritimati" // +14:00
    })
    void atTheYearsEndMidnightIsTheStations_F15(String name) throws Exception {
        ZoneId zone = ZoneId.of(name);
        LocalDateTime newYear = LocalDateTime.parse("2027-01-01T00:00:00");
        Instant midnight = newYear.atZone(zone).toInstant();
        try (School school = School.open(file());
                Desk desk = new Desk(file(), midnight.minusSeconds(10).toString(), zone)) {
            school.scan(1, "noon", "2026-12-31 12:00:00");
            school.scan(2, "last", PLAIN.format(newYear.minusSeconds(20)));
            desk.look();
            assertThat(desk.reading.orElseThrow().scansToday()).hasValue(2);
            assertThat(desk.events.get(1).timestamp()).hasValue(midnight.minusSeconds(20));
            desk.later(Duration.ofSeconds(10)); // the stroke of midnight, without a commit
            Reading reading = desk.reading.orElseThrow();
            assertThat(reading.scansToday()).hasValue(0);
            assertThat(reading.scansLastHour()).hasValue(1);
            assertThat(reading.dayStart()).isEqualTo(midnight);
            school.scan(3, "first", "2027-01-01T00:00:01.500000");
            desk.later(Duration.ofSeconds(5));
            assertThat(desk.reading.orElseThrow().scansToday()).hasValue(1);
            assertThat(Screen.of(desk).stop("scans")).startsWith("Arriving: 1 scans today");
        }
    }

    @Test
    void inTheHourThatComesTwiceEventsAndFiguresAgreeAcrossLooksAndARestart_F15() throws Exception {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        try (School school = School.open(file());
                Desk desk = new Desk(file(), "2026-10-25T00:50:01Z", berlin)) {
            school.scan(1, "a", "2026-10-25 02:50:00");
            desk.look();
            school.scan(2, "b", "2026-10-25 02:20:00"); // the second 02:20
            desk.later(Duration.ofMinutes(30));
            assertThat(times(desk, "scan")).containsExactly("2026-10-25T00:50:00Z", "2026-10-25T01:20:00Z");
            assertThat(desk.reading.orElseThrow().scansByFiveMinutes().get(40)).isEqualTo(1);

            school.scan(3, "c", "2026-10-25 02:19:59.500000"); // out of order
            desk.poll();
            desk.restart();
            school.scan(4, "d", "2026-10-25 02:20:10");
            school.run("UPDATE attendance SET synced = 1, sync_timestamp = '2026-10-25 02:20:12' WHERE id = 2");
            school.run("UPDATE attendance SET synced = 1, sync_timestamp = '2026-10-25 02:20:13' WHERE id = 4");
            desk.later(Duration.ofSeconds(15));
            assertThat(times(desk, "scan").subList(2, 4))
                    .containsExactly("2026-10-25T01:19:59.500Z", "2026-10-25T01:20:10Z");
            assertThat(times(desk, "sync")).containsExactly("2026-10-25T01:20:12Z", "2026-10-25T01:20:13Z");
            Reading reading = desk.reading.orElseThrow();
            assertThat(reading.lastScan()).contains(Instant.parse("2026-10-25T01:20:10Z"));
            assertThat(reading.lastSync()).contains(Instant.parse("2026-10-25T01:20:13Z"));
        }
    }

    private static List<String> times(Desk desk, String type) {
        return desk.events.stream()
                .filter(event -> event.type().equals(type))
                .map(event -> event.timestamp().orElseThrow().toString())
                .toList();
    }

    /** A scan every half hour of the clock on the wall, from the day's first to its last one. */
    @ParameterizedTest(name = "{0} on {1} has {2} hours")
    @CsvSource({
        "Europe/Berlin, 2026-03-29, 23, 48", // 02:00 to 03:00 is left out; its two scans are said an hour later
        "Europe/Berlin, 2026-10-25, 25, 48",
        "America/St_Johns, 2026-03-08, 23, 48",
        "Australia/Lord_Howe, 2026-10-04, 23.5, 48", // half an hour
        "Africa/Cairo, 2026-04-24, 23, 48", // its day begins at 01:00
        "Asia/Manila, 2026-11-23, 24, 48"
    })
    void aDayHasTheHoursThatItHas_F15(String name, String day, double hours, int scans) throws Exception {
        ZoneId zone = ZoneId.of(name);
        LocalDate date = LocalDate.parse(day);
        Instant start = date.atStartOfDay(zone).toInstant();
        Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
        assertThat(Duration.between(start, end).toMinutes()).isEqualTo((long) (hours * 60));
        try (School school = School.open(file());
                Desk desk = new Desk(file(), end.minusSeconds(1).toString(), zone)) {
            LocalDateTime wall = date.minusDays(1).atTime(23, 30);
            for (int id = 1; id <= scans + 2; id++) {
                school.scan(id, "s" + id, PLAIN.format(wall));
                wall = wall.plusMinutes(30);
            }
            desk.look();
            Reading reading = desk.reading.orElseThrow();
            assertThat(reading.scansToday()).hasValue(scans);
            assertThat(reading.dayStart()).isEqualTo(start);
            assertThat(reading.scansByFiveMinutes()).hasSize((int) (hours * 12));
            assertThat(reading.scansByFiveMinutes().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(scans);
        }
    }
}

package org.rollcall.timetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimetableTest {
    private static final ZoneId MANILA = ZoneId.of("Asia/Manila");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Timetable timetable(String text) {
        return Timetable.parse(text, SchoolCalendar.always());
    }

    private static Instant at(String local, ZoneId zone) {
        return LocalDateTime.parse(local).atZone(zone).toInstant();
    }

    private static Phase phase(String text, String local) {
        return timetable(text).phase(at(local, MANILA), MANILA);
    }

    @ParameterizedTest(name = "{0}: {1} {2}, since {3}, until {4}")
    @CsvSource({ // the 23rd of November 2026 is a Monday
        "2026-11-23T05:59:59, CLOSED, Morning, 2026-11-21T09:00, 2026-11-23T06:00",
        "2026-11-23T06:00:00, OPEN, Morning, 2026-11-23T06:00, 2026-11-23T08:00",
        "2026-11-23T07:59:59, OPEN, Morning, 2026-11-23T06:00, 2026-11-23T08:00",
        "2026-11-23T08:00:00, CLOSED, Afternoon, 2026-11-23T08:00, 2026-11-23T11:30",
        "2026-11-23T12:00:00, OPEN, Afternoon, 2026-11-23T11:30, 2026-11-23T13:00",
        "2026-11-23T13:00:00, CLOSED, Morning, 2026-11-23T13:00, 2026-11-24T06:00",
        "2026-11-28T08:00:00, OPEN, Morning, 2026-11-28T07:00, 2026-11-28T09:00",
        "2026-11-28T09:00:00, CLOSED, Morning, 2026-11-28T09:00, 2026-11-30T06:00",
        "2026-11-29T00:00:00, CLOSED, Morning, 2026-11-28T09:00, 2026-11-30T06:00"
    })
    void aMomentIsInOnePhase_P81(String local, Phase.State state, String window, String since, String until) {
        assertThat(phase(Timetable.EXAMPLE, local))
                .isEqualTo(new Phase(state, window, Optional.of(at(since, MANILA)), Optional.of(at(until, MANILA))));
    }

    @Test
    void aWindowMayEndWithTheDay() {
        assertThat(phase("mon 20:00-24:00 night shift", "2026-11-23T23:59:59"))
                .isEqualTo(new Phase(
                        Phase.State.OPEN,
                        "Night shift",
                        Optional.of(at("2026-11-23T20:00", MANILA)),
                        Optional.of(at("2026-11-24T00:00", MANILA))));
        assertThat(phase("mon 20:00-24:00", "2026-11-24T00:00").isClosed()).isTrue();
    }

    @Test
    void oneWindowMayFollowAnotherAtOnce() {
        assertThat(phase("mon 06:00-07:00 early, 07:00-08:00 late", "2026-11-23T07:00")
                        .window())
                .isEqualTo("Late");
    }

    @Test
    void daysMayBeListedAndRangesMayGoOverTheWeekend() {
        for (String day : List.of("2026-11-23", "2026-11-27", "2026-11-28", "2026-11-29")) {
            assertThat(phase("FRI-MON 06:00-08:00", day + "T07:00").isOpen()).isTrue();
        }
        assertThat(phase("fri-mon 06:00-08:00", "2026-11-25T07:00").isOpen()).isFalse();
        assertThat(phase("mon, wed 06:00-08:00; wed 11:00-12:00", "2026-11-25T11:30")
                        .isOpen())
                .isTrue();
    }

    @Test
    void onAHolidayNoWindowIsOpenAndOnAHalfDayOnlyThoseBeforeNoon() {
        SchoolCalendar calendar = new SchoolCalendar(
                Set.of(LocalDate.parse("2026-11-24")), Set.of(LocalDate.parse("2026-11-25")), List.of());
        Timetable timetable = Timetable.parse("mon-fri 06:00-08:00, 11:59-12:30 noon, 12:30-13:00", calendar);
        Phase holiday = timetable.phase(at("2026-11-24T07:00", MANILA), MANILA);
        assertThat(holiday)
                .isEqualTo(new Phase(
                        Phase.State.CLOSED,
                        "Morning",
                        Optional.of(at("2026-11-23T13:00", MANILA)),
                        Optional.of(at("2026-11-25T06:00", MANILA))));
        assertThat(timetable.phase(at("2026-11-25T12:00", MANILA), MANILA).window())
                .isEqualTo("Noon");
        assertThat(timetable.phase(at("2026-11-25T12:30", MANILA), MANILA).until())
                .contains(at("2026-11-26T06:00", MANILA));
        calendar.replace(List.of(Holiday.once(LocalDate.parse("2026-11-26"), 1)));
        assertThat(timetable.phase(at("2026-11-25T12:30", MANILA), MANILA).until())
                .contains(at("2026-11-27T06:00", MANILA));
    }

    @Test
    void beyondSixtyDaysNoWindowIsInSight() {
        SchoolCalendar calendar =
                new SchoolCalendar(Set.of(), Set.of(), List.of(Holiday.once(LocalDate.parse("2026-06-01"), 92)));
        Phase phase = Timetable.parse(Timetable.EXAMPLE, calendar).phase(at("2026-06-02T07:00", MANILA), MANILA);
        assertThat(phase.isClosed()).isTrue();
        assertThat(phase.window()).isEmpty();
        assertThat(phase.until()).isEmpty();
        assertThat(phase.since()).contains(at("2026-05-30T09:00", MANILA));
    }

    @Test
    void aWindowThatTheClockJumpsOverIsNotHeldAndOneAroundItIsShorter() {
        // 2026-03-29 at 02:00 the clock goes to 03:00
        Timetable over = timetable("sun 01:30-03:30");
        Phase open = over.phase(at("2026-03-29T01:45", BERLIN), BERLIN);
        assertThat(open.since()).contains(Instant.parse("2026-03-29T00:30:00Z"));
        assertThat(open.until()).contains(Instant.parse("2026-03-29T01:30:00Z"));
        Timetable inside = timetable("sun 02:15-02:45");
        assertThat(inside.phase(at("2026-03-29T01:00", BERLIN), BERLIN).until())
                .contains(at("2026-04-05T02:15", BERLIN));
    }

    @Test
    void aTimeThatComesTwiceIsTheFirstOfTheTwo() {
        // 2026-10-25 at 03:00 the clock goes back to 02:00
        Timetable timetable = timetable("sun 01:00-02:30");
        assertThat(timetable
                        .phase(Instant.parse("2026-10-25T00:29:59Z"), BERLIN)
                        .isOpen())
                .isTrue();
        assertThat(timetable
                        .phase(Instant.parse("2026-10-25T00:30:00Z"), BERLIN)
                        .isOpen())
                .isFalse();
        assertThat(timetable
                        .phase(Instant.parse("2026-10-25T01:15:00Z"), BERLIN)
                        .isOpen())
                .as("the second 02:15")
                .isFalse();
        Phase whole = timetable("sun 00:00-24:00").phase(Instant.parse("2026-10-25T12:00:00Z"), BERLIN);
        assertThat(java.time.Duration.between(
                        whole.since().orElseThrow(), whole.until().orElseThrow()))
                .isEqualTo(java.time.Duration.ofHours(25));
    }

    @Test
    void allFaultsAreNamedTogether() {
        assertThat(Timetable.faults("mon-foo 06:00-08:00, 9-10; 07:00-08:00; tue; wed 08:00-07:00, 25:00-26:00;"
                        + " thu 06:00-08:00, 07:30-09:00"))
                .containsExactly(
                        "“mon-foo” is no day or range of days: mon, tue, wed, thu, fri, sat, sun",
                        "“9-10” is no window, such as 06:00-08:00 or 06:00-08:00 morning",
                        "“07:00-08:00” does not begin with days, such as mon-fri",
                        "“tue” has no window",
                        "“08:00-07:00” ends before it begins; a window may not cross midnight",
                        "“25:00-26:00” has a time that no day has",
                        "06:00-08:00 and 07:30-09:00 overlap on thu");
        assertThat(Timetable.faults(" ; ")).containsExactly("has no window");
        assertThat(Timetable.faults(Timetable.EXAMPLE)).isEmpty();
        assertThatThrownBy(() -> timetable("never")).isInstanceOf(IllegalArgumentException.class);
    }
}

package org.rollcall.timetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HolidayFileTest {
    @TempDir
    Path folder;

    private List<Holiday> holidays(String... events) throws IOException, HolidayFile.UnreadableException {
        StringBuilder text = new StringBuilder("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//school//EN\r\n");
        for (String event : events) {
            text.append("BEGIN:VEVENT\r\n").append(event).append("\r\nEND:VEVENT\r\n");
        }
        return read(text.append("END:VCALENDAR\r\n").toString());
    }

    private List<Holiday> read(String text) throws IOException, HolidayFile.UnreadableException {
        Path file = folder.resolve("holidays.ics");
        Files.writeString(file, text);
        return HolidayFile.read(file);
    }

    private static boolean isOut(List<Holiday> holidays, String date) {
        return holidays.stream().anyMatch(holiday -> holiday.covers(LocalDate.parse(date)));
    }

    @Test
    void anEventIsTheDaysFromItsStartToBeforeItsEnd() throws Exception {
        List<Holiday> holidays = holidays(
                "SUMMARY:Bonifacio Day\r\nDTSTART;VALUE=DATE:20261130",
                "SUMMARY:Christmas break\r\nDTSTART;VALUE=DATE:20261221\r\nDTEND;VALUE=DATE:20270104",
                "SUMMARY:Retreat\r\nDTSTART;VALUE=DATE:20270201\r\nDURATION:P1W");
        assertThat(isOut(holidays, "2026-11-30")).isTrue();
        assertThat(isOut(holidays, "2026-12-01")).isFalse();
        assertThat(isOut(holidays, "2026-12-20")).isFalse();
        assertThat(isOut(holidays, "2026-12-21")).isTrue();
        assertThat(isOut(holidays, "2027-01-03")).isTrue();
        assertThat(isOut(holidays, "2027-01-04")).isFalse();
        assertThat(isOut(holidays, "2027-02-07")).isTrue();
        assertThat(isOut(holidays, "2027-02-08")).isFalse();
    }

    @ParameterizedTest(name = "{0}: {1} is out: {2}")
    @CsvSource({
        "FREQ=YEARLY, 2019-12-25, false",
        "FREQ=YEARLY, 2020-12-25, true",
        "FREQ=YEARLY, 2199-12-25, true",
        "FREQ=YEARLY, 2199-12-26, false",
        "FREQ=YEARLY;INTERVAL=2, 2021-12-25, false",
        "FREQ=YEARLY;INTERVAL=2, 2022-12-25, true",
        "FREQ=YEARLY;COUNT=3, 2022-12-25, true",
        "FREQ=YEARLY;COUNT=3, 2023-12-25, false",
        "FREQ=YEARLY;UNTIL=20221225, 2022-12-25, true",
        "FREQ=YEARLY;UNTIL=20221225T000000Z, 2023-12-25, false",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;WKST=MO, 2025-12-25, true"
    })
    void aYearlyHolidayComesAgain(String rule, String date, boolean out) throws Exception {
        List<Holiday> holidays = holidays("DTSTART;VALUE=DATE:20201225\r\nRRULE:" + rule);
        assertThat(isOut(holidays, date)).isEqualTo(out);
    }

    @Test
    void aYearlyBreakMayGoOverTheNewYear() throws Exception {
        List<Holiday> holidays =
                holidays("DTSTART;VALUE=DATE:20201221\r\nDTEND;VALUE=DATE:20210104\r\nRRULE:FREQ=YEARLY;COUNT=2");
        assertThat(isOut(holidays, "2022-01-03")).isTrue();
        assertThat(isOut(holidays, "2022-01-04")).isFalse();
        assertThat(isOut(holidays, "2022-12-21")).isFalse();
    }

    @Test
    void the29thOfFebruaryComesOnlyInLeapYears() throws Exception {
        List<Holiday> holidays = holidays("DTSTART;VALUE=DATE:20200229\r\nRRULE:FREQ=YEARLY;COUNT=2");
        assertThat(isOut(holidays, "2021-02-28")).isFalse();
        assertThat(isOut(holidays, "2024-02-29")).isTrue();
        assertThat(isOut(holidays, "2028-02-29")).isFalse();
    }

    @Test
    void foldedLinesAlarmsMeetingsAndCancelledOnesAreUnderstood() throws Exception {
        List<Holiday> holidays = holidays(
                "SUMMARY:A very\\, very long\r\n  name\r\nDTST\r\n ART;VALUE=DATE;X=\"a:b\":20261130\r\n"
                        + "BEGIN:VALARM\r\nDTSTART:20260101\r\nDURATION:P9D\r\nEND:VALARM",
                "SUMMARY:Meeting\r\nDTSTART;TZID=Asia/Manila:20261201T080000",
                "SUMMARY:Off\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20261202",
                "SUMMARY:Same end\r\nDTSTART;VALUE=DATE:20261203\r\nDTEND;VALUE=DATE:20261203");
        assertThat(holidays)
                .containsExactly(
                        Holiday.once(LocalDate.parse("2026-11-30"), 1), Holiday.once(LocalDate.parse("2026-12-03"), 1));
    }

    @Test
    void aDayOfAYearlyHolidayThatIsMovedOrCancelledIsRefusedAndOneOfAMeetingIsPassedOver() throws Exception {
        String yearly = "UID:1\r\nSUMMARY:Founders\r\nDTSTART;VALUE=DATE:20201208\r\nRRULE:FREQ=YEARLY";
        String day = "UID:1\r\nSUMMARY:Founders\r\nRECURRENCE-ID;VALUE=DATE:20261208\r\nDTSTART";
        for (String other : List.of(
                day + ";VALUE=DATE:20261209",
                day + ";VALUE=DATE:20261208\r\nSTATUS:CANCELLED",
                day + ";TZID=Asia/Manila:20261209T080000")) {
            assertThatThrownBy(() -> holidays(yearly, other))
                    .isInstanceOf(HolidayFile.UnreadableException.class)
                    .hasMessage("“Founders” has RECURRENCE-ID, which is not understood");
        }
        assertThat(holidays("RECURRENCE-ID:20261208T000000Z\r\nDTSTART:20261209T080000Z"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DTSTART;VALUE=DATE:20261301 | an event without a name has a date that is none: 20261301",
                "SUMMARY:Sports\\, day:DTSTART | ",
                "RRULE:FREQ=WEEKLY | an event without a name comes again by a rule that is not understood: FREQ=WEEKLY",
                "SUMMARY:Mass;RRULE:FREQ=YEARLY\\;BYDAY=1FR | “Mass” comes again by a rule that is not understood",
                "RECURRENCE-ID;VALUE=DATE:20261201 | an event without a name has RECURRENCE-ID, which is not understood",
                "EXDATE;VALUE=DATE:20271130 | has RDATE or EXDATE, which are not understood",
                "DTEND;VALUE=DATE:20290101 | lasts longer than a year",
                "DURATION:PT3H | has a duration that is not in days or weeks"
            })
    void whatIsNotUnderstoodIsSaid(String property, String why) {
        String[] lines = property.replace("\\;", "\0").split("(?<=Mass);", -1);
        String event =
                "DTSTART;VALUE=DATE:20261130\r\n" + String.join("\r\n", lines).replace('\0', ';');
        if (why == null) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> holidays(event)))
                    .isNull();
        } else {
            assertThatThrownBy(() -> holidays(event))
                    .isInstanceOf(HolidayFile.UnreadableException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void aFileThatIsNoCalendarOrTooLargeOrCutOffIsRefused() throws Exception {
        assertThatThrownBy(() -> read("2026-12-25\n")).hasMessageContaining("does not begin with BEGIN:VCALENDAR");
        assertThatThrownBy(() -> read("")).hasMessageContaining("does not begin with BEGIN:VCALENDAR");
        assertThatThrownBy(() -> read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261130\n"))
                .hasMessageContaining("is cut off");
        assertThatThrownBy(() -> read("BEGIN:VCALENDAR\n" + "X:y\n".repeat(300_000)))
                .hasMessageContaining("larger than 1 MiB");
        assertThatThrownBy(() -> read("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nDTSTART:20261130\nEND:VEVENT\n".repeat(2_001)
                        + "END:VCALENDAR"))
                .hasMessageContaining("more than 2000 holidays");
        assertThatThrownBy(() -> HolidayFile.read(folder.resolve("none.ics"))).hasMessage("is not there");
        Path latin = folder.resolve("latin.ics");
        Files.write(latin, "BEGIN:VCALENDAR\nSUMMARY:Día\nEND:VCALENDAR".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> HolidayFile.read(latin)).hasMessage("is not UTF-8");
        assertThat(read("\ufeffBEGIN:VCALENDAR\nEND:VCALENDAR")).isEmpty();
    }
}

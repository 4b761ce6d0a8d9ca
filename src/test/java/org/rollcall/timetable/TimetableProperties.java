package org.rollcall.timetable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TimetableProperties {
    /** Clocks that go forward and back by an hour or half, some of them at midnight, and none. */
    private static final List<String> ZONES = List.of(
            "Asia/Manila",
            "Europe/Berlin",
            "America/New_York",
            "America/Havana",
            "Asia/Beirut",
            "America/Asuncion",
            "Australia/Lord_Howe",
            "Pacific/Apia");

    private static final Instant FROM = Instant.parse("2011-09-01T00:00:00Z");
    private static final Duration SPAN = Duration.ofDays(366 * 2);

    @Provide
    Arbitrary<String> timetables() {
        Arbitrary<String> windows = Arbitraries.integers()
                .between(0, 96)
                .set()
                .ofMinSize(2)
                .ofMaxSize(8)
                .map(TimetableProperties::windows);
        Arbitrary<String> groups = Arbitraries.of("mon", "tue-thu", "fri", "sat-sun")
                .flatMap(day -> windows.map(text -> day + " " + text));
        return groups.list()
                .uniqueElements(group -> group.substring(0, 3))
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(list -> String.join("; ", list));
    }

    /** Disjoint windows between quarters of an hour, with gaps and without. */
    private static String windows(Set<Integer> quarters) {
        List<Integer> ends = new ArrayList<>(new TreeSet<>(quarters));
        List<String> windows = new ArrayList<>();
        for (int i = 0; i + 1 < ends.size(); i += i % 3 == 0 ? 1 : 2) {
            windows.add(clock(ends.get(i)) + "-" + clock(ends.get(i + 1)));
        }
        return String.join(", ", windows);
    }

    private static String clock(int quarter) {
        return "%02d:%02d".formatted(quarter / 4, quarter % 4 * 15);
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(ZONES).map(ZoneId::of);
    }

    @Provide
    Arbitrary<Instant> moments() {
        return Arbitraries.longs().between(0, SPAN.toSeconds()).map(FROM::plusSeconds);
    }

    @Provide
    Arbitrary<SchoolCalendar> calendars() {
        Arbitrary<Set<LocalDate>> dates = Arbitraries.integers()
                .between(0, 800)
                .set()
                .ofMaxSize(40)
                .map(days -> days.stream()
                        .map(day -> LocalDate.parse("2011-09-01").plusDays(day))
                        .collect(Collectors.toSet()));
        return dates.flatMap(off -> dates.map(half -> new SchoolCalendar(off, half, List.of())));
    }

    @Property(tries = 300)
    void everyMomentIsInExactlyOnePhaseAndTheNextOneBeginsWhereItEnds(
            @ForAll("timetables") String text,
            @ForAll("calendars") SchoolCalendar calendar,
            @ForAll("zones") ZoneId zone,
            @ForAll("moments") Instant now) {
        Timetable timetable = Timetable.parse(text, calendar);
        Instant at = now;
        for (int i = 0; i < 40; i++) {
            Phase phase = timetable.phase(at, zone);
            if (phase.until().isEmpty()) {
                assertThat(phase.isClosed()).isTrue();
                return;
            }
            Instant until = phase.until().get();
            assertThat(until).isAfter(at);
            Instant last = until.minusMillis(1);
            assertThat(timetable.phase(last, zone)).as("the same until its end").isEqualTo(phase);
            Phase next = timetable.phase(until, zone);
            assertThat(next.since()).as("no gap").contains(until);
            assertThat(next.isOpen() || phase.isOpen())
                    .as("no two pauses in a row")
                    .isTrue();
            at = until;
        }
    }

    @Property(tries = 300)
    void aPhaseIsTheSameFromItsBeginningOn(
            @ForAll("timetables") String text,
            @ForAll("calendars") SchoolCalendar calendar,
            @ForAll("zones") ZoneId zone,
            @ForAll("moments") Instant now) {
        Timetable timetable = Timetable.parse(text, calendar);
        Phase phase = timetable.phase(now, zone);
        phase.since().ifPresent(since -> {
            assertThat(since).isBeforeOrEqualTo(now);
            Phase atItsBeginning = timetable.phase(since, zone);
            assertThat(atItsBeginning.state()).isEqualTo(phase.state());
            assertThat(atItsBeginning.since()).contains(since);
            phase.until().ifPresent(until -> assertThat(until).isAfter(now));
        });
    }
}

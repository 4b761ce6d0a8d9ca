package org.rollcall.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same cases as {@code src/test/js/fleet.test.mjs}: the first paint says what the script says. */
class FleetFunctionsTest {
    private static final String NOW = "2026-11-23T07:12:08+08:00";

    @Test
    void stationsStandInTheOrderOfThePlaces() {
        assertThat(said(FleetFunctions.places(fleet("c", "b", "a"), List.of())))
                .containsExactly("Main: b a", "Other stations: c");
    }

    @Test
    void aFilterLeavesPlacesOutThatHaveNoneLeft() {
        assertThat(said(FleetFunctions.places(fleet("a", "b", "c"), List.of("silent"))))
                .containsExactly("Main: b");
        assertThat(FleetFunctions.places(fleet("a", "b", "c"), List.of("nonsense")))
                .isEmpty();
    }

    @Test
    void nothingIsThrownAtWhatIsMissing() {
        assertThat(FleetFunctions.places(null, null)).isEmpty();
        assertThat(FleetFunctions.places(Map.of("stations", List.of(1, "x"), "places", "none"), null))
                .isEmpty();
        assertThat(FleetFunctions.bars(null) + FleetFunctions.gaps(null)).isEmpty();
        assertThat(FleetFunctions.left(null, NOW) + FleetFunctions.left(Map.of(), NOW))
                .isEmpty();
        assertThat(FleetFunctions.wallLead(null)
                        + FleetFunctions.wallSince(null, NOW)
                        + FleetFunctions.wallEvidence(null)
                        + FleetFunctions.service(null, NOW)
                        + FleetFunctions.tileAge(null, NOW))
                .isEmpty();
        assertThat(FleetFunctions.when("never", NOW)).isEmpty();
    }

    @Test
    void aTrueZeroIsALineAndWhatIsNotKnownIsDotted() {
        List<Integer> hour = Arrays.asList(0, 10, null, 5);
        assertThat(FleetFunctions.bars(hour)).isEqualTo("M0 15h3v1h-3zM4 0h3v16h-3zM12 8h3v8h-3z");
        assertThat(FleetFunctions.gaps(hour)).isEqualTo("M9 15h1v1h-1z");
        assertThat(FleetFunctions.bars(List.of(1, 0))).isEqualTo("M0 12h3v4h-3zM4 15h3v1h-3z");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:03:00+08:00, 07:03",
        "2026-11-20T07:21:00+08:00, Fri 07:21",
        "2026-11-02T07:21:00+08:00, Mon 2 Nov",
    })
    void aTimeIsAClockWhenNearElseAWeekdayElseADate(String at, String said) {
        assertThat(FleetFunctions.when(at, NOW)).isEqualTo(said);
    }

    @Test
    void aTileSaysTheAgeOfItsNewsAndASleepingOneWhenItOpens() {
        assertThat(FleetFunctions.tileAge(Map.of("state", "fine", "age_at", "2026-11-23T07:12:02+08:00"), NOW))
                .isEqualTo("6\u202fs");
        assertThat(FleetFunctions.tileAge(Map.of("state", "asleep", "opens_at", "2026-11-23T13:00:00+08:00"), NOW))
                .isEqualTo("13:00");
        assertThat(FleetFunctions.tileAge(Map.of("state", "waiting"), NOW)).isEqualTo("—");
        assertThat(FleetFunctions.cellAge(null, NOW)).isEqualTo("—");
        assertThat(FleetFunctions.rate(null)).isEqualTo("—");
        assertThat(FleetFunctions.rate(99.96)).isEqualTo("99.9\u202f%");
    }

    @Test
    void theWindowSaysWhatIsLeftAndBetweenWindowsWhenTheNextOneOpens() {
        Map<String, String> login = Map.of(
                "state", "open",
                "window", "Login",
                "since", "2026-11-23T06:30:00+08:00",
                "until", "2026-11-23T07:30:00+08:00");
        assertThat(FleetFunctions.left(login, NOW)).isEqualTo("18\u202fmin left");
        assertThat(FleetFunctions.passed(login, NOW)).isEqualTo(702);
        assertThat(FleetFunctions.passed(Map.of(), NOW)).isZero();
        assertThat(FleetFunctions.left(
                        Map.of("state", "closed", "window", "Logout", "until", "2026-11-23T16:00:00+08:00"), NOW))
                .isEqualTo("Logout opens 16:00");
    }

    @Test
    void theWallSaysWhatIsWrongWhereAndSinceWhen() {
        Map<String, Object> silent = Map.of(
                "cause", "silent",
                "word", "Silent",
                "what", "Gate B",
                "note", "",
                "stations", List.of("b"),
                "since", "2026-11-23T07:03:00+08:00",
                "evidence", "no heartbeat");
        assertThat(FleetFunctions.wallLead(silent)).isEqualTo("Gate B is silent");
        assertThat(FleetFunctions.wallSince(silent, NOW)).isEqualTo("since 07:03, 9\u202fmin.");
        Map<String, Object> old = new HashMap<>(silent);
        old.put("since", "2026-11-21T07:03:00+08:00");
        assertThat(FleetFunctions.wallSince(old, NOW)).isEqualTo("since Sat 07:03, 2\u202fd.");
        assertThat(FleetFunctions.wallEvidence(silent)).isEqualTo("No heartbeat.");
        Map<String, Object> link = new HashMap<>(silent);
        link.putAll(Map.of(
                "cause",
                "link",
                "word",
                "Link down",
                "what",
                "Annex",
                "note",
                "6 stations",
                "stations",
                List.of("x", "y")));
        assertThat(FleetFunctions.wallLead(link)).isEqualTo("Annex: link down");
        assertThat(FleetFunctions.wallEvidence(link)).isEqualTo("6 stations; no heartbeat.");
    }

    @Test
    void theWallShowsAllOfSixtyAndAboveThatThoseThatAreNotFine() {
        assertThat(FleetFunctions.wallStations(school(60, 0))).hasSize(60);
        assertThat(FleetFunctions.wallStations(school(60, 2))).hasSize(2);
        assertThat(FleetFunctions.wallLeft(school(60, 2))).isEqualTo("60 more are fine or asleep");
    }

    @Test
    void ofMoreThanSixtyThatNeedSomebodyTheWallShowsTheWorst() {
        Map<String, Object> ill = school(Map.of("warning", 70, "silent", 30));
        assertThat(FleetFunctions.wallStations(ill))
                .hasSize(60)
                .satisfies(shown -> assertThat(shown.subList(0, 30))
                        .allSatisfy(station -> assertThat(station.get("state")).isEqualTo("silent")));
        assertThat(FleetFunctions.wallLeft(ill)).isEqualTo("40 more, not all of them fine");
    }

    @Test
    void aNameIsSafeInAnAddress() {
        assertThat(FleetFunctions.query("gate b&c\"<")).isEqualTo("gate%20b%26c%22%3C");
    }

    private static Map<String, Object> fleet(String... order) {
        List<Map<String, Object>> stations = new ArrayList<>();
        for (String name : order) {
            stations.add(Map.of("name", name, "state", name.equals("b") ? "silent" : "fine"));
        }
        return Map.of(
                "stations",
                stations,
                "places",
                List.of(
                        Map.of("name", "Main", "note", "2", "stations", List.of("b", "a")),
                        Map.of("name", "", "note", "1", "stations", List.of("c"))));
    }

    private static Map<String, Object> school(int fine, int silent) {
        return school(Map.of("fine", fine, "silent", silent));
    }

    private static Map<String, Object> school(Map<String, Integer> counts) {
        List<String> states = new ArrayList<>();
        new TreeMap<>(counts)
                .descendingMap()
                .forEach((state, count) -> states.addAll(Collections.nCopies(count, state)));
        List<Map<String, Object>> stations = new ArrayList<>();
        for (String state : states) {
            stations.add(Map.of("name", "s" + stations.size(), "state", state));
        }
        List<Object> names =
                stations.stream().map(station -> station.get("name")).toList();
        return Map.of("stations", stations, "places", List.of(Map.of("name", "", "note", "", "stations", names)));
    }

    private static List<String> said(List<Map<String, Object>> places) {
        List<String> said = new ArrayList<>();
        for (Map<String, Object> place : places) {
            StringBuilder names = new StringBuilder(place.get("name") + ":");
            if (place.get("stations") instanceof List<?> stations) {
                stations.forEach(station -> names.append(' ').append(((Map<?, ?>) station).get("name")));
            }
            said.add(names.toString());
        }
        return said;
    }
}

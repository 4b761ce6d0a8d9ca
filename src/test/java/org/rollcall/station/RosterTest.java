package org.rollcall.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Signal;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Vitals;
import org.rollcall.timetable.Phase;

/** What an administrator's list of stations does to the board (P79, P80). */
class RosterTest {
    private static final Instant START = Instant.parse("2026-11-23T07:00:00Z");
    private static final ZoneId MANILA = ZoneId.of("Asia/Manila");

    private final StationBoard board = board();

    /** With a home station and one more, both with a database. */
    private static StationBoard board() {
        return new StationBoard(
                new StationSettings(List.of("camera", "cloud"), ZoneOffset.UTC, Duration.ofMinutes(15)),
                List.of("home", "watched"),
                Map.of("home", ZoneOffset.UTC, "watched", ZoneOffset.ofHours(1)),
                START);
    }

    private static StationProfile profile(String name, String title) {
        return new StationProfile(
                name, title, "", "", "", "", "", Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }

    private void roster(StationProfile... profiles) {
        board.apply(new Signal.Roster("home", Arrays.asList(profiles), START));
    }

    private void named(String... names) {
        roster(Arrays.stream(names).map(StationProfile::unknown).toArray(StationProfile[]::new));
    }

    private void beats(String name) {
        board.apply(new Signal.Heartbeat(name, Vitals.UNKNOWN, START));
    }

    @Test
    void aStationsOwnTimetableCountsForItInItsOwnZoneAndGoesWithItsProfile_P81() {
        StationProfile own = new StationProfile(
                "gate-2",
                "",
                "",
                "",
                "",
                "",
                "",
                Optional.empty(),
                Map.of(),
                Optional.of("mon-sun 00:00-24:00 all day"),
                Optional.of(ZoneOffset.ofHours(8)));
        roster(own);
        assertThat(view("gate-2").phase().window()).isEqualTo("All day");
        assertThat(view("gate-2")
                        .phase()
                        .since()
                        .orElseThrow()
                        .atOffset(ZoneOffset.ofHours(8))
                        .getHour())
                .isZero();
        assertThat(view("home").phase()).isEqualTo(Phase.NONE);
        beats("gate-2");
        named("gate-2");
        assertThat(view("gate-2").phase()).isEqualTo(Phase.NONE);
    }

    private List<String> names() {
        return board.views(START).stream().map(StationView::name).toList();
    }

    private StationView view(String name) {
        return board.views(START).stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void stationsAreKnownBeforeTheyReport() {
        named("gate-2");
        board.settle(START);
        assertThat(view("gate-2").status()).isEqualTo(Overall.INITIALIZING);
        assertThat(view("gate-2").expected()).extracting(StationView.Seen::name).containsExactly("camera", "cloud");
        assertThat(board.settle(START.plusSeconds(1))).isEmpty();
    }

    @Test
    void theHomeStationIsFirstThenTheRegistryThenOthers() {
        beats("zeta");
        beats("alpha");
        named("gate-9", "gate-1", "alpha");
        assertThat(names()).containsExactly("home", "gate-9", "gate-1", "alpha", "watched", "zeta");
        beats("late");
        named("gate-1", "home", "gate-9");
        assertThat(names()).containsExactly("home", "gate-1", "gate-9", "watched", "alpha", "zeta", "late");
    }

    @Test
    void titlesComponentsAndZoneAreTakenOverAndGivenBack() {
        beats("gate-2");
        roster(new StationProfile(
                "gate-2",
                "East gate",
                "San Isidro",
                "",
                "",
                "",
                "",
                Optional.of(List.of("camera", "printer")),
                Map.of("queue-size", 5.0),
                Optional.empty(),
                Optional.of(MANILA)));
        StationView named = view("gate-2");
        assertThat(named.profile().title()).isEqualTo("East gate");
        assertThat(named.expected()).extracting(StationView.Seen::name).containsExactly("camera", "printer");
        assertThat(named.others()).isEmpty();
        assertThat(named.zone()).isEqualTo(MANILA);
        assertThat(named.figures().dayStart()).isEqualTo(Instant.parse("2026-11-22T16:00:00Z"));
        assertThat(named.lastHeartbeat()).isPresent();
        roster();
        StationView again = view("gate-2");
        assertThat(again.profile()).isEqualTo(StationProfile.unknown("gate-2"));
        assertThat(again.expected()).extracting(StationView.Seen::name).containsExactly("camera", "cloud");
        assertThat(again.others()).isEmpty();
        assertThat(again.zone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void aComponentThatIsNoLongerExpectedButWasHeardOfStays() {
        board.apply(new Signal.ComponentReport("gate-2", "cloud", ComponentStatus.ONLINE, Optional.empty(), START));
        roster(new StationProfile(
                "gate-2",
                "",
                "",
                "",
                "",
                "",
                "",
                Optional.of(List.of("camera")),
                Map.of(),
                Optional.empty(),
                Optional.empty()));
        assertThat(view("gate-2").others()).extracting(StationView.Seen::name).containsExactly("cloud");
    }

    @Test
    void aWatchedStationKeepsTheZoneOfItsDatabase() {
        roster(new StationProfile(
                "watched",
                "West",
                "",
                "",
                "",
                "",
                "",
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.of(MANILA)));
        assertThat(view("watched").profile().title()).isEqualTo("West");
        assertThat(view("watched").zone()).isEqualTo(ZoneOffset.ofHours(1));
    }

    @Test
    void aRemovedOneThatNeverReportedIsGoneAndOneThatDidStays() {
        roster(profile("gate-2", "East"), profile("gate-3", "North"));
        beats("gate-3");
        roster();
        assertThat(names()).containsExactly("home", "watched", "gate-3");
        assertThat(view("gate-3").profile().title()).isEqualTo("gate-3");
    }

    @Test
    void aRemovedOneDoesNotComeBackWithARestart() {
        named("gate-2", "gate-3");
        beats("gate-3");
        board.settle(START);
        Map<String, Map<String, Object>> stored = board.documents();
        StationBoard again = board();
        again.restore(json(stored), START);
        assertThat(again.views(START)).extracting(StationView::name).containsExactly("home", "watched", "gate-3");
    }

    private static Map<String, Map<String, Object>> json(Map<String, Map<String, Object>> documents) {
        var json = new org.rollcall.wire.Json(ZoneOffset.UTC);
        var read = new java.util.LinkedHashMap<String, Map<String, Object>>();
        documents.forEach((name, document) -> read.put(name, org.rollcall.wire.Json.read(json.write(document))));
        return read;
    }
}

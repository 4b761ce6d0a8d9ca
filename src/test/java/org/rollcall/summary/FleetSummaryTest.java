package org.rollcall.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rollcall.summary.FleetDesk.NOW;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rollcall.alert.Alert;
import org.rollcall.alert.Level;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.SourceState.Condition;
import org.rollcall.timetable.Phase;

/** All stations at a glance: what is said, in which order, and what is one problem. */
class FleetSummaryTest {
    private final FleetDesk desk = new FleetDesk();

    private FleetDesk fine(String... names) {
        for (String name : names) {
            desk.fine(name, name, "Main building");
        }
        return desk;
    }

    private static FleetProblem only(FleetSummary summary) {
        assertThat(summary.problems()).hasSize(1);
        return summary.problems().get(0);
    }

    private static TileState state(FleetSummary summary, String name) {
        return summary.tiles().stream()
                .filter(tile -> tile.name().equals(name))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void whenAllAreFineOrAsleepTheSentenceSaysSo() {
        fine("A", "B", "C");
        desk.asleep("C", Instant.parse("2026-11-23T13:00:00Z"));
        FleetSummary summary = desk.summary();
        assertThat(summary.sentence().lead()).isEqualTo("All fine.");
        assertThat(summary.sentence().text()).isEqualTo("2 stations fine, 1 asleep by timetable.");
        assertThat(summary.sentence().shape()).isEqualTo(Shape.FINE);
        assertThat(summary.tiles().get(2).opensAt()).hasValue(Instant.parse("2026-11-23T13:00:00Z"));
        assertThat(summary.problems()).isEmpty();
    }

    @Test
    void nothingIsFineThatWasNotHeard() {
        fine("A").station("B", "B", "", "");
        FleetSummary summary = desk.summary();
        assertThat(summary.sentence().lead()).isEqualTo("Nothing needs you.");
        assertThat(summary.sentence().text()).isEqualTo("1 station fine, 1 not heard yet.");
        assertThat(summary.sentence().shape()).isEqualTo(Shape.PARTIAL);
        assertThat(state(summary, "B")).isEqualTo(TileState.WAITING);
    }

    @Test
    void whenAllSleepTheSentenceSaysUntilWhen() {
        fine("A", "B").asleep("A", Instant.parse("2026-11-23T11:30:00Z"));
        desk.asleep("B", Instant.parse("2026-11-23T13:00:00Z"));
        Sentence sentence = desk.summary().sentence();
        assertThat(sentence.lead()).isEqualTo("Asleep by timetable.");
        assertThat(sentence.text()).isEqualTo("No window is open; the next one starts at 11:30.");
    }

    @Test
    void whatOpensOnAnotherDayIsSaidWithItsDay() {
        fine("A").asleep("A", Instant.parse("2026-11-30T06:00:00Z"));
        assertThat(desk.summary().sentence().text())
                .isEqualTo("No window is open; the next one starts on Mon 30 Nov at 06:00.");
    }

    @Test
    void aSilentStationIsSaidWithItsWindowAndItsEvidence() {
        fine("A");
        desk.station("gate-b", "Gate B", "Main building", "");
        desk.silentSince("gate-b", NOW.minusSeconds(548));
        desk.event("gate-b", "scan", NOW.minusSeconds(557), Map.of());
        desk.phase("gate-b", new Phase(Phase.State.OPEN, "login", Optional.empty(), Optional.empty()));
        FleetSummary summary = desk.summary();
        FleetProblem problem = only(summary);
        assertThat(summary.sentence().lead()).isEqualTo("1 thing needs you.");
        assertThat(summary.sentence().text()).isEqualTo("Gate B is silent for 9\u202fmin in the login window.");
        assertThat(summary.sentence().meta()).hasValue("1 station fine");
        assertThat(problem.key()).isEqualTo("silent:gate-b");
        assertThat(problem.cause()).isEqualTo("silent");
        assertThat(problem.evidence()).isEqualTo("no heartbeat for 9\u202fmin; last scan 07:02:51");
        assertThat(problem.evidenceAt()).hasValue(NOW.minusSeconds(548 + 30));
        assertThat(problem.doNow()).hasValue("see if the station's power lamp is lit");
        assertThat(state(summary, "gate-b")).isEqualTo(TileState.SILENT);
    }

    @Test
    void theSameComponentAtSixStationsIsOneProblem() {
        for (int i = 1; i <= 6; i++) {
            desk.station("lab-" + i, "Lab " + i, "Labs", "");
            desk.component("lab-" + i, "cloud", ComponentStatus.OFFLINE);
        }
        FleetSummary summary = desk.summary();
        FleetProblem problem = only(summary);
        assertThat(problem.word()).isEqualTo("Cloud offline");
        assertThat(problem.what()).isEqualTo("Lab 1, Lab 2 and 4 more");
        assertThat(problem.stations()).hasSize(6);
        assertThat(problem.shape()).isEqualTo(Shape.WARNING);
        assertThat(summary.sentence().text()).isEqualTo("The cloud is offline at Lab 1, Lab 2 and 4 more.");
        assertThat(summary.sentence().state()).isEqualTo("degraded");
        assertThat(summary.places().get(0).note()).isEqualTo("6, 6 warning");
    }

    @Test
    void theSameRuleAtSeveralStationsIsOneProblemAndItsKeyStays() {
        fine("A", "B", "C").queueAlert("B");
        assertThat(only(desk.summary()).key()).isEqualTo("alert:queue-size:B");
        desk.queueAlert("A");
        FleetProblem problem = only(desk.summary());
        assertThat(problem.word()).isEqualTo("Queue over 50");
        assertThat(problem.stations()).containsExactlyInAnyOrder("A", "B");
        assertThat(problem.evidence()).endsWith(": 212 records wait for the cloud");
        assertThat(desk.summary().tiles()).filteredOn(Tile::queueOver).hasSize(2);
        assertThat(desk.summary().sentence().text()).isEqualTo("Queue over 50 at A and B.");
    }

    @Test
    void whatFollowsFromTheCloudIsNotASecondProblem() {
        fine("A", "B").component("B", "cloud", ComponentStatus.OFFLINE);
        desk.queueAlert("B");
        desk.alert("B", "failed-syncs", "failed_syncs", Level.ERROR, "Failed syncs over 10", Alert.State.FIRING);
        FleetProblem problem = only(desk.summary());
        assertThat(problem.word()).isEqualTo("Cloud offline");
        assertThat(problem.doNow()).hasValue("look at the internet lamp of the school's router");
        assertThat(problem.state()).isEqualTo(TileState.ERROR); // the alert is one
        assertThat(state(desk.summary(), "B")).isEqualTo(TileState.ERROR);
    }

    @Test
    void theWorstComesFirstAndAtMostThreeAreSaid() {
        fine("A", "B", "C", "D", "E", "F");
        desk.queueAlert("B");
        desk.component("C", "camera", ComponentStatus.OFFLINE);
        desk.silentSince("D", NOW.minusSeconds(300));
        desk.database("E", Condition.MISSING);
        desk.component("F", "camera", ComponentStatus.ERROR);
        FleetSummary summary = desk.summary();
        assertThat(summary.problems())
                .extracting(FleetProblem::word)
                .containsExactly("Database missing", "Camera error", "Silent", "Queue over 50", "Camera offline");
        assertThat(summary.sentence().lead()).isEqualTo("5 things need you.");
        assertThat(summary.sentence().text())
                .isEqualTo("The attendance database is missing at E; the camera reports an error at F; "
                        + "D is silent for 5\u202fmin; and 2 more.");
        assertThat(summary.counts())
                .extracting(count -> count.state().key() + " " + count.stations())
                .containsExactly("error 2", "silent 1", "warning 2", "fine 1");
    }

    @Test
    void aLinkThatIsDownIsOneProblemAndItsStationsAreNotSilent() {
        fine("A");
        for (int i = 1; i <= 4; i++) {
            desk.station("x-" + i, "X " + i, "Annex", "Annex");
            desk.beat("x-" + i, NOW.minusSeconds(4));
        }
        for (int i = 1; i <= 3; i++) {
            desk.silentSince("x-" + i, Instant.parse("2026-11-23T06:51:00Z").plusSeconds(2L * i));
        }
        FleetSummary summary = desk.summary();
        FleetProblem problem = only(summary);
        assertThat(problem.key()).isEqualTo("link:Annex");
        assertThat(problem.what()).isEqualTo("Annex");
        assertThat(problem.note()).isEqualTo("3 stations");
        assertThat(problem.evidence()).isEqualTo("all 3 fell silent within 4\u202fs; 1 other of the group is heard");
        assertThat(problem.shape()).isEqualTo(Shape.ERROR);
        assertThat(summary.sentence().text())
                .isEqualTo("The Annex link is down since 06:51, with 3 stations behind it.");
        assertThat(summary.counts())
                .extracting(count -> count.state().key())
                .contains("link")
                .doesNotContain("silent");
        assertThat(state(summary, "x-1")).isEqualTo(TileState.LINK);
        assertThat(summary.tiles().get(1).reason()).isEqualTo("behind the Annex link");
        assertThat(summary.places()).extracting(FleetSummary.Place::note).containsExactly("1", "4, link down");
    }

    @Test
    void stationsThatFellSilentApartAreNoLinkWhileOthersOfTheGroupAreHeard() {
        for (int i = 1; i <= 4; i++) {
            desk.station("x-" + i, "X " + i, "Annex", "annex line");
            desk.beat("x-" + i, NOW.minusSeconds(4));
        }
        for (int i = 1; i <= 3; i++) {
            desk.silentSince("x-" + i, NOW.minusSeconds(61L * i));
        }
        FleetProblem problem = only(desk.summary());
        assertThat(problem.cause()).isEqualTo("silent");
        assertThat(problem.what()).isEqualTo("X 3, X 2 and X 1"); // the longest first
        desk.silentSince("x-4", NOW.minusSeconds(600)); // now none is heard
        assertThat(only(desk.summary()).cause()).isEqualTo("link");
        assertThat(only(desk.summary()).clause()).startsWith("the annex line is down since 07:02, with 4 stations");
    }

    @Test
    void twoStationsOfAGroupAreNoLink() {
        for (int i = 1; i <= 2; i++) {
            desk.station("x-" + i, "X " + i, "Annex", "annex");
            desk.silentSince("x-" + i, NOW.minusSeconds(300));
        }
        assertThat(only(desk.summary()).cause()).isEqualTo("silent");
        assertThat(only(desk.summary()).clause()).isEqualTo("X 1 and X 2 are silent");
    }

    @Test
    void anotherStationOfTheGroupThatWasSilentBeforeIsAProblemOfItsOwn() {
        for (int i = 1; i <= 5; i++) {
            desk.station("x-" + i, "X " + i, "Annex", "annex");
            desk.beat("x-" + i, NOW.minusSeconds(4));
        }
        desk.silentSince("x-1", NOW.minusSeconds(4_000));
        for (int i = 2; i <= 4; i++) {
            desk.silentSince("x-" + i, NOW.minusSeconds(300L + i));
        }
        FleetSummary summary = desk.summary();
        assertThat(summary.problems()).extracting(FleetProblem::key).containsExactly("silent:x-1", "link:annex");
        assertThat(summary.sentence().text()).contains("X 1 is silent for 1\u202fh 6\u202fmin");
    }

    @Test
    void theJournalOutranksEveryStation() {
        fine("A", "B").component("B", "camera", ComponentStatus.ERROR);
        desk.journalFails("no space left");
        FleetSummary summary = desk.summary();
        assertThat(summary.sentence().state()).isEqualTo("store");
        assertThat(summary.sentence().lead()).isEqualTo("The journal cannot write.");
        assertThat(summary.services())
                .filteredOn(service -> service.name().equals("Rollcall itself"))
                .extracting(FleetSummary.Service::shape)
                .containsExactly(Shape.ERROR);
    }

    @Test
    void whatSomeoneHasTakenOnNeedsNobodyElse() {
        fine("A", "B").alert("B", "door", "door_open", Level.ERROR, "Door open", Alert.State.ACKNOWLEDGED);
        FleetSummary summary = desk.summary();
        FleetProblem problem = only(summary);
        assertThat(summary.sentence().lead()).isEqualTo("All that is wrong is acknowledged.");
        assertThat(summary.sentence().text()).isEqualTo("Door open at B.");
        assertThat(problem.note()).isEqualTo("acknowledged");
        assertThat(problem.doNow()).isEmpty();
        desk.queueAlert("A");
        assertThat(desk.summary().sentence().lead()).isEqualTo("1 thing needs you.");
        assertThat(desk.summary().sentence().text()).isEqualTo("Queue over 50 at A.");
        assertThat(desk.summary().sentence().meta())
                .hasValueSatisfying(meta -> assertThat(meta).startsWith("1 more is acknowledged"));
    }

    @Test
    void placesAreInTheOrderOfTheStationsAndThoseWithoutOneAreLast() {
        desk.fine("home", "Home", "").fine("b", "B", "North wing").fine("a", "A", "Main building");
        desk.fine("c", "C", "North wing");
        assertThat(desk.summary().places())
                .extracting(FleetSummary.Place::name)
                .containsExactly("North wing", "Main building", "");
        assertThat(desk.summary().places().get(0).stations()).containsExactly("b", "c");
        desk.station("d", "D", "Second school", "Main building", "");
        desk.station("a", "A", "First school", "Main building", "");
        assertThat(desk.summary().places())
                .extracting(FleetSummary.Place::name)
                .containsExactly("North wing", "First school, Main building", "Second school, Main building", "");
    }

    @Test
    void figuresAreAddedUpAndWhatNobodyKnowsIsNotZero() {
        desk.station("a", "A", "", "");
        assertThat(desk.summary().totals().scansToday()).isEmpty();
        assertThat(desk.summary().totals().successRate()).isEmpty();
        assertThat(desk.summary().totals().clockOff()).isEmpty();
        desk.fine("b", "B", "").fine("c", "C", "");
        desk.event("b", "scan", NOW.minusSeconds(30), Map.of());
        desk.event("c", "scan", NOW.minusSeconds(31), Map.of());
        desk.event("c", "sync", NOW.minusSeconds(20), Map.of());
        FleetTotals totals = desk.summary().totals();
        assertThat(totals.stations()).isEqualTo(3);
        assertThat(totals.scansToday()).hasValue(2);
        assertThat(totals.scansLastMinute()).hasValue(2); // 07:11, the last full one
        assertThat(totals.successRate()).hasValue(50.0);
        assertThat(totals.queueSize()).hasValue(6); // as two of them say
        assertThat(totals.clockOff()).hasValue(0);
    }

    @Test
    void theFiguresOfYesterdayAreNotAddedToThoseOfToday() {
        desk.station("gate", "Gate", "", "").station("library", "Library", "", "");
        desk.reading("gate", NOW.minusSeconds(2), 1, 1);
        desk.reading("library", Instant.parse("2026-11-22T23:50:00Z"), 412, 100);
        desk.database("library", Condition.MISSING);
        FleetTotals totals = desk.summary().totals();
        assertThat(totals.scansToday()).hasValue(1);
        assertThat(totals.successRate()).hasValue(100.0);
        assertThat(totals.queueSize()).hasValue(312); // they wait still, for all that is known
        assertThat(totals.stale()).isOne();
        assertThat(desk.summary().sentence().meta())
                .hasValueSatisfying(meta -> assertThat(meta).endsWith("the sums have 1 station as of Sun 23:50"));
    }

    @Test
    void sumsWithAPartThatStandsStillSaySo() {
        desk.station("gate", "Gate", "", "")
                .station("library", "Library", "", "")
                .station("lab", "Lab", "", "");
        desk.reading("gate", NOW.minusSeconds(2), 5, 5);
        assertThat(desk.summary().totals().stale()).isZero();
        desk.reading("library", NOW.minusSeconds(508), 7, 7).database("library", Condition.LOCKED);
        desk.reading("lab", NOW.minusSeconds(600), 1, 1).database("lab", Condition.MISSING);
        FleetSummary summary = desk.summary();
        assertThat(summary.totals().scansToday()).hasValue(13);
        assertThat(summary.totals().stale()).isEqualTo(2);
        assertThat(summary.sentence().meta())
                .hasValueSatisfying(meta -> assertThat(meta).endsWith("the sums have 2 stations as of 07:02 or later"));
    }

    @Test
    void aDatabaseThatWasNeverReadHasNoPartInTheSums() {
        fine("A", "B").database("B", Condition.MISSING); // which beats all the same
        assertThat(desk.summary().totals().stale()).isZero();
        assertThat(desk.summary().sentence().meta()).hasValue("1 station fine");
    }

    @Test
    void aBarIsNullBeforeTheFirstNewsAndAfterTheLast() {
        desk.station("a", "A", "", "");
        assertThat(desk.summary().tiles().get(0).bars()).hasSize(30).allMatch(Optional::isEmpty);
        desk.event("a", "scan", NOW.minusSeconds(1_300), Map.of()); // 06:50:28
        desk.event("a", "scan", NOW.minusSeconds(1_200), Map.of()); // 06:52:08
        desk.event("a", "scan", NOW, Map.of());
        List<Optional<Integer>> bars = desk.summary().tiles().get(0).bars();
        assertThat(desk.summary().tiles().get(0).view().figures().hourStart())
                .isEqualTo(Instant.parse("2026-11-23T06:14:00Z"));
        assertThat(bars.subList(0, 18)).allMatch(Optional::isEmpty);
        assertThat(bars.subList(18, 21)).containsExactly(Optional.of(1), Optional.of(1), Optional.of(0));
        assertThat(bars.get(29)).hasValue(1);
        FleetDesk other = new FleetDesk().station("a", "A", "", "");
        other.event("a", "scan", NOW.minusSeconds(1_300), Map.of());
        other.silentSince("a", NOW.minusSeconds(600)); // its last beat was at 07:01:38
        List<Optional<Integer>> silent = other.summary().tiles().get(0).bars();
        assertThat(silent.get(23)).hasValue(0); // 07:00
        assertThat(silent.subList(24, 30)).allMatch(Optional::isEmpty);
    }

    @Test
    void whatHasNothingFreshIsStale() {
        fine("A").at(NOW.plusSeconds(3_600));
        FleetSummary summary = desk.summary();
        assertThat(state(summary, "A")).isEqualTo(TileState.STALE);
        assertThat(summary.sentence().lead()).isEqualTo("Nothing needs you.");
        assertThat(summary.tiles().get(0).reason()).isEqualTo("there is no fresh word from the camera and the cloud");
    }

    @Test
    void theServicesSayHowTheStationsFindThem() {
        fine("A", "B").component("B", "cloud", ComponentStatus.OFFLINE);
        desk.event("A", "sync", NOW.minusSeconds(6), Map.of());
        List<FleetSummary.Service> services = desk.summary().services();
        assertThat(services)
                .extracting(service -> service.name() + ": " + service.meta())
                .containsExactly("Cloud: offline at 1 of 2; last sync", "Rollcall itself: journal writing, up 12d 1h");
        assertThat(services.get(0).at()).hasValue(NOW.minusSeconds(6));
    }
}

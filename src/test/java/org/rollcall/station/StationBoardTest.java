package org.rollcall.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Signal;
import org.rollcall.event.SourceState;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Vitals;

class StationBoardTest {
    private static final Instant START = Instant.parse("2026-11-23T07:00:00Z");

    private final StationBoard board = new StationBoard(
            new StationSettings(List.of("camera", "cloud", "sms"), ZoneOffset.UTC, Duration.ofMinutes(15)),
            "gate",
            START);
    private long sequence;

    private void report(String component, String status) {
        ComponentStatus parsed = ComponentStatus.parse(status).orElseThrow();
        board.apply(new Signal.ComponentReport("gate", component, parsed, Optional.empty(), START));
    }

    private void happens(String type, Instant at, Map<String, Object> data) {
        sequence++;
        Event event = new Event(
                new EventId(1, sequence), Event.Kind.EVENT, at, at, "gate", type, "m", data, Optional.empty());
        board.apply(event, at);
    }

    private StationView settled(Instant now) {
        List<StationBoard.Change> changes = board.settle(now);
        assertThat(changes).allSatisfy(change -> assertThat(change.from()).isNotEqualTo(change.to()));
        return board.views(now).get(0);
    }

    @ParameterizedTest(name = "{0}, {1}, {2} is {3}")
    @CsvSource({
        "online, online, online, HEALTHY",
        "online, online, disabled, HEALTHY",
        "online, online, unknown, PARTIAL",
        "online, offline, unknown, DEGRADED",
        "error, offline, online, ERROR"
    })
    void theWorstThatIsKnownWins_P4(String camera, String cloud, String sms, Overall expected) {
        report("camera", camera);
        report("cloud", cloud);
        report("sms", sms);
        assertThat(settled(START).status()).isEqualTo(expected);
    }

    @Test
    void beforeTheFirstNewsItIsInitializing_P4() {
        assertThat(settled(START).status()).isEqualTo(Overall.INITIALIZING);
    }

    @Test
    void smsIsKnownFromItsOutcomes_P8() {
        happens("sms", START, Map.of("student_id", "1"));
        assertThat(settled(START).component("sms").orElseThrow().status()).isEqualTo(ComponentStatus.ONLINE);
        happens("sms", START.plusSeconds(1), Map.of("error", "no credit"));
        StationView.Seen sms = settled(START.plusSeconds(1)).component("sms").orElseThrow();
        assertThat(sms.status()).isEqualTo(ComponentStatus.ERROR);
        assertThat(sms.component().details()).contains("no credit");
    }

    @Test
    void failuresInARowAreCounted_P8() {
        happens("sms", START, Map.of("student_id", "1"));
        happens("sms", START.plusSeconds(1), Map.of("error", "no credit"));
        happens("sms", START.plusSeconds(2), Map.of("error", "no credit"));
        Figures failing = settled(START.plusSeconds(2)).figures();
        assertThat(failing.smsFailuresInARow()).isEqualTo(2);
        assertThat(failing.smsToday()).hasValue(1);
        assertThat(failing.lastSms()).as("the last one that was sent").contains(START);
        happens("sms", START.plusSeconds(3), Map.of("student_id", "2"));
        Figures mended = settled(START.plusSeconds(3)).figures();
        assertThat(mended.smsFailuresInARow()).isZero();
        assertThat(mended.smsToday()).hasValue(2);
    }

    @Test
    void retriesForFiveMinutesWithoutASuccessSayThatTheCloudIsOffline() {
        happens("sync", START, Map.of("record_id", 1));
        happens("warning", START.plusSeconds(10), Map.of("retry_count", 1, "error", "no route to host"));
        happens("warning", START.plusSeconds(300), Map.of("retry_count", 2, "error", "no route to host"));
        assertThat(settled(START.plusSeconds(300)).status()).isNotEqualTo(Overall.DEGRADED);
        happens("warning", START.plusSeconds(310), Map.of("retry_count", 3, "error", "no route to host"));
        StationView view = settled(START.plusSeconds(310));
        assertThat(view.status()).isEqualTo(Overall.DEGRADED);
        assertThat(view.component("cloud").orElseThrow().component().details()).contains("no route to host");
        happens("sync", START.plusSeconds(320), Map.of("record_id", 1));
        assertThat(settled(START.plusSeconds(320))
                        .component("cloud")
                        .orElseThrow()
                        .status())
                .isEqualTo(ComponentStatus.ONLINE);
    }

    @Test
    void retriesThatAreToldLateOrInAnyOrderSayTheSame() {
        happens("sync", START.plusSeconds(600), Map.of("record_id", 1));
        happens("warning", START.plusSeconds(10), Map.of("retry_count", 1));
        happens("warning", START.plusSeconds(590), Map.of("retry_count", 2));
        happens("warning", START.plusSeconds(610), Map.of("retry_count", 1));
        assertThat(settled(START.plusSeconds(610))
                        .component("cloud")
                        .orElseThrow()
                        .status())
                .as("it has succeeded since")
                .isEqualTo(ComponentStatus.ONLINE);
        happens("warning", START.plusSeconds(920), Map.of("retry_count", 3));
        happens("warning", START.plusSeconds(700), Map.of("retry_count", 2));
        StationView view = settled(START.plusSeconds(920));
        assertThat(view.component("cloud").orElseThrow().status()).isEqualTo(ComponentStatus.OFFLINE);
        assertThat(view.component("cloud").orElseThrow().component().evidenceAt())
                .contains(START.plusSeconds(920));
        happens("sync", START.plusSeconds(650), Map.of("record_id", 2));
        happens("warning", START.plusSeconds(925), Map.of("retry_count", 4));
        assertThat(settled(START.plusSeconds(925))
                        .component("cloud")
                        .orElseThrow()
                        .status())
                .as("a success that is told late does not mend what came after it")
                .isEqualTo(ComponentStatus.OFFLINE);
    }

    @Test
    void aReportCostsTheWorkOfItsOwnStationAndTimeThatOfAll() {
        for (String name : List.of("lab-1", "lab-2")) {
            board.apply(new Signal.ComponentReport(name, "cloud", ComponentStatus.ONLINE, Optional.empty(), START));
        }
        board.settle(START);
        assertThat(board.settled()).extracting(StationView::name).containsExactly("gate", "lab-1", "lab-2");
        StationView before = board.views(START).get(2);

        Instant soon = START.plusMillis(20);
        board.apply(new Signal.ComponentReport("lab-1", "cloud", ComponentStatus.ERROR, Optional.empty(), soon));
        assertThat(board.settle(soon))
                .extracting(StationBoard.Change::component)
                .containsExactly("cloud", "overall");
        assertThat(board.settled()).extracting(StationView::name).containsExactly("lab-1");
        assertThat(board.views(soon).get(1).status()).isEqualTo(Overall.ERROR);
        assertThat(board.views(soon).get(2)).isSameAs(before);

        board.settle(START.plusSeconds(1));
        assertThat(board.settled()).extracting(StationView::name).containsExactly("gate", "lab-2");
    }

    @Test
    void whatIsExpectedOfAStationHasRoomWhateverElseItReported() {
        for (int i = 1; i <= 200; i++) {
            report("camera-" + i, "online");
        }
        assertThat(settled(START).others()).hasSize(97);
        report("sms", "error");
        happens("photo", START, Map.of());
        List<String> more = IntStream.range(0, 120).mapToObj(i -> "lamp-" + i).toList();
        StationProfile profile = new StationProfile(
                "gate", "", "", "", "", "", "", Optional.of(more), Map.of(), Optional.empty(), Optional.empty());
        board.apply(new Signal.Roster("gate", List.of(profile), START));
        report("lamp-119", "online");
        StationView view = settled(START);
        assertThat(view.expected()).hasSize(120);
        assertThat(view.component("lamp-119").orElseThrow().status()).isEqualTo(ComponentStatus.ONLINE);
    }

    @Test
    void olderNewsDoesNotOverruleNewer() {
        happens("photo", START.plusSeconds(60), Map.of("record_id", 2));
        happens("photo", START, Map.of("record_id", 1, "error", "late and old"));
        assertThat(settled(START.plusSeconds(60))
                        .component("camera")
                        .orElseThrow()
                        .status())
                .isEqualTo(ComponentStatus.ONLINE);
    }

    @Test
    void whatWasStoredComesBack() {
        report("camera", "error");
        settled(START);
        StationBoard again = new StationBoard(
                new StationSettings(List.of("camera"), ZoneOffset.UTC, Duration.ofMinutes(15)), "gate", START);
        Map<String, Map<String, Object>> documents = board.documents();
        again.restore(json(documents), START);
        assertThat(again.settle(START)).isEmpty();
        assertThat(again.views(START).get(0).status()).isEqualTo(Overall.ERROR);
    }

    @Test
    void theBarsOfTheHourAreCountedFromEventsAlsoWhereADatabaseIsRead() {
        happens("scan", START.plusSeconds(65), Map.of());
        happens("scan", START.plusSeconds(119), Map.of());
        happens("scan", START.plusSeconds(120), Map.of());
        Instant now = START.plusSeconds(125);
        Figures reported = settled(now).figures();
        board.apply(new Signal.Measurement("gate", Readings.empty(now)));
        Figures watched = settled(now).figures();
        assertThat(watched.scansByTwoMinutes())
                .hasSize(30)
                .endsWith(Optional.of(2), Optional.of(1))
                .isEqualTo(reported.scansByTwoMinutes());
        assertThat(watched.hourStart()).isEqualTo(START.minusSeconds(3_600 - 240));
        assertThat(watched.scansByTwoMinutes().subList(0, 28)).containsOnly(Optional.empty());
        Figures later = settled(now.plusSeconds(120)).figures();
        assertThat(later.scansByTwoMinutes()).endsWith(Optional.of(2), Optional.of(1), Optional.of(0));
    }

    @Test
    void afterARestartTheBarsGoOnFromTheFirstEventOfTheDay() {
        Instant now = START.plusSeconds(1_800);
        board.count("gate", "scan", START, 3, now);
        board.restore(json(board.documents()), now);
        List<Optional<Integer>> bars = settled(now).figures().scansByTwoMinutes();
        assertThat(bars.subList(0, 14)).containsOnly(Optional.empty());
        assertThat(bars.subList(14, 30))
                .startsWith(Optional.of(3), Optional.of(0))
                .doesNotContain(Optional.empty());
        board.forgetDays();
        assertThat(settled(now).figures().scansByTwoMinutes()).endsWith(Optional.of(0));
    }

    @Test
    void afterARestartWithoutItsDatabaseTheFiguresAreAsOldAsTheLastEvent_F7() {
        Instant now = START.plusSeconds(3_600);
        board.count("gate", "scan", START, 1, now);
        board.count("gate", "scan", START.plusSeconds(60), 1, now);
        board.apply(new Signal.SourceReport(
                "gate",
                new SourceState(
                        "attendance database",
                        SourceState.Condition.MISSING,
                        "/srv/attendance.db",
                        now.minusSeconds(10),
                        "The attendance database is missing.",
                        Optional.empty(),
                        Optional.empty(),
                        now,
                        Duration.ofSeconds(5),
                        List.of())));
        Figures figures = settled(now).figures();
        assertThat(figures.scansToday()).hasValue(2);
        assertThat(figures.asOf()).isEqualTo(START.plusSeconds(60));
        assertThat(figures.lastScan()).hasValue(START.plusSeconds(60));
    }

    private static Map<String, Map<String, Object>> json(Map<String, Map<String, Object>> documents) {
        var json = new org.rollcall.wire.Json(ZoneOffset.UTC);
        var read = new java.util.LinkedHashMap<String, Map<String, Object>>();
        documents.forEach((name, document) -> read.put(name, org.rollcall.wire.Json.read(json.write(document))));
        return read;
    }

    private void beats(long waiting, Instant at) {
        Vitals vitals = new Vitals(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.of(waiting),
                Optional.empty(),
                OptionalDouble.empty());
        board.apply(new Signal.Heartbeat("gate", vitals, at));
    }

    @Test
    void whatAReportingStationSaysThatWaitsIsItsQueue_P13() {
        assertThat(settled(START).figures().queueSize()).isEmpty();
        beats(3, START);
        beats(60, START.plusSeconds(60));
        Figures soon = settled(START.plusSeconds(60)).figures();
        assertThat(soon.queueSize()).hasValue(60);
        assertThat(soon.known()).containsEntry("queue_size", 60.0);
        assertThat(soon.queueGrowing()).isFalse(); // a minute may be one slow answer
        beats(70, START.plusSeconds(180));
        assertThat(settled(START.plusSeconds(180)).figures().queueGrowing()).isTrue();
        beats(0, START.plusSeconds(240));
        Figures empty = settled(START.plusSeconds(240)).figures();
        assertThat(empty.queueSize()).hasValue(0);
        assertThat(empty.queueHighestToday()).hasValue(70);
        assertThat(empty.queueGrowing()).isFalse();
    }

    @Test
    void whatWaitedIsKnownAfterARestart_P13() {
        beats(7, START);
        board.settle(START);
        StationBoard again = new StationBoard(
                new StationSettings(List.of("camera"), ZoneOffset.UTC, Duration.ofMinutes(15)), "gate", START);
        Map<String, Object> stored = new HashMap<>(board.documents().get("gate"));
        stored.replaceAll(
                (name, value) -> value instanceof Instant at ? at.toString() : value); // as the journal has it
        stored.put("components", List.of());
        again.restore(Map.of("gate", stored), START.plusSeconds(30));
        assertThat(again.views(START.plusSeconds(30)).get(0).figures().queueSize())
                .hasValue(7);
    }
}

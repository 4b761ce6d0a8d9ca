package org.rollcall.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Level;
import org.rollcall.alert.Rule;
import org.rollcall.alert.Rules;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.EventId;
import org.rollcall.event.Signal;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.station.StationView;

class SummaryTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:12:00Z");

    private static StationView view(String component, ComponentStatus status) {
        StationBoard board = new StationBoard(
                new StationSettings(List.of("camera", "cloud"), ZoneOffset.UTC, Duration.ofMinutes(15)), "gate", NOW);
        board.apply(new Signal.ComponentReport("gate", component, status, Optional.empty(), NOW));
        board.settle(NOW);
        return board.views(NOW).get(0);
    }

    private static List<Alert> lowSuccessRate() {
        Rule rule = new Rule(
                "success-rate",
                "success_rate",
                false,
                80,
                Optional.empty(),
                Duration.ZERO,
                Level.WARNING,
                "Success rate low",
                "{value} % of today's scans are in the cloud",
                "look at the router");
        return new AlertBook(new Rules(List.of(rule)), 10)
                .observe("gate", Map.of("success_rate", 40.0), NOW, new EventId(1, 1));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "camera, ERROR, unplug the camera",
        "camera, OFFLINE, unplug the camera",
        "cloud, OFFLINE, look at the router"
    })
    void theStepIsThatOfTheComponentOrOfAnAlertAboutIt(String component, ComponentStatus status, String step) {
        Sentence sentence = new Summary(view(component, status), lowSuccessRate(), NOW, ZoneOffset.UTC)
                .sentence(Optional.empty(), false);
        assertThat(sentence.doNow().orElse("")).startsWith(step);
    }

    private final FleetDesk desk = new FleetDesk().station("gate", "Gate", "", "");

    private SummaryTest silent(Alert.State state) {
        desk.alert("gate", "station-silent", "heartbeat_overdue_seconds", Level.ERROR, "No heartbeat", state);
        return this;
    }

    private Sentence sentence() {
        return new Summary(desk.views().get(0), desk.alerts(), FleetDesk.NOW, ZoneOffset.UTC)
                .sentence(Optional.empty(), false);
    }

    @Test
    void anErrorIsNotHiddenByAComponentThatIsOffline() {
        desk.component("gate", "camera", ComponentStatus.OFFLINE);
        assertThat(sentence().lead()).startsWith("Degraded since");
        silent(Alert.State.FIRING);
        assertThat(sentence().lead()).startsWith("No heartbeat since");
        assertThat(sentence().state()).isEqualTo("error");
        assertThat(sentence().shape()).isEqualTo(Shape.ERROR);
    }

    @Test
    void aComponentThatReportsAnErrorComesBeforeEveryAlert() {
        desk.component("gate", "camera", ComponentStatus.ERROR);
        silent(Alert.State.FIRING);
        assertThat(sentence().text()).startsWith("The camera reports");
    }

    @Test
    void aComponentThatIsOfflineComesBeforeAWarning() {
        desk.component("gate", "camera", ComponentStatus.OFFLINE);
        desk.queueAlert("gate");
        assertThat(sentence().text()).startsWith("The camera is offline");
        assertThat(sentence().state()).isEqualTo("degraded");
    }

    @Test
    void anErrorAboutTheComponentThatIsOfflineIsSaidOfTheComponent() {
        desk.component("gate", "camera", ComponentStatus.OFFLINE);
        desk.component("gate", "cloud", ComponentStatus.OFFLINE);
        desk.alert("gate", "failed-syncs", "failed_syncs", Level.ERROR, "Failed syncs over 10", Alert.State.FIRING);
        assertThat(sentence().lead()).startsWith("Error since");
        assertThat(sentence().text()).startsWith("The cloud does not answer");
        assertThat(sentence().shape()).isEqualTo(Shape.ERROR);
        assertThat(sentence().doNow()).contains("look at the internet lamp of the school's router");
        assertThat(sentence().meta())
                .hasValueSatisfying(meta -> assertThat(meta).startsWith("last word"));
    }

    @Test
    void anErrorThatSomeoneHasTakenOnLeavesTheSentenceToWhatNobodyHas() {
        desk.component("gate", "camera", ComponentStatus.OFFLINE);
        silent(Alert.State.ACKNOWLEDGED);
        assertThat(sentence().text()).contains("Acknowledged by mcruz"); // nothing else is worse
        desk.queueAlert("gate");
        assertThat(sentence().text()).startsWith("The camera is offline");
    }
}

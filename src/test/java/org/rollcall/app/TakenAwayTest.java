package org.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.alert.Alert;
import org.rollcall.event.Signal;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Vitals;
import org.rollcall.timetable.Timetable;

/** Nobody waits for a station that was taken away; for one that has nothing but its login somebody does. */
class TakenAwayTest {
    private static final String OLD = "old-gate";
    private static final String[] TIMETABLE = {"rollcall.timetable", Timetable.EXAMPLE};

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // every test begins with at()
    private GateDesk desk;

    private void at(String local, String... settings) {
        desk = new GateDesk(folder, local, settings);
    }

    @AfterEach
    void stop() {
        desk.close();
    }

    private void roster(String... names) {
        desk.tell(new Signal.Roster(
                GateDesk.NAME, Arrays.stream(names).map(StationProfile::unknown).toList(), desk.now()));
    }

    private void bothBeat(Duration time) {
        desk.until(desk.now().plus(time), () -> {
            desk.heartbeat();
            desk.tell(new Signal.Heartbeat(OLD, Vitals.UNKNOWN, desk.now()));
        });
    }

    private void oldScans() {
        desk.tell(new Signal.Occurrence(
                OLD, "scan", "scan", Map.of("student_id", "1"), Optional.of(desk.now()), Optional.empty()));
    }

    @Test
    void itsHeartbeatIsMissedByNobodyNorAfterARestart() {
        at("09:00");
        roster(OLD);
        bothBeat(Duration.ofMinutes(1));
        roster();
        desk.beat(Duration.ofMinutes(7));
        assertThat(desk.told()).isEmpty();
        assertThat(desk.snapshot().sentence().text()).doesNotContain(OLD);
        desk.restart(Duration.ofSeconds(10));
        desk.beat(Duration.ofMinutes(7));
        assertThat(desk.told()).isEmpty();
        roster(OLD);
        desk.beat(Duration.ofSeconds(30));
        assertThat(desk.firing()).as("it was brought back").containsExactly("station-silent");
    }

    @Test
    void itsAlertEndsAndSaysWhy() {
        at("09:00");
        roster(OLD);
        bothBeat(Duration.ofMinutes(1));
        desk.beat(Duration.ofMinutes(7));
        assertThat(desk.firing()).containsExactly("station-silent");
        roster();
        Alert alert = desk.alert("station-silent");
        assertThat(alert.isOpen()).isFalse();
        assertThat(alert.reason()).isEqualTo("It was taken away.");
    }

    @Test
    void whatWasTakenAwayWhileWeWereDownIsWaitedForByNobody() {
        at("05:50", TIMETABLE);
        roster(OLD);
        oldScans();
        desk.restart(Duration.ofMinutes(1)); // at the start nothing names it
        desk.until(GateDesk.at("07:30"), () -> {
            desk.heartbeat();
            desk.scan("2");
        });
        assertThat(desk.snapshot().alerts()).extracting(Alert::station).doesNotContain(OLD);
    }

    @Test
    void whatItStillSaysWithinAMinuteChangesNothing() {
        at("09:00");
        roster(OLD);
        bothBeat(Duration.ofMinutes(1));
        roster();
        bothBeat(Duration.ofMinutes(1));
        desk.beat(Duration.ofMinutes(7));
        assertThat(desk.told()).isEmpty();
    }

    @Test
    void whoKeepsItsLoginAndReportsIsWatchedAgain() {
        at("09:00");
        roster(OLD);
        bothBeat(Duration.ofMinutes(1));
        roster();
        bothBeat(Duration.ofMinutes(3));
        desk.restart(Duration.ofSeconds(10));
        desk.beat(Duration.ofMinutes(7));
        assertThat(desk.firing()).containsExactly("station-silent");
    }

    @Test
    void whoHasNothingButItsLoginIsWatchedAfterARestartToo() {
        at("09:00");
        bothBeat(Duration.ofMinutes(1));
        roster("gate-9");
        desk.restart(Duration.ofSeconds(10));
        desk.beat(Duration.ofMinutes(7));
        assertThat(desk.firing()).containsExactly("station-silent");
    }
}

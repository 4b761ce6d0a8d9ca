package org.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.alert.Alert;
import org.rollcall.alert.Level;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Signal;
import org.rollcall.event.SourceState;
import org.rollcall.event.Vitals;
import org.rollcall.station.Overall;
import org.rollcall.summary.Shape;
import org.rollcall.timetable.Timetable;

/** No heartbeat, and alive but no scans in a login window, are two different alerts; asleep is neither green nor red. */
class DeadMansSwitchTest {
    private static final String[] TIMETABLE = {"rollcall.timetable", Timetable.EXAMPLE};
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // every test begins with at()
    private GateDesk gate;

    private GateDesk at(String local, String... settings) {
        gate = new GateDesk(folder, local, settings);
        return gate;
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    @Test
    void aStationThatSendsNoHeartbeatInAWindowIsSilentOnce_P81() {
        at("06:30", TIMETABLE).beat(MINUTE);
        gate.scan("1");
        gate.pass(Duration.ofMinutes(2));
        assertThat(gate.firing()).as("2 minutes is not longer than 2 minutes").isEmpty();
        gate.pass(Duration.ofSeconds(30));
        assertThat(gate.firing()).containsExactly("station-silent");
        assertThat(gate.view().silentSince()).contains(GateDesk.at("06:33"));
        assertThat(gate.stop("station").word()).isEqualTo("Silent");
        assertThat(gate.stop("station").shape()).isEqualTo(Shape.ERROR);
        Alert alert = gate.alert("station-silent");
        assertThat(alert.level()).isEqualTo(Level.ERROR);
        assertThat(alert.message()).isEqualTo("No heartbeat");
        assertThat(alert.firstStep()).isEqualTo("see if the station's power lamp is lit");
        assertThat(gate.snapshot().sentence().lead()).isEqualTo("No heartbeat since 06:33.");
        gate.pass(Duration.ofMinutes(40));
        assertThat(gate.firing()).as("and scans are not missed of a silent one").containsExactly("station-silent");
        gate.beat(MINUTE);
        assertThat(gate.firing()).isEmpty();
        assertThat(gate.alert("station-silent").reason()).startsWith("It was heard again at 07:1");
        assertThat(gate.view().silentSince()).isEmpty();
        assertThat(gate.stop("station").word()).isEqualTo("Online");
        gate.beat(Duration.ofMinutes(13));
        assertThat(gate.firing())
                .as("who comes back has its scans still to tell")
                .isEmpty();
        gate.beat(Duration.ofMinutes(2));
        assertThat(gate.firing()).containsExactly("no-scans");
    }

    @Test
    void aliveButNoScansInAWindowIsAnotherAlert_P81() {
        at("05:55", TIMETABLE).beat(Duration.ofMinutes(20));
        assertThat(gate.firing()).as("15 minutes of the window").isEmpty();
        gate.beat(MINUTE);
        assertThat(gate.firing()).containsExactly("no-scans");
        assertThat(gate.alert("no-scans").level()).isEqualTo(Level.WARNING);
        assertThat(gate.stop("scans").word()).isEqualTo("Late");
        gate.scan("1");
        assertThat(gate.firing()).isEmpty();
        assertThat(gate.alert("no-scans").reason()).isEqualTo("A scan came at 06:16.");
        gate.beat(Duration.ofMinutes(16));
        assertThat(gate.firing()).as("and after the last scan it counts anew").containsExactly("no-scans");
        gate.pass(Duration.ofMinutes(3));
        assertThat(gate.firing()).as("never both").containsExactly("station-silent");
        assertThat(gate.alert("no-scans").reason()).isEqualTo("The station itself is silent now.");
    }

    @Test
    void whenAWindowClosesBothEndAndSayWhy() {
        at("07:30", TIMETABLE).beat(Duration.ofMinutes(17));
        assertThat(gate.firing()).containsExactly("no-scans");
        gate.beat(Duration.ofMinutes(13));
        assertThat(gate.firing()).isEmpty();
        assertThat(gate.alert("no-scans").reason())
                .isEqualTo("The window closed at 08:00; until the next one nothing is expected.");
        gate.beat(Duration.ofMinutes(290));
        gate.scan("1");
        gate.pass(Duration.ofMinutes(5));
        assertThat(gate.firing()).containsExactly("station-silent");
        gate.pass(Duration.ofMinutes(10));
        assertThat(gate.alert("station-silent").state()).isEqualTo(Alert.State.RESOLVED);
        assertThat(gate.alert("station-silent").reason()).startsWith("The window closed at 13:00");
    }

    @Test
    void outsideItsWindowsAStationFallsAsleepAndWakesWithGrace() {
        at("07:50", TIMETABLE);
        gate.component("camera", ComponentStatus.ONLINE);
        gate.component("cloud", ComponentStatus.ONLINE);
        gate.scan("1");
        gate.beat(Duration.ofMinutes(11));
        assertThat(gate.view().status()).as("fresh evidence").isEqualTo(Overall.HEALTHY);
        gate.beat(Duration.ofMinutes(9));
        assertThat(gate.view().status()).isEqualTo(Overall.ASLEEP);
        assertThat(gate.snapshot().sentence().state()).isEqualTo("asleep");
        assertThat(gate.snapshot().sentence().shape()).isEqualTo(Shape.ASLEEP);
        assertThat(gate.snapshot().sentence().lead()).isEqualTo("Asleep by timetable.");
        assertThat(gate.snapshot().sentence().text()).isEqualTo("No window is open; the next one starts at 11:30.");
        assertThat(gate.stop("camera").word()).isEqualTo("Asleep");
        assertThat(gate.stop("scans").word()).isEqualTo("Quiet");
        assertThat(gate.stop("scans").shape()).isEqualTo(Shape.ASLEEP);
        assertThat(gate.stop("station").word()).isEqualTo("Online");
        gate.pass(Duration.ofHours(3));
        assertThat(gate.stop("station").word()).isEqualTo("Asleep");
        assertThat(gate.firing()).as("nothing is expected now").isEmpty();
        gate.until(GateDesk.at("11:30"), () -> {});
        assertThat(gate.view().status()).isEqualTo(Overall.PARTIAL);
        assertThat(gate.view().silentSince()).isEmpty();
        gate.beat(Duration.ofMinutes(15));
        assertThat(gate.firing()).as("grace").isEmpty();
        gate.beat(MINUTE);
        assertThat(gate.firing()).containsExactly("no-scans");
        gate.until(GateDesk.at("2026-11-27T20:00"), () -> {});
        assertThat(gate.snapshot().sentence().text())
                .isEqualTo("No window is open; the next one starts tomorrow at 07:00.");
    }

    @Test
    void whatIsBadOrNeverHeardStaysWhatItIsOutsideWindows() {
        at("20:00", TIMETABLE).tick();
        assertThat(gate.view().status()).as("never heard").isEqualTo(Overall.INITIALIZING);
        gate.component("camera", ComponentStatus.ERROR);
        assertThat(gate.view().status()).isEqualTo(Overall.ERROR);
        gate.component("camera", ComponentStatus.OFFLINE);
        assertThat(gate.view().status()).isEqualTo(Overall.DEGRADED);
        gate.component("camera", ComponentStatus.ONLINE);
        assertThat(gate.view().status()).as("one fresh, one unknown").isEqualTo(Overall.PARTIAL);
        gate.pass(Duration.ofMinutes(16));
        assertThat(gate.view().status()).isEqualTo(Overall.ASLEEP);
        gate.database(SourceState.Condition.MISSING);
        assertThat(gate.view().status()).isEqualTo(Overall.ERROR);
        gate.pass(MINUTE);
        assertThat(gate.firing()).containsExactly("attendance-database");
    }

    @Test
    void whatIsOnlyDisabledIsNotGreenAtNight() {
        at("07:55", TIMETABLE).component("camera", ComponentStatus.DISABLED);
        gate.component("cloud", ComponentStatus.DISABLED);
        assertThat(gate.view().status()).isEqualTo(Overall.HEALTHY);
        gate.pass(Duration.ofMinutes(5));
        assertThat(gate.view().status()).isEqualTo(Overall.ASLEEP);
    }

    @Test
    void withoutATimetableNothingIsAsleepNoScansAreMissedAndSilenceCountsAlways() {
        at("03:00").beat(Duration.ofHours(1));
        assertThat(gate.view().status()).isEqualTo(Overall.PARTIAL);
        assertThat(gate.firing()).isEmpty();
        gate.pass(Duration.ofMinutes(3));
        assertThat(gate.firing()).containsExactly("station-silent");
    }

    @Test
    void aWatchedStationThatSendsNoHeartbeatsIsNeverSilentButItsScansAreMissed() {
        at("06:00", TIMETABLE).database(SourceState.Condition.READING);
        gate.pass(Duration.ofMinutes(16));
        assertThat(gate.firing()).containsExactly("no-scans");
        assertThat(gate.view().silentSince()).isEmpty();
    }

    @Test
    void aStationOfWhichNothingWasEverHeardRaisesNothing() {
        at("06:00", TIMETABLE).pass(Duration.ofHours(1));
        assertThat(gate.told()).isEmpty();
    }

    @Test
    void everyFreshReportIsASignOfLifeAndALateOneIsNot() {
        at("06:30", TIMETABLE).beat(MINUTE);
        gate.until(GateDesk.at("06:40"), () -> gate.tell(GateDesk.event("backup", gate.now(), "1")));
        assertThat(gate.firing()).isEmpty();
        gate.until(
                GateDesk.at("06:45"),
                () -> gate.tell(GateDesk.event("backup", gate.now().minusSeconds(121), "2")));
        assertThat(gate.firing()).containsExactly("station-silent");
        gate.component("camera", ComponentStatus.ONLINE);
        assertThat(gate.firing()).isEmpty();
    }

    @Test
    void ourOwnDowntimeAlertsNobody() {
        at("06:10", TIMETABLE).beat(Duration.ofMinutes(5));
        gate.scan("1");
        gate.restart(Duration.ofMinutes(50));
        gate.pass(Duration.ofMinutes(2));
        assertThat(gate.told()).as("nobody could be heard").isEmpty();
        gate.pass(Duration.ofSeconds(30));
        assertThat(gate.firing()).containsExactly("station-silent");
    }

    @Test
    void aMachineThatSleptAlertsNobody() {
        at("06:10", TIMETABLE).beat(Duration.ofMinutes(5));
        gate.scan("1");
        gate.jump(Duration.ofMinutes(50));
        gate.beat(Duration.ofMinutes(15));
        assertThat(gate.told()).isEmpty();
    }

    @Test
    void whoDiesAfterOurClockWentBackIsSilentAsSoonAsEver() {
        at("15:00").beat(Duration.ofMinutes(5));
        gate.jump(Duration.ofHours(-8));
        gate.beat(Duration.ofMinutes(10));
        gate.pass(Duration.ofMinutes(2));
        assertThat(gate.told()).isEmpty();
        gate.pass(Duration.ofSeconds(30));
        assertThat(gate.firing()).containsExactly("station-silent");
        assertThat(gate.view().silentSince()).contains(GateDesk.at("07:17"));
    }

    @Test
    void whoseSilenceOurClockWentBackOverIsSilentUntilItIsHeard() {
        at("15:00").beat(MINUTE);
        gate.pass(Duration.ofMinutes(4));
        gate.jump(Duration.ofHours(-8));
        gate.pass(Duration.ofMinutes(5));
        assertThat(gate.told())
                .as("no sign came; it is told once more, with times that have been")
                .containsExactly("station-silent firing", "station-silent firing");
        gate.beat(Duration.ofSeconds(30));
        assertThat(gate.alert("station-silent").reason()).isEqualTo("It was heard again at 07:10.");
    }

    @Test
    void scansThatStopAfterOurClockWentBackAreMissedAsSoonAsEver() {
        at("11:55", TIMETABLE).beat(Duration.ofMinutes(5));
        gate.scan("1");
        gate.jump(Duration.ofMinutes(-330));
        gate.beat(Duration.ofMinutes(15));
        assertThat(gate.told()).isEmpty();
        gate.beat(MINUTE);
        assertThat(gate.firing()).containsExactly("no-scans");
    }

    @Test
    void aReturnFromSilenceBeforeOurClockWentBackPutsNoScansOff() {
        at("11:50", TIMETABLE).beat(MINUTE);
        gate.pass(Duration.ofMinutes(4));
        gate.beat(Duration.ofMinutes(5));
        gate.jump(Duration.ofMinutes(-330));
        gate.beat(Duration.ofMinutes(16));
        assertThat(gate.firing()).containsExactly("no-scans");
    }

    @Test
    void whatWasSilentBeforeARestartIsToldNoSecondTime() {
        at("06:10", TIMETABLE).beat(MINUTE);
        gate.pass(Duration.ofMinutes(4));
        assertThat(gate.told()).containsExactly("station-silent firing");
        gate.restart(Duration.ofSeconds(10));
        gate.pass(MINUTE);
        assertThat(gate.told()).containsExactly("station-silent firing");
        assertThat(gate.firing()).containsExactly("station-silent");
        gate.beat(MINUTE);
        assertThat(gate.told()).containsExactly("station-silent firing", "station-silent resolved");
    }

    @Test
    void aStationThatComesBackWithAnHoursReportsCorrectsTheDayAndRaisesNothing() {
        at("06:00").beat(MINUTE);
        gate.pass(Duration.ofMinutes(1));
        List<Signal> scans = new ArrayList<>();
        List<Signal> syncs = new ArrayList<>();
        List<Signal> retries = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            scans.add(GateDesk.event("scan", gate.now().plusSeconds(30 + 60L * i), "s" + i));
            syncs.add(GateDesk.event("sync", gate.now().plusSeconds(50 + 60L * i), "s" + i));
            retries.add(GateDesk.event(
                    "warning",
                    gate.now().plusSeconds(40 + 60L * i),
                    Map.of("retry_count", i % 12, "error", "no route")));
        }
        gate.restart(Duration.ofHours(1));
        gate.heartbeat();
        gate.tell(scans.toArray(Signal[]::new));
        assertThat(gate.view().figures().successRate().orElseThrow())
                .as("for a moment")
                .isZero();
        gate.beat(Duration.ofMinutes(1));
        gate.tell(retries.toArray(Signal[]::new));
        gate.beat(Duration.ofMinutes(1));
        gate.tell(syncs.toArray(Signal[]::new));
        gate.beat(Duration.ofMinutes(20));
        assertThat(gate.told()).isEmpty();
        assertThat(gate.view().figures().scansToday()).hasValue(40);
        assertThat(gate.view().figures().successRate()).hasValue(100);
        assertThat(gate.view().component("cloud").orElseThrow().status())
                .as("what was last heard of it is old")
                .isEqualTo(ComponentStatus.UNKNOWN);
    }

    @Test
    void whatLateReportsBrokeIsHeldUntilItWasFineOnceAcrossARestart() {
        at("06:00").beat(Duration.ofMinutes(10));
        List<Signal> late = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            late.add(GateDesk.event("scan", gate.now().minusSeconds(300 + i), "s" + i));
        }
        gate.tell(late.toArray(Signal[]::new));
        gate.beat(Duration.ofMinutes(5));
        assertThat(gate.firing()).isEmpty();
        gate.restart(Duration.ofSeconds(5));
        gate.beat(Duration.ofMinutes(5));
        assertThat(gate.firing()).isEmpty();
        for (int i = 0; i < 12; i++) {
            gate.tell(GateDesk.event("sync", gate.now(), "s" + i));
        }
        for (int i = 0; i < 4; i++) {
            gate.scan("t" + i);
        }
        assertThat(gate.firing()).as("75 %, by live reports").containsExactly("success-rate");
    }

    @Test
    void liveScansWithoutSyncsStillAlert_P26() {
        at("06:00").beat(MINUTE);
        for (int i = 0; i < 12; i++) {
            gate.scan("s" + i);
        }
        assertThat(gate.firing()).containsExactly("success-rate");
    }

    @Test
    void repeatsWithinFiveMinutesAreCountedAndShownAndNothingIsLost_P81() {
        at("06:00").scan("1");
        gate.pass(Duration.ofMinutes(4));
        gate.scan("1");
        gate.scan("2");
        gate.pass(Duration.ofMinutes(5));
        gate.scan("1");
        gate.scan("2");
        gate.scan("2");
        assertThat(gate.view().figures().scansToday()).hasValue(6);
        assertThat(gate.view().figures().repeatsToday()).hasValue(2);
        assertThat(gate.stop("scans").rows()).anySatisfy(row -> {
            assertThat(row.label()).isEqualTo("Repeats");
            assertThat(row.value()).contains("2");
        });
        gate.restart(Duration.ofMinutes(1));
        assertThat(gate.view().figures().repeatsToday()).hasValue(2);
        gate.scan("1");
        assertThat(gate.view().figures().repeatsToday())
                .as("the former one is remembered")
                .hasValue(3);
    }

    @Test
    void repeatsAreNotCountedWhenTheirWindowIsZero() {
        at("06:00", "rollcall.duplicates.window", "0s").scan("1");
        gate.scan("1");
        assertThat(gate.view().figures().repeatsToday()).isEmpty();
        assertThat(gate.stop("scans").rows()).noneMatch(row -> row.label().equals("Repeats"));
    }

    @Test
    void aClockThatIsOffInformsAndChangesNoState_P29() {
        at("06:30");
        gate.component("camera", ComponentStatus.ONLINE);
        gate.component("cloud", ComponentStatus.ONLINE);
        Vitals ahead = new Vitals(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                OptionalDouble.of(-75.5));
        gate.tell(new Signal.Heartbeat(GateDesk.NAME, ahead, gate.now()));
        assertThat(gate.firing()).as("one answer may have been slow").isEmpty();
        gate.pass(Duration.ofMinutes(2));
        assertThat(gate.firing()).containsExactly("clock-off");
        assertThat(gate.alert("clock-off").level()).isEqualTo(Level.INFO);
        assertThat(gate.alert("clock-off").reason()).startsWith("The station's clock is 75.5 s from the server's");
        assertThat(gate.view().status()).isEqualTo(Overall.HEALTHY);
        assertThat(gate.snapshot().sentence().shape()).isEqualTo(Shape.FINE);
        gate.tell(new Signal.Heartbeat(GateDesk.NAME, Vitals.UNKNOWN, gate.now()));
        assertThat(gate.firing()).as("not known is not mended").containsExactly("clock-off");
    }
}

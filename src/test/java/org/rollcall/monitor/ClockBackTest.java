package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Signal;
import org.rollcall.event.Vitals;
import org.rollcall.station.StationView;

/** The server's clock ran eight hours ahead and is set right: what comes then is the newer news all the same. */
class ClockBackTest extends MonitorDesk {
    private static final Duration AHEAD = Duration.ofHours(8);

    @BeforeEach
    void tellSomethingWhileTheClockIsAhead() {
        component("camera", ComponentStatus.ONLINE);
        beat(3);
    }

    private void beat(long queue) {
        OptionalDouble unknown = OptionalDouble.empty();
        Vitals vitals =
                new Vitals(unknown, unknown, unknown, unknown, OptionalLong.of(queue), Optional.empty(), unknown);
        var receipt = monitor.accept(new Signal.Heartbeat("gate-1", vitals, clock.instant()));
        monitor.turn();
        receipt.join();
    }

    private void retry() {
        var receipt = monitor.accept(new Signal.Occurrence(
                "gate-1", "warning", "m", Map.of("retry_count", 1), Optional.of(clock.instant()), Optional.empty()));
        monitor.turn();
        receipt.join();
    }

    private void assertTheCameraFailsAndTheQueueIs77() {
        Instant now = clock.instant();
        component("camera", ComponentStatus.ERROR);
        beat(77);
        assertItIsSoSince(now);
        restart();
        assertItIsSoSince(now);
    }

    private void assertItIsSoSince(Instant now) {
        StationView view = monitor.systemState();
        StationView.Seen camera = view.component("camera").orElseThrow();
        assertThat(camera.status()).isEqualTo(ComponentStatus.ERROR);
        assertThat(camera.component().evidenceAt()).contains(now);
        assertThat(camera.component().since()).isEqualTo(now);
        assertThat(view.lastHeartbeat()).contains(now);
        assertThat(view.upSince().orElseThrow()).isBeforeOrEqualTo(now);
        assertThat(view.since()).isEqualTo(now);
        assertThat(view.vitals().queueLength()).hasValue(77);
        assertThat(view.figures().queueSize()).hasValue(77);
    }

    @Test
    void whatComesInTheFirstTurnAfterItCounts() {
        clock.advance(AHEAD.negated());
        assertTheCameraFailsAndTheQueueIs77();
    }

    @Test
    void whatComesAMinuteAfterItCounts() {
        clock.advance(AHEAD.negated());
        monitor.turn();
        clock.advance(Duration.ofMinutes(1));
        assertTheCameraFailsAndTheQueueIs77();
    }

    @Test
    void whatComesAfterARestartCountsToo() {
        clock.advance(AHEAD.negated());
        restart();
        assertThat(monitor.systemState().lastHeartbeat()).contains(clock.instant());
        assertTheCameraFailsAndTheQueueIs77();
    }

    @Test
    void aReportThatWaitedWhileItWasSetIsNotNewerThanThoseAfterIt() {
        var waiting = monitor.accept(new Signal.ComponentReport(
                "gate-1", "camera", ComponentStatus.ONLINE, Optional.empty(), clock.instant()));
        clock.advance(AHEAD.negated());
        monitor.turn();
        waiting.join();
        assertTheCameraFailsAndTheQueueIs77();
    }

    @Test
    void aStationThatDiedBeforeItIsNotSeenAnewAtEachRestart() {
        clock.advance(AHEAD.negated());
        Instant set = clock.instant();
        monitor.turn();
        clock.advance(Duration.ofHours(1));
        restart();
        assertThat(monitor.systemState().lastHeartbeat()).contains(set);
    }

    @Test
    void retriesWithoutASuccessSayThatTheCloudIsOffline() {
        monitor.accept(
                new Signal.Occurrence("gate-1", "sync", "m", Map.of(), Optional.of(clock.instant()), Optional.empty()));
        monitor.turn();
        clock.advance(AHEAD.negated());
        for (int minute = 0; minute < 8; minute++) {
            clock.advance(Duration.ofMinutes(1));
            retry();
        }
        assertThat(monitor.systemState().component("cloud").orElseThrow().status())
                .isEqualTo(ComponentStatus.OFFLINE);
    }

    @Test
    void aQueueThatGrowsIsSeen() {
        clock.advance(AHEAD.negated());
        for (int minute = 0; minute < 4; minute++) {
            beat(10 + minute);
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(monitor.systemState().figures().queueGrowing()).isTrue();
    }
}

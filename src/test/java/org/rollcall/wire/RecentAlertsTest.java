package org.rollcall.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rollcall.alert.Alert;
import org.rollcall.alert.Level;
import org.rollcall.event.EventId;
import org.rollcall.log.Journal;
import org.rollcall.monitor.Snapshot;
import org.rollcall.summary.FleetDesk;

/** Which alerts a snapshot has: nobody may be told that nothing is open while something is. */
class RecentAlertsTest {
    private final FleetDesk desk = new FleetDesk().fine("gate", "Gate", "");

    private void alert(String rule, Level level, Alert.State state) {
        desk.alert("gate", rule, rule, level, rule, state);
    }

    private List<String> recent() {
        Snapshot snapshot = new Snapshot(
                1,
                FleetDesk.NOW,
                FleetDesk.NOW,
                Duration.ofHours(2),
                ZoneOffset.UTC,
                new EventId(1, 2_000),
                desk.views(),
                desk.alerts(),
                List.of(),
                new Snapshot.Store(Optional.empty(), Journal.Health.SOUND, 0),
                Map.of());
        Object alerts = new SnapshotJson("test").status(snapshot).get("recent_alerts");
        return ((List<?>) requireNonNull(alerts))
                .stream()
                        .map(alert -> String.valueOf(((Map<?, ?>) alert).get("rule")))
                        .toList();
    }

    @Test
    void anAlertThatIsOpenStaysHoweverManyNewerOnesHaveEnded() {
        alert("ended-first", Level.ERROR, Alert.State.RESOLVED);
        alert("open", Level.WARNING, Alert.State.FIRING);
        alert("taken", Level.WARNING, Alert.State.ACKNOWLEDGED);
        for (int i = 1; i <= 10; i++) {
            alert("ended-" + i, Level.ERROR, Alert.State.RESOLVED);
        }
        assertThat(recent())
                .containsExactly(
                        "open",
                        "taken",
                        "ended-3",
                        "ended-4",
                        "ended-5",
                        "ended-6",
                        "ended-7",
                        "ended-8",
                        "ended-9",
                        "ended-10");
    }

    @Test
    void ofMoreThanThereIsRoomForTheWorstStay() {
        alert("error", Level.ERROR, Alert.State.FIRING);
        for (int i = 1; i <= 10; i++) {
            alert("warning-" + i, Level.WARNING, Alert.State.FIRING);
        }
        alert("taken", Level.ERROR, Alert.State.ACKNOWLEDGED);
        assertThat(recent()).hasSize(10).startsWith("error").doesNotContain("taken");
    }
}

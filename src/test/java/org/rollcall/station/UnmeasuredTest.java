package org.rollcall.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Signal;
import org.rollcall.event.Vitals;

/** An alert ends when nobody measures its figure any more; it waits while somebody will. */
class UnmeasuredTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    private static StationBoard board(Map<String, ZoneId> databases) {
        StationSettings settings = new StationSettings(List.of(), ZoneOffset.UTC, Duration.ofMinutes(15));
        return new StationBoard(settings, List.of("gate-1", "gate-3"), databases, NOW);
    }

    private static Known known(StationBoard board) {
        board.settle(NOW);
        return board.known(board.views(NOW).get(1), NOW);
    }

    @Test
    void aStationWhoseDatabaseIsNoLongerWatchedHasNoneThatFails() {
        Known known = known(board(Map.of()));
        assertThat(known.figures())
                .containsEntry("database_failing_seconds", 0.0)
                .containsEntry("queue_size", 0.0)
                .containsEntry("failed_syncs", 0.0);
        assertThat(known.endings()).containsEntry("database_failing_seconds", "Nobody measures it any more.");
    }

    @Test
    void aDatabaseThatHasNotBeenLookedAtYetSaysNothing() {
        assertThat(known(board(Map.of("gate-3", ZoneOffset.UTC))).figures())
                .doesNotContainKeys("database_failing_seconds", "queue_size", "failed_syncs");
    }

    @Test
    void whatAHeartbeatSaysOfTheQueueCounts() {
        StationBoard board = board(Map.of());
        OptionalDouble unsaid = OptionalDouble.empty();
        Vitals vitals = new Vitals(
                unsaid, unsaid, unsaid, unsaid, OptionalLong.of(60), Optional.empty(), OptionalDouble.empty());
        board.apply(new Signal.Heartbeat("gate-3", vitals, NOW));
        assertThat(known(board).figures()).containsEntry("queue_size", 60.0);
        assertThat(known(board).endings()).doesNotContainKey("queue_size");
    }

    @Test
    void aQueueOfWhichHeartbeatsMayTellIsNotSaidToBeEmpty() {
        StationBoard board = board(Map.of());
        board.apply(new Signal.Heartbeat("gate-3", Vitals.UNKNOWN, NOW));
        assertThat(known(board).figures()).doesNotContainKey("queue_size").containsKey("failed_syncs");
    }
}

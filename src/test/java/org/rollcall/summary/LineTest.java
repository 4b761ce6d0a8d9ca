package org.rollcall.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rollcall.summary.FleetDesk.NOW;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.rollcall.alert.Alert;
import org.rollcall.event.Signal;
import org.rollcall.event.SourceState.Condition;
import org.rollcall.event.Vitals;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;

/** The words of the stops. */
class LineTest {
    private final StationBoard board = new StationBoard(
            new StationSettings(List.of("cloud"), ZoneOffset.UTC, Duration.ofMinutes(15)), "gate", NOW);
    private final List<Alert> queueOverFifty =
            new FleetDesk().queueAlert("gate").alerts();

    private void waits(long records, Instant at) {
        OptionalDouble unknown = OptionalDouble.empty();
        Vitals vitals =
                new Vitals(unknown, unknown, unknown, unknown, OptionalLong.of(records), Optional.empty(), unknown);
        board.apply(new Signal.Heartbeat("gate", vitals, at));
    }

    private Stop queue(List<Alert> open, Instant now) {
        board.settle(now);
        return new Line(board.views(now).get(0), open, now).stops().get(3);
    }

    @Test
    void aQueueThatDrainsMovesAlsoWhileItsAlertIsOpen() {
        waits(300, NOW);
        waits(400, NOW.plusSeconds(180));
        Stop growing = queue(queueOverFifty, NOW.plusSeconds(180));
        assertThat(growing.word()).isEqualTo("Growing");
        assertThat(growing.shape()).isEqualTo(Shape.WARNING);
        waits(212, NOW.plusSeconds(240));
        Stop draining = queue(queueOverFifty, NOW.plusSeconds(240));
        assertThat(draining.word()).isEqualTo("Moving");
        assertThat(draining.shape()).isEqualTo(Shape.WARNING);
        waits(0, NOW.plusSeconds(300));
        assertThat(queue(queueOverFifty, NOW.plusSeconds(300)).word()).isEqualTo("Empty");
        assertThat(queue(List.of(), NOW.plusSeconds(300)).shape()).isEqualTo(Shape.FINE);
    }

    @Test
    void theStopAndTheProblemCallADatabaseThatCannotBeReadTheSame() {
        for (Condition condition : Condition.values()) {
            if (condition.isFailure()) {
                FleetDesk desk = new FleetDesk().station("gate", "Gate", "", "");
                desk.database("gate", condition);
                assertThat(new Line(desk.views().get(0), List.of(), NOW)
                                .stops()
                                .get(2)
                                .word())
                        .isEqualTo(desk.summary().problems().get(0).word());
            }
        }
    }
}

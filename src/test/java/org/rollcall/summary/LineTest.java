package org.rollcall.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rollcall.summary.FleetDesk.NOW;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rollcall.event.SourceState.Condition;

/** The words of the stops. */
class LineTest {
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

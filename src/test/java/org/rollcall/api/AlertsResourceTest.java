package org.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rollcall.alert.Alert;
import org.rollcall.alert.Level;
import org.rollcall.summary.FleetDesk;

class AlertsResourceTest {
    private final FleetDesk desk = new FleetDesk();

    private void alert(String station, String rule, Alert.State state) {
        desk.alert(station, rule, rule, Level.WARNING, rule, state);
    }

    private List<String> chosen(Optional<String> state, Optional<String> station) {
        return AlertsResource.chosen(desk.alerts(), state, station, 2).stream()
                .map(Alert::rule)
                .toList();
    }

    @Test
    void anOpenAlertIsThereHoweverManyNewerOnesHaveEnded() {
        alert("gate-1", "open", Alert.State.FIRING);
        alert("gate-1", "ended-1", Alert.State.RESOLVED);
        alert("gate-1", "ended-2", Alert.State.RESOLVED);
        alert("gate-2", "other", Alert.State.RESOLVED);
        assertThat(chosen(Optional.empty(), Optional.empty())).containsExactly("open", "other");
        assertThat(chosen(Optional.empty(), Optional.of("gate-1"))).containsExactly("open", "ended-2");
        assertThat(chosen(Optional.of("resolved"), Optional.empty())).containsExactly("ended-2", "other");
    }
}

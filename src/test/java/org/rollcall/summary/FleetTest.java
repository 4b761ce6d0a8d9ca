package org.rollcall.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Signal;
import org.rollcall.event.SourceState;
import org.rollcall.event.SourceState.Condition;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.station.StationView;

/** Several stations on one page (issue 3, item 6). */
class FleetTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final ZoneId KIRITIMATI = ZoneId.of("Pacific/Kiritimati");

    private final StationBoard board = new StationBoard(
            new StationSettings(List.of("cloud"), ZoneOffset.UTC, Duration.ofMinutes(15)),
            List.of("gate-1", "gate-2", "gate-3"),
            Map.of("gate-2", KIRITIMATI),
            NOW);

    private void cloud(String station, ComponentStatus status) {
        board.apply(new Signal.ComponentReport(station, "cloud", status, Optional.empty(), NOW));
    }

    private void source(String station, Condition condition) {
        SourceState state = new SourceState(
                "attendance database",
                condition,
                "/srv/" + station + ".db",
                NOW.minusSeconds(120),
                "The attendance database is " + condition.word() + ".",
                Optional.of("put it back"),
                Optional.of(NOW.minusSeconds(120)),
                NOW,
                Duration.ofSeconds(5),
                List.of());
        board.apply(new Signal.SourceReport(station, state));
    }

    private List<StationView> views() {
        assertThat(board.settle(NOW)).isNotNull();
        return board.views(NOW);
    }

    private Sentence sentence() {
        return new Fleet(views(), List.of(), NOW, ZoneOffset.UTC).sentence(Optional.empty(), false);
    }

    @Test
    void whileAllAreWellTheHomeStationSpeaks() {
        cloud("gate-1", ComponentStatus.ONLINE);
        assertThat(sentence().lead()).isEqualTo("Healthy.");
        assertThat(sentence().meta().orElse("")).doesNotContain("gate-");
    }

    @Test
    void aHomeStationWithoutNewsDoesNotSayThatNobodyHasReported() {
        assertThat(sentence().text()).contains("this station has reported nothing yet");
        cloud("gate-2", ComponentStatus.ONLINE);
        assertThat(sentence().state()).isEqualTo("initializing");
        assertThat(sentence().lead()).isEqualTo("Waiting for the first news.");
        assertThat(sentence().text())
                .isEqualTo("Rollcall is running and 1 other station has reported, but gate-1 has not yet.");
        assertThat(sentence().doNow()).get().asString().contains("rollcall.station");
        cloud("gate-3", ComponentStatus.ERROR);
        assertThat(sentence().state()).isEqualTo("error");
    }

    @Test
    void anotherStationThatFailsIsNeverInvisible() {
        cloud("gate-1", ComponentStatus.ONLINE);
        source("gate-3", Condition.MISSING);
        assertThat(sentence().state()).isEqualTo("error");
        assertThat(sentence().lead()).isEqualTo("gate-3: Error since 09:58.");
        assertThat(sentence().text())
                .isEqualTo("The attendance database is missing. Its figures are from 09:58 and stand still.");
        assertThat(sentence().doNow()).contains("put it back");
    }

    @Test
    void theWorstSpeaksAndTheOthersAreNamed() {
        cloud("gate-1", ComponentStatus.OFFLINE);
        source("gate-2", Condition.LOCKED);
        source("gate-3", Condition.MISSING);
        assertThat(sentence().lead()).startsWith("gate-2: Error since");
        assertThat(sentence().meta())
                .hasValueSatisfying(meta -> assertThat(meta).endsWith(" · gate-3 and gate-1 need a look too"));
        source("gate-1", Condition.MISSING);
        assertThat(sentence().lead()).isEqualTo("Error since 09:58.");
        assertThat(sentence().meta())
                .hasValueSatisfying(meta -> assertThat(meta).endsWith(" · gate-2 and gate-3 need a look too"));
    }

    @Test
    void eachStationsDayIsThatOfItsOwnZone_F15() {
        assertThat(views()).extracting(StationView::zone).containsExactly(ZoneOffset.UTC, KIRITIMATI, ZoneOffset.UTC);
        assertThat(views())
                .extracting(view -> view.figures().dayStart())
                .containsExactly(
                        Instant.parse("2026-11-23T00:00:00Z"),
                        Instant.parse("2026-11-23T10:00:00Z"), // it is midnight there
                        Instant.parse("2026-11-23T00:00:00Z"));
        assertThat(board.earliestMidnight(NOW)).isEqualTo("2026-11-23T00:00:00Z");
    }
}

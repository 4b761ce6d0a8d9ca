package org.rollcall.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.rollcall.event.EventId;
import org.rollcall.log.Journal;
import org.rollcall.monitor.Snapshot;
import org.rollcall.summary.FleetDesk;

/** A scrape of many stations costs as many looks as there are stations. */
class StationViewsTest {
    private static Snapshot snapshot(FleetDesk desk) {
        return new Snapshot(
                1,
                FleetDesk.NOW,
                FleetDesk.NOW,
                Duration.ofHours(2),
                ZoneOffset.UTC,
                new EventId(1, 1),
                desk.views(),
                List.of(),
                List.of(),
                new Snapshot.Store(Optional.empty(), Journal.Health.SOUND, 0),
                Map.of());
    }

    @Test
    void theFiguresOfAStationAreMadeOnceForASnapshot() {
        FleetDesk desk = new FleetDesk().fine("gate-1", "Gate 1", "").fine("gate-2", "Gate 2", "");
        AtomicReference<Snapshot> newest = new AtomicReference<>(snapshot(desk));
        StationViews views = new StationViews(newest::get);

        assertThat(views.view("gate-2").orElseThrow().name()).isEqualTo("gate-2");
        assertThat(views.view("gate-3")).isEmpty();
        assertThat(views.figures("gate-3")).isEmpty();
        Map<String, Double> figures = views.figures("gate-2");
        assertThat(figures)
                .isEqualTo(views.view("gate-2").orElseThrow().figures().known())
                .isNotEmpty();
        assertThat(views.figures("gate-2")).isSameAs(figures);

        newest.set(snapshot(desk.fine("gate-3", "Gate 3", "")));
        assertThat(views.view("gate-3")).isPresent();
        assertThat(views.figures("gate-2")).isNotSameAs(figures);
    }
}

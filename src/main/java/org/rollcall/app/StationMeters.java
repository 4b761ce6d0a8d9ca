package org.rollcall.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.station.StationView;

/** The gauges of a watched station; their label {@code station} takes only the names in the settings. */
final class StationMeters {
    private static final List<String> FIGURES = List.of(
            "scans_today",
            "scans_last_hour",
            "queue_size",
            "failed_syncs",
            "queue_stuck",
            "success_rate",
            "repeats_today");

    private StationMeters() {}

    static void bind(MeterRegistry registry, RealtimeMonitor monitor, String station) {
        for (String name : FIGURES) {
            Gauge.builder(
                            "rollcall." + name,
                            monitor,
                            m -> view(m, station)
                                    .map(view -> view.figures().known().get(name))
                                    .orElse(Double.NaN))
                    .tag("station", station)
                    .register(registry);
        }
        Gauge.builder(
                        "rollcall.source.failing",
                        monitor,
                        m -> view(m, station).filter(StationView::isStale).isPresent() ? 1 : 0)
                .tag("station", station)
                .register(registry);
    }

    private static Optional<StationView> view(RealtimeMonitor monitor, String station) {
        return monitor.snapshot().stations().stream()
                .filter(view -> view.name().equals(station))
                .findFirst();
    }
}

package org.rollcall.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.rollcall.journey.Spread;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.station.StationView;

/** The gauges of a watched station; their label {@code station} takes only the names in the settings. */
final class StationMeters {
    private static final List<String> FIGURES =
            List.of("scans_today", "scans_last_hour", "queue_size", "failed_syncs", "queue_stuck", "success_rate");

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
        bindProcessTime(registry, monitor, station);
    }

    /** Percentiles are gauges here: they are those of the day, and what a scraper could add up has another meaning. */
    private static void bindProcessTime(MeterRegistry registry, RealtimeMonitor monitor, String station) {
        Map<String, ToDoubleFunction<Spread>> quantiles =
                Map.of("0.5", Spread::p50, "0.95", Spread::p95, "0.99", Spread::p99);
        quantiles.forEach((quantile, value) -> Gauge.builder(
                        "rollcall.process.time.seconds",
                        monitor,
                        m -> m.snapshot()
                                .lagsOf(station)
                                .sync()
                                .map(value::applyAsDouble)
                                .orElse(Double.NaN))
                .tag("station", station)
                .tag("quantile", quantile)
                .register(registry));
    }

    private static Optional<StationView> view(RealtimeMonitor monitor, String station) {
        return monitor.snapshot().stations().stream()
                .filter(view -> view.name().equals(station))
                .findFirst();
    }
}

package org.rollcall.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.rollcall.config.Settings;
import org.rollcall.event.StationProfile;
import org.rollcall.journey.Spread;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.source.registry.Registry;
import org.rollcall.source.registry.RegistryWatcher;
import org.rollcall.station.StationView;

/**
 * The gauges of the stations. Their label {@code station} takes only the names in the settings and in the registry, and
 * follows that one. Thread-safe.
 */
final class StationMeters {
    private static final List<String> FIGURES = List.of(
            "scans_today",
            "scans_last_hour",
            "queue_size",
            "failed_syncs",
            "queue_stuck",
            "success_rate",
            "repeats_today");

    private final MeterRegistry registry;
    private final RealtimeMonitor monitor;
    private final Map<String, List<Meter>> bound = new LinkedHashMap<>(); // guarded by this

    StationMeters(MeterRegistry registry, RealtimeMonitor monitor) {
        this.registry = registry;
        this.monitor = monitor;
    }

    /** Has gauges for the stations of the settings and for those of the registry, and some of the registry itself. */
    void follow(Settings settings, Registry stations, RegistryWatcher watcher) {
        watcher.onChange(changed -> follow(names(settings, changed)));
        follow(names(settings, stations.stations()));
        Gauge.builder("rollcall.registry.failing", stations, r -> r.isFailing() ? 1 : 0)
                .register(registry);
        Gauge.builder("rollcall.registry.stations", stations, r -> r.stations().size())
                .register(registry);
    }

    private static Set<String> names(Settings settings, List<StationProfile> stations) {
        Set<String> names = new LinkedHashSet<>();
        settings.databases().forEach(one -> names.add(one.station()));
        stations.forEach(one -> names.add(one.name()));
        return names;
    }

    /** Has gauges for these stations and for no other one. */
    synchronized void follow(Collection<String> stations) {
        bound.entrySet().removeIf(entry -> {
            boolean gone = !stations.contains(entry.getKey());
            if (gone) {
                entry.getValue().forEach(registry::remove);
            }
            return gone;
        });
        stations.forEach(station -> bound.computeIfAbsent(station, this::bind));
    }

    private List<Meter> bind(String station) {
        List<Meter> gauges = new ArrayList<>();
        for (String name : FIGURES) {
            gauges.add(Gauge.builder(
                            "rollcall." + name,
                            monitor,
                            m -> view(m, station)
                                    .map(view -> view.figures().known().get(name))
                                    .orElse(Double.NaN))
                    .tag("station", station)
                    .register(registry));
        }
        gauges.add(Gauge.builder(
                        "rollcall.source.failing",
                        monitor,
                        m -> view(m, station).filter(StationView::isStale).isPresent() ? 1 : 0)
                .tag("station", station)
                .register(registry));
        gauges.addAll(processTime(station));
        return gauges;
    }

    /** Percentiles are gauges here: they are those of the day, and what a scraper could add up has another meaning. */
    private List<Meter> processTime(String station) {
        Map<String, ToDoubleFunction<Spread>> quantiles =
                Map.of("0.5", Spread::p50, "0.95", Spread::p95, "0.99", Spread::p99);
        List<Meter> gauges = new ArrayList<>();
        quantiles.forEach((quantile, value) -> gauges.add(Gauge.builder(
                        "rollcall.process.time.seconds",
                        monitor,
                        m -> m.snapshot()
                                .lagsOf(station)
                                .sync()
                                .map(value::applyAsDouble)
                                .orElse(Double.NaN))
                .tag("station", station)
                .tag("quantile", quantile)
                .register(registry)));
        return gauges;
    }

    private static Optional<StationView> view(RealtimeMonitor monitor, String station) {
        return monitor.snapshot().stations().stream()
                .filter(view -> view.name().equals(station))
                .findFirst();
    }
}

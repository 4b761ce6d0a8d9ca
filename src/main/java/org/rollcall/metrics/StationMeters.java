package org.rollcall.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private static final Map<String, String> FIGURES = Map.of(
            "scans_today", "Scans of the station's day",
            "scans_last_hour", "Scans of the last hour",
            "queue_size", "Records that wait for the cloud",
            "failed_syncs", "Waiting records that have failed before",
            "queue_stuck", "Waiting records that are no longer tried",
            "success_rate", "Percentage of today's scans that have reached the cloud",
            "repeats_today", "Scans of the same student soon after the former one");

    private final MeterRegistry registry;
    private final Help help;
    private final RealtimeMonitor monitor;
    private final StationViews views;
    private final Map<String, List<Meter>> bound = new LinkedHashMap<>(); // guarded by this

    StationMeters(MeterRegistry registry, RealtimeMonitor monitor) {
        this.registry = registry;
        this.help = new Help(registry);
        this.monitor = monitor;
        this.views = new StationViews(monitor::snapshot);
    }

    /** Has gauges for the stations of the settings and for those of the registry, and some of the registry itself. */
    void follow(Settings settings, Registry stations, RegistryWatcher watcher) {
        watcher.onChange(changed -> follow(names(settings, changed)));
        follow(names(settings, stations.stations()));
        help.gauge(
                "rollcall.registry.failing",
                "1 while the file of stations cannot be read",
                stations,
                r -> r.isFailing() ? 1 : 0);
        help.gauge(
                "rollcall.registry.stations",
                "Stations in the file of stations",
                stations,
                r -> r.stations().size());
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
        FIGURES.forEach((name, sentence) -> gauges.add(help.gauge(
                "rollcall." + name,
                sentence,
                views,
                all -> all.figures(station).getOrDefault(name, Double.NaN),
                "station",
                station)));
        gauges.add(help.gauge(
                "rollcall.source.failing",
                "1 while the station's figures stand still",
                views,
                all -> all.view(station).filter(StationView::isStale).isPresent() ? 1 : 0,
                "station",
                station));
        gauges.addAll(processTime(station));
        return gauges;
    }

    /** Percentiles are gauges here: they are those of the day, and what a scraper could add up has another meaning. */
    private List<Meter> processTime(String station) {
        Map<String, ToDoubleFunction<Spread>> percentiles =
                Map.of("50", Spread::p50, "95", Spread::p95, "99", Spread::p99);
        List<Meter> gauges = new ArrayList<>();
        percentiles.forEach((percentile, value) -> gauges.add(help.gauge(
                "rollcall.process.time.seconds",
                "From a scan to its sync, percentiles of the day",
                monitor,
                m -> m.snapshot()
                        .lagsOf(station)
                        .sync()
                        .map(value::applyAsDouble)
                        .orElse(Double.NaN),
                "station",
                station,
                "percentile",
                percentile)));
        return gauges;
    }
}

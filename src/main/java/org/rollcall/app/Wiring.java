package org.rollcall.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Rules;
import org.rollcall.config.AlertSettings;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.config.Settings;
import org.rollcall.config.Version;
import org.rollcall.event.EventId;
import org.rollcall.event.Signal;
import org.rollcall.history.History;
import org.rollcall.log.EventLog;
import org.rollcall.log.Journal;
import org.rollcall.manage.MonitorManagement;
import org.rollcall.monitor.Erasures;
import org.rollcall.monitor.MonitorSettings;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.source.attendance.AttendanceWatcher;
import org.rollcall.source.registry.Registry;
import org.rollcall.source.registry.RegistryFile;
import org.rollcall.source.registry.RegistryWatcher;
import org.rollcall.station.Attention;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.DataFolderCopies;
import org.rollcall.store.SqliteHistory;
import org.rollcall.store.SqliteJournal;
import org.rollcall.stream.StreamHub;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;
import org.rollcall.wire.MetricsExport;
import org.rollcall.wire.Outlooks;
import org.rollcall.wire.SnapshotFrames;
import org.rollcall.wire.SnapshotJson;

/**
 * Makes the parts and hands them to one another. Everything is {@code @Singleton}: a normal scope would need a proxy,
 * and the parts are final.
 */
@ApplicationScoped
public class Wiring {
    private static final int RING_ENTRIES = 8_192;
    private static final long RING_BYTES = 8L * 1024 * 1024;
    private static final int QUEUE = 20_000;

    private String contextPath = ""; // written once, before anything is produced

    void noteContext(@Observes @Initialized(ApplicationScoped.class) Object event) {
        if (event instanceof ServletContext context) {
            contextPath = context.getContextPath();
        }
    }

    @Produces
    @Singleton
    Settings settings() {
        return SettingsSource.read();
    }

    /** For the resources that stamp what they take. */
    @Produces
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Json json(Settings settings) {
        return new Json(settings.zone());
    }

    @Produces
    @Singleton
    Registry registry(Settings settings) {
        return Registry.open(new RegistryFile(settings.stations()));
    }

    @Produces
    @Singleton
    RegistryWatcher registryWatcher(Settings settings, Registry registry, RealtimeMonitor monitor) {
        return new RegistryWatcher(registry, settings.station(), monitor, Clock.systemUTC());
    }

    @Produces
    @Singleton
    SqliteJournal journal(Settings settings, Json json) {
        return SqliteJournal.open(settings.store(), json, Clock.systemUTC().instant());
    }

    @Produces
    @Singleton
    SqliteHistory history(Settings settings, Registry registry, SqliteJournal journal) {
        return journal.history(
                settings.retention(),
                station -> settings.databases().stream()
                        .filter(one -> one.station().equals(station))
                        .findFirst()
                        .map(one -> one.zone())
                        .or(() -> registry.zone(station))
                        .orElse(settings.zone()),
                settings.zone(),
                Clock.systemUTC(),
                System::nanoTime);
    }

    @Produces
    @Singleton
    EventLog eventLog(Journal journal) {
        EventId last = journal.last();
        long from = Math.max(0, last.sequence() - 1_000);
        EventLog log = new EventLog(RING_ENTRIES, RING_BYTES, new EventId(last.epoch(), from));
        log.append(journal.after(from, 1_000));
        if (!log.last().equals(last)) {
            log.startAt(last); // an epoch began without an entry
        }
        return log;
    }

    @Produces
    @Singleton
    Rules rules(Settings settings) {
        return DefaultRules.from(settings.alerts());
    }

    @Produces
    @Singleton
    SnapshotJson snapshotJson(History history) {
        return new SnapshotJson(Version.current(), history::forecast);
    }

    @Produces
    @Singleton
    RealtimeMonitor monitor(
            Settings settings,
            Registry registry,
            Journal journal,
            EventLog log,
            Rules rules,
            Json json,
            SnapshotJson documents) {
        Clock clock = Clock.systemUTC();
        MonitorSettings bounds = new MonitorSettings(
                settings.station(),
                settings.zone(),
                settings.recentEvents(),
                settings.recentAlerts(),
                QUEUE,
                settings.privacy().names());
        return new RealtimeMonitor(
                        journal,
                        log,
                        board(settings, registry, clock.instant()),
                        new AlertBook(rules, settings.recentAlerts()),
                        new EventJson(json),
                        bounds,
                        clock,
                        System::nanoTime)
                .exportingTo(new MetricsExport(settings.data(), documents, json));
    }

    static Attention attention(Settings settings) {
        AlertSettings alerts = settings.alerts();
        return new Attention(
                settings.timetable().timetable(),
                settings.timetable().calendar(),
                alerts.silentAfter(),
                alerts.noScansGrace(),
                alerts.noScansAfter(),
                settings.reports().late(),
                settings.reports().repeats());
    }

    @Produces
    @Singleton
    HolidayWatch holidayWatch(Settings settings, RealtimeMonitor monitor) {
        return new HolidayWatch(settings.timetable(), monitor);
    }

    private static StationBoard board(Settings settings, Registry registry, Instant now) {
        StationSettings station = new StationSettings(
                settings.components(), settings.zone(), settings.evidenceLimit(), attention(settings));
        Map<String, ZoneId> zones = new LinkedHashMap<>();
        settings.databases().forEach(one -> zones.put(one.station(), one.zone()));
        StationBoard board = new StationBoard(station, List.copyOf(zones.keySet()), zones, now);
        board.apply(new Signal.Roster(settings.station(), registry.stations(), now));
        return board;
    }

    @Produces
    @Singleton
    Erasures erasures(Settings settings, RealtimeMonitor monitor, SqliteJournal journal, Json json) {
        return new Erasures(monitor, journal, new DataFolderCopies(settings.data(), json), settings.station());
    }

    @Produces
    @Singleton
    Outlooks outlooks(RealtimeMonitor monitor, EventLog log) {
        return new Outlooks(monitor::snapshot, log);
    }

    @Produces
    @Singleton
    SnapshotFrames snapshotFrames(Outlooks outlooks, SnapshotJson documents, Json json) {
        return new SnapshotFrames(outlooks, documents, json);
    }

    @Produces
    @Singleton
    StreamHub streamHub(Settings settings, EventLog log, Journal journal, SnapshotFrames frames, Json json) {
        return new StreamHub(log, journal, frames, json, settings.stream(), Clock.systemUTC(), System::nanoTime);
    }

    @Produces
    @Singleton
    Watchers watchers(Settings settings, Journal journal, RealtimeMonitor monitor) {
        return new Watchers(settings.databases().stream()
                .map(one -> watcher(one, journal, monitor))
                .toList());
    }

    private static AttendanceWatcher watcher(AttendanceSettings settings, Journal journal, RealtimeMonitor monitor) {
        String document = "position/" + AttendanceWatcher.source(settings.station());
        return new AttendanceWatcher(
                settings,
                () -> Optional.ofNullable(journal.documents(document).get(document))
                        .map(position -> String.valueOf(position.get("value"))),
                monitor,
                Clock.systemUTC());
    }

    @Produces
    @Singleton
    MonitorManagement management(RealtimeMonitor monitor, Rules rules, StreamHub hub, Watchers watchers) {
        return new MonitorManagement(monitor, rules, hub::clients, watchers::pollNow, contextPath);
    }

    @Produces
    @Singleton
    PrometheusMeterRegistry meters(
            Settings settings,
            RealtimeMonitor monitor,
            StreamHub hub,
            History history,
            Watchers watchers,
            Registry stations,
            RegistryWatcher stationsWatcher) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new StationMeters(registry, monitor).follow(settings, stations, stationsWatcher);
        watchers.bind(registry);
        Gauge.builder("rollcall.stream.clients", hub, StreamHub::clients).register(registry);
        Gauge.builder("rollcall.uptime.seconds", monitor, m -> m.uptime().toSeconds())
                .register(registry);
        Gauge.builder(
                        "rollcall.event.sequence",
                        monitor,
                        m -> m.snapshot().asOf().sequence())
                .register(registry);
        Gauge.builder("rollcall.store.bytes", monitor, m -> m.snapshot().store().bytes())
                .register(registry);
        Gauge.builder(
                        "rollcall.store.forecast.bytes",
                        history,
                        h -> h.forecast().bytes().isPresent()
                                ? h.forecast().bytes().getAsLong()
                                : Double.NaN)
                .register(registry);
        Gauge.builder(
                        "rollcall.store.failing",
                        monitor,
                        m -> m.snapshot().store().failure().isPresent() ? 1 : 0)
                .register(registry);
        Gauge.builder(
                        "rollcall.store.damaged",
                        monitor,
                        m -> m.snapshot().store().health().damage().isPresent() ? 1 : 0)
                .register(registry);
        for (Alert.State state : List.of(Alert.State.FIRING, Alert.State.ACKNOWLEDGED)) {
            Gauge.builder(
                            "rollcall.alerts." + state.word(),
                            monitor,
                            m -> m.snapshot().alerts().stream()
                                    .filter(alert -> alert.state() == state)
                                    .count())
                    .register(registry);
        }
        return registry;
    }
}

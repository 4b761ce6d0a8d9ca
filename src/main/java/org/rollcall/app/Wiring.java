package org.rollcall.app;

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
import org.rollcall.metrics.Meters;
import org.rollcall.monitor.Erasures;
import org.rollcall.monitor.MonitorSettings;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.source.attendance.AttendanceWatcher;
import org.rollcall.source.attendance.FileClaims;
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
import org.rollcall.worker.Worker;

/**
 * Makes the parts and hands them to one another. Everything is {@code @Singleton}: a normal scope would need a proxy,
 * and the parts are final.
 */
@ApplicationScoped
public class Wiring {
    private static final int RING_ENTRIES = 8_192;
    private static final long RING_BYTES = 8L * 1024 * 1024;
    private static final int QUEUE = 20_000;
    private static final int IN_A_ROW = 3; // turns that fail before a job is said to

    /** Where the container's part leaves its counts; nothing in a Tomcat without it. */
    private static final String FRONT = "org.rollcall.front.counts";

    private String contextPath = ""; // written once, before anything is produced
    private Object front = ""; // written once, before anything is produced

    void noteContext(@Observes @Initialized(ApplicationScoped.class) Object event) {
        if (event instanceof ServletContext context) {
            contextPath = context.getContextPath();
            front = Optional.ofNullable(context.getAttribute(FRONT)).orElse("");
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
                .exportingTo(new MetricsExport(settings.data(), documents, json))
                .watching(() -> Worker.failing(IN_A_ROW).size());
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
        FileClaims claims = new FileClaims();
        return new Watchers(settings.databases().stream()
                .map(one -> watcher(one, journal, monitor).claiming(claims))
                .toList());
    }

    private static AttendanceWatcher watcher(AttendanceSettings settings, Journal journal, RealtimeMonitor monitor) {
        String document = Journal.POSITION + AttendanceWatcher.source(settings.station());
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
    Meters meters(
            Settings settings,
            RealtimeMonitor monitor,
            SqliteJournal journal,
            History history,
            StreamHub hub,
            Watchers watchers,
            Registry stations,
            RegistryWatcher stationsWatcher) {
        return new Meters()
                .addMachine()
                .add(monitor)
                .add(journal, history, monitor)
                .add(hub)
                .add(watchers.all(), monitor)
                .add(settings, stations, stationsWatcher, monitor)
                .addFront(front);
    }
}

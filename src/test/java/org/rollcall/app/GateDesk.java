package org.rollcall.app;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.config.Settings;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Signal;
import org.rollcall.event.SourceState;
import org.rollcall.event.Submission;
import org.rollcall.event.Vitals;
import org.rollcall.log.EventLog;
import org.rollcall.monitor.MonitorSettings;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.monitor.Snapshot;
import org.rollcall.monitor.Turns;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.station.StationView;
import org.rollcall.store.SqliteJournal;
import org.rollcall.summary.Stop;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** One station before a monitor with the default rules on a real journal; the clock is moved by hand. */
final class GateDesk implements AutoCloseable {
    static final ZoneId ZONE = ZoneId.of("Asia/Manila");
    static final String NAME = "gate-1";

    final Settings settings;
    private final Json json = new Json(ZONE);
    private Instant now;
    private int failingJobs;
    private SqliteJournal journal;
    private RealtimeMonitor monitor;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZONE;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    /**
     * @param local the station's time at the start
     * @param given settings by name, one after the other
     */
    GateDesk(Path folder, String local, String... given) {
        this.now = at(local);
        Map<String, String> values = new HashMap<>(Map.of(
                "rollcall.data", folder.toString(),
                "rollcall.database", folder.resolve("attendance.db").toString(),
                "rollcall.station", NAME,
                "rollcall.zone", ZONE.getId(),
                "rollcall.components", "camera,cloud"));
        for (int i = 0; i < given.length; i += 2) {
            values.put(given[i], given[i + 1]);
        }
        this.settings = Settings.from(name -> Optional.ofNullable(values.get(name)));
        start();
    }

    static Instant at(String local) {
        return LocalDateTime.parse(local.length() == 5 ? "2026-11-23T" + local : local) // a Monday
                .atZone(ZONE)
                .toInstant();
    }

    private void start() {
        journal = SqliteJournal.open(settings.store(), json, now);
        StationSettings station =
                new StationSettings(settings.components(), ZONE, settings.evidenceLimit(), Wiring.attention(settings));
        EventLog log = new EventLog(64, 1_000_000, journal.last());
        monitor = new RealtimeMonitor(
                        journal,
                        log,
                        new StationBoard(station, NAME, now),
                        new AlertBook(DefaultRules.from(settings.alerts()), 50),
                        new EventJson(json),
                        new MonitorSettings(NAME, ZONE, 50, 50, 10_000),
                        clock,
                        () -> now.toEpochMilli() * 1_000_000)
                .watching(() -> failingJobs);
    }

    /** So many of Rollcall's own jobs fail from now on. */
    void failJobs(int number) {
        failingJobs = number;
    }

    /** Rollcall is down for a time. */
    void restart(Duration down) {
        close();
        now = now.plus(down);
        start();
        tick();
    }

    @Override
    public void close() {
        monitor.close();
        journal.close();
    }

    Instant now() {
        return now;
    }

    RealtimeMonitor monitor() {
        return monitor;
    }

    void tick() {
        Turns.take(monitor);
    }

    /** Time passes while nothing is told. */
    void pass(Duration time) {
        until(now.plus(time), () -> {});
    }

    /** Time passes and the station's heart beats. */
    void beat(Duration time) {
        until(now.plus(time), this::heartbeat);
    }

    void until(Instant end, Runnable everyHalfMinute) {
        while (now.isBefore(end)) {
            now = now.plusSeconds(30).isAfter(end) ? end : now.plusSeconds(30);
            everyHalfMinute.run();
            tick();
        }
    }

    /** The clock jumps: the whole machine slept. */
    void jump(Duration time) {
        now = now.plus(time);
        tick();
    }

    void heartbeat() {
        tell(new Signal.Heartbeat(NAME, Vitals.UNKNOWN, now));
    }

    void component(String name, ComponentStatus status) {
        tell(new Signal.ComponentReport(NAME, name, status, Optional.empty(), now));
    }

    void database(SourceState.Condition condition) {
        tell(new Signal.SourceReport(
                NAME,
                new SourceState(
                        "attendance database",
                        condition,
                        "attendance.db",
                        now,
                        "It is " + condition.word() + ".",
                        Optional.empty(),
                        Optional.of(now),
                        now,
                        Duration.ofSeconds(5),
                        List.of())));
    }

    /** Handed over now, all in one report. */
    void tell(Signal... signals) {
        var receipts = monitor.accept(new Submission(List.of(signals), Optional.empty()));
        tick();
        receipts.join();
    }

    static Signal.Occurrence event(String type, Instant at, String student) {
        return event(type, at, Map.of("student_id", student));
    }

    static Signal.Occurrence event(String type, Instant at, Map<String, Object> data) {
        return new Signal.Occurrence(NAME, type, type, data, Optional.of(at), Optional.empty());
    }

    void scan(String student) {
        tell(event("scan", now, student));
    }

    Snapshot snapshot() {
        return monitor.snapshot();
    }

    StationView view() {
        return snapshot().home();
    }

    Stop stop(String key) {
        return snapshot().stops().stream()
                .filter(stop -> stop.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    List<String> firing() {
        return snapshot().alerts().stream()
                .filter(Alert::isOpen)
                .map(Alert::rule)
                .toList();
    }

    Alert alert(String rule) {
        return snapshot().alerts().stream()
                .filter(alert -> alert.rule().equals(rule))
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    /** Every transition of alerts that was ever told, as rule and state. */
    List<String> told() {
        List<String> told = new ArrayList<>();
        journal.after(0, 10_000).stream()
                .filter(frame -> frame.kind() == org.rollcall.event.Event.Kind.ALERT)
                .forEach(frame -> {
                    Map<String, Object> entry = new LinkedHashMap<>(Json.read(frame.json()));
                    told.add(entry.get("rule") + " " + entry.get("state"));
                });
        return told;
    }
}

package org.rollcall.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertOrder;
import org.rollcall.event.SourceState;
import org.rollcall.event.Vitals;
import org.rollcall.history.Forecast;
import org.rollcall.journey.Lags;
import org.rollcall.log.Frame;
import org.rollcall.monitor.Snapshot;
import org.rollcall.station.Figures;
import org.rollcall.station.StationView;
import org.rollcall.summary.Sentence;
import org.rollcall.summary.Shape;
import org.rollcall.summary.Stop;
import org.rollcall.summary.Words;
import org.rollcall.timetable.Phase;

/** The snapshot and its parts as documents, with the names of the API. */
public final class SnapshotJson {
    private static final int STATUS_ALERTS = 10;

    private final String version;
    private final Supplier<Forecast> forecasts;

    /**
     * @param version the product's
     */
    public SnapshotJson(String version) {
        this(version, () -> Forecast.NONE);
    }

    /**
     * @param forecasts how large the store will be, as far as that is known by now
     */
    public SnapshotJson(String version, Supplier<Forecast> forecasts) {
        this.version = version;
        this.forecasts = forecasts;
    }

    /** {@code GET /api/status}, as seen from the home station. */
    public Map<String, Object> status(Snapshot snapshot) {
        return status(Outlook.home(snapshot));
    }

    /** {@code GET /api/status}, and the data of the stream's {@code dashboard} message. */
    public Map<String, Object> status(Outlook outlook) {
        Snapshot snapshot = outlook.snapshot();
        Map<String, Object> document = map();
        document.put("timestamp", snapshot.at());
        document.put("as_of", snapshot.asOf().toString());
        document.put("metrics", metrics(outlook));
        document.put("system_state", systemState(outlook.station()));
        document.put(
                "recent_events",
                tail(outlook.events(), Outlook.EVENTS).stream()
                        .map(SnapshotJson::event)
                        .toList());
        document.put("recent_alerts", alerts(AlertOrder.recent(outlook.alerts(), STATUS_ALERTS)));
        document.put("uptime", Words.uptime(snapshot.uptime()));
        document.put("started_at", snapshot.startedAt());
        document.put("station", outlook.station().name());
        document.put("zone", outlook.snapshot().zone().getId());
        document.put("version", version);
        document.put(
                "stations",
                snapshot.stations().stream().map(SnapshotJson::station).toList());
        putLive(document, outlook);
        return document;
    }

    /** {@code GET /api/metrics}. */
    public Map<String, Object> metrics(Outlook outlook) {
        Map<String, Object> document = figures(outlook.station().figures());
        document.putAll(JourneyJson.processTimes(
                outlook.snapshot().lagsOf(outlook.station().name())));
        document.put("uptime_seconds", outlook.snapshot().uptime().toSeconds());
        return document;
    }

    /** All stations at a glance, with what a page needs around them: the {@code dashboard} message of the fleet. */
    public Map<String, Object> fleet(Snapshot snapshot, Map<String, Object> fleet) {
        Map<String, Object> document = map();
        document.put("timestamp", snapshot.at());
        document.put("as_of", snapshot.asOf().toString());
        document.put("zone", snapshot.zone().getId());
        document.put("version", version);
        document.put("uptime", Words.uptime(snapshot.uptime()));
        document.put("started_at", snapshot.startedAt());
        document.put("store", store(snapshot));
        document.put("fleet", fleet);
        return document;
    }

    /** The {@code metrics} message of the fleet. */
    Map<String, Object> fleetLive(Snapshot snapshot, Map<String, Object> fleet) {
        Map<String, Object> document = map();
        document.put("timestamp", snapshot.at());
        document.put("store", store(snapshot));
        document.put("fleet", fleet);
        return document;
    }

    private static Map<String, Object> figures(Figures figures) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("scans_today", number(figures.scansToday()));
        document.put("scans_last_hour", number(figures.scansLastHour()));
        document.put("success_rate", rounded(figures.successRate()));
        document.put("queue_size", number(figures.queueSize()));
        document.put("failed_syncs", number(figures.failedSyncs()));
        document.put("avg_process_time", rounded(figures.avgProcessSeconds()));
        document.put("last_scan", figures.lastScan());
        document.put("last_sync", figures.lastSync());
        document.put("last_sms", figures.lastSms());
        document.put("last_photo", figures.lastPhoto());
        document.put("synced_today", number(figures.syncedToday()));
        document.put("photos_today", number(figures.photosToday()));
        document.put("sms_today", number(figures.smsToday()));
        document.put("sms_failures_in_a_row", figures.smsFailuresInARow());
        document.put("repeats_today", number(figures.repeatsToday()));
        document.put("queue_oldest", figures.queueOldest());
        document.put("queue_stuck", number(figures.queueStuck()));
        document.put("queue_archived", number(figures.queueArchived()));
        document.put("queue_highest_today", number(figures.queueHighestToday()));
        document.put("events_today", figures.eventsToday());
        document.put("figures_as_of", figures.asOf());
        return values(document);
    }

    /** The stream's {@code metrics} message: the figures and everything that moves with them. */
    public Map<String, Object> live(Outlook outlook) {
        Map<String, Object> document = map();
        document.putAll(metrics(outlook));
        document.put("timestamp", outlook.snapshot().at());
        document.put("system_state", systemState(outlook.station()));
        // While it lasts its value moves without an entry that says so.
        List<Alert> open = outlook.alerts().stream().filter(Alert::isOpen).toList();
        document.put("open_alerts", alerts(AlertOrder.recent(open, STATUS_ALERTS)));
        putLive(document, outlook);
        return document;
    }

    /** Alerts, in the order given. */
    public List<Map<String, Object>> alerts(List<Alert> alerts) {
        return alerts.stream().map(Alert::document).toList();
    }

    /** What an export holds (P59). */
    public Map<String, Object> export(Snapshot snapshot) {
        Map<String, Object> document = map();
        document.put("export_timestamp", snapshot.at());
        document.put("metrics", metrics(Outlook.home(snapshot)));
        document.put("system_state", systemState(snapshot.home()));
        document.put(
                "recent_events",
                snapshot.recentEvents().stream().map(SnapshotJson::event).toList());
        document.put("recent_alerts", alerts(snapshot.alerts()));
        return document;
    }

    /**
     * A station with its components, its figures and the state of its source; its day is that of its own zone.
     *
     * @param lags those of its journeys
     * @param at when it was so; its ages are counted from there
     * @param thresholds those in force for it, by rule
     */
    public static Map<String, Object> stationInFull(
            StationView view, Lags lags, Instant at, Map<String, Double> thresholds) {
        Map<String, Object> document = map();
        document.putAll(station(view));
        document.putAll(StationJson.of(view, at));
        document.put("thresholds", thresholds);
        document.put("zone", view.zone().getId());
        document.put("since", view.since());
        document.put("components", components(view));
        Map<String, Object> metrics = figures(view.figures());
        metrics.putAll(JourneyJson.processTimes(lags));
        document.put("metrics", metrics);
        document.put("lags", JourneyJson.lags(lags));
        document.put("vitals", vitals(view.vitals()));
        document.put("day", day(view.figures()));
        document.put("source", view.source().<Object>map(SnapshotJson::source));
        return document;
    }

    private static Map<String, Object> station(StationView view) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("name", view.name());
        document.put("status", view.status().word());
        document.put("last_heartbeat", view.lastHeartbeat());
        document.put("last_scan", view.figures().lastScan());
        document.put("last_sync", view.figures().lastSync());
        document.put("last_sms", view.figures().lastSms());
        document.put("queue_size", number(view.figures().queueSize()));
        document.put("phase", phase(view.phase()));
        document.put("silent_since", view.silentSince());
        return values(document);
    }

    private static Map<String, Object> phase(Phase phase) {
        Map<String, Object> document = map();
        document.put("state", phase.state().name().toLowerCase(Locale.ROOT));
        document.put("window", Optional.of(phase.window()).filter(name -> !name.isEmpty()));
        document.put("since", phase.since());
        document.put("until", phase.until());
        return document;
    }

    private static Map<String, Object> vitals(Vitals vitals) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("cpu_percent", number(vitals.cpuPercent()));
        document.put("memory_percent", number(vitals.memoryPercent()));
        document.put("disk_percent", number(vitals.diskPercent()));
        document.put("temperature_c", number(vitals.temperatureC()));
        document.put("queue_length", number(vitals.queueLength()));
        document.put("version", vitals.version());
        document.put("clock", number(vitals.clock()));
        return values(document);
    }

    private void putLive(Map<String, Object> document, Outlook outlook) {
        StationView station = outlook.station();
        Figures figures = station.figures();
        document.put("sentence", sentence(outlook.sentence()));
        document.put("stops", outlook.stops().stream().map(SnapshotJson::stop).toList());
        document.put(
                "also_watched",
                station.others().stream().map(SnapshotJson::other).toList());
        Map<String, Object> activity = map();
        activity.put("start", figures.minuteStart());
        activity.put("step_seconds", 60);
        activity.put("events", figures.eventsByMinute());
        activity.put("scans", figures.scansByMinute());
        document.put("activity", activity);
        document.put("phase", phase(station.phase()));
        document.put("day", day(figures));
        document.put("source", station.source().<Object>map(SnapshotJson::source));
        document.put("store", store(outlook.snapshot()));
    }

    private Map<String, Object> store(Snapshot snapshot) {
        Forecast forecast = forecasts.get();
        Map<String, @Nullable Object> store = new LinkedHashMap<>();
        store.put("state", snapshot.store().state());
        store.put("last_id", snapshot.asOf().toString());
        store.put("bytes", snapshot.store().bytes());
        store.put("forecast_bytes", number(forecast.bytes()));
        store.put("events_per_day", rounded(forecast.eventsPerDay()));
        store.put("oldest", forecast.oldest());
        store.put("reason", snapshot.store().failure());
        store.put("notice", snapshot.store().health().notice());
        return values(store);
    }

    private static Map<String, Object> day(Figures figures) {
        Map<String, Object> day = map();
        day.put("start", figures.dayStart());
        day.put("step_seconds", 300);
        day.put("scans", figures.scansByFiveMinutes());
        return day;
    }

    private static Map<String, Object> systemState(StationView view) {
        Map<String, Object> document = map();
        document.put("status", view.status().word());
        document.put("since", view.since());
        view.expected().forEach(seen -> putFlat(document, seen));
        view.others().forEach(seen -> putFlat(document, seen));
        document.put("components", components(view));
        return document;
    }

    private static void putFlat(Map<String, Object> document, StationView.Seen seen) {
        document.put(seen.name() + "_status", seen.status().word());
        document.put(seen.name() + "_details", seen.component().details());
    }

    private static List<Map<String, Object>> components(StationView view) {
        List<StationView.Seen> all = new java.util.ArrayList<>(view.expected());
        all.addAll(view.others());
        return all.stream().map(SnapshotJson::component).toList();
    }

    private static Map<String, Object> component(StationView.Seen seen) {
        Map<String, Object> document = map();
        document.putAll(seen.component().document());
        document.put("status", seen.status().word());
        document.put("stale", seen.stale());
        document.put("limit_seconds", seen.limit().toSeconds());
        return document;
    }

    private static Map<String, Object> other(StationView.Seen seen) {
        Map<String, Object> document = map();
        String word = seen.stale() ? "Stale" : seen.status().word();
        document.put("name", seen.name());
        document.put("word", Character.toUpperCase(word.charAt(0)) + word.substring(1));
        document.put("shape", Shape.of(seen.status(), seen.stale()).word());
        document.put("details", seen.component().details());
        document.put("evidence_at", seen.component().evidenceAt());
        return document;
    }

    private static Map<String, Object> source(SourceState state) {
        Map<String, Object> document = map();
        document.put("kind", state.kind());
        document.put("state", state.condition().word());
        document.put("path", state.path());
        document.put("since", state.since());
        document.put("message", state.message());
        document.put("do_now", state.doNow());
        document.put("last_read", state.lastRead());
        document.put("looked_at", state.lookedAt());
        document.put("poll_seconds", state.poll().toMillis() / 1000.0);
        document.put("missing", state.missing());
        return document;
    }

    static Map<String, Object> sentence(Sentence sentence) {
        Map<String, Object> document = map();
        document.put("state", sentence.state());
        document.put("shape", sentence.shape().word());
        document.put("lead", sentence.lead());
        document.put("text", sentence.text());
        document.put("do_now", sentence.doNow());
        document.put("meta", sentence.meta());
        return document;
    }

    private static Map<String, Object> stop(Stop stop) {
        Map<String, Object> document = map();
        document.put("key", stop.key());
        document.put("title", stop.title());
        document.put("word", stop.word());
        document.put("shape", stop.shape().word());
        document.put("tone", stop.shape().tone());
        document.put("age_label", stop.age().map(Stop.Age::label));
        document.put("age_at", stop.age().map(Stop.Age::at));
        document.put("age_tone", stop.age().map(Stop.Age::tone).filter(tone -> !tone.equals("none")));
        document.put("limit_seconds", stop.age().flatMap(Stop.Age::limit).map(Duration::toSeconds));
        document.put("note", stop.figure().isPresent() ? Optional.empty() : stop.note());
        document.put("figure", stop.figure());
        document.put("unit", stop.unit());
        document.put("label", stop.label());
        document.put("stale", stop.staleAsOf().isPresent());
        document.put("stale_as_of", stop.staleAsOf());
        document.put("rows", stop.rows().stream().map(SnapshotJson::row).toList());
        document.put("segment", stop.segment().line());
        document.put("segment_tone", stop.segment().tone());
        return document;
    }

    private static Map<String, Object> row(Stop.Row row) {
        Map<String, Object> document = map();
        document.put("label", row.label());
        document.put("value", row.value());
        document.put("tone", Optional.of(row.tone()).filter(tone -> !tone.equals("none")));
        return document;
    }

    private static Map<String, Object> event(Frame frame) {
        return Json.read(frame.json());
    }

    private static Map<String, Object> map() {
        return new LinkedHashMap<>();
    }

    private static <T> List<T> tail(List<T> list, int most) {
        return list.subList(Math.max(0, list.size() - most), list.size());
    }

    static @Nullable Object number(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    static @Nullable Object number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    static @Nullable Object rounded(OptionalDouble value) {
        return value.isPresent() ? Math.floor(value.getAsDouble() * 100 + 1e-9) / 100 : null;
    }

    @SuppressWarnings("NullAway") // a JSON null is a value here
    static Map<String, Object> values(Map<String, @Nullable Object> document) {
        return document;
    }
}

package org.rollcall.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rollcall.monitor.Snapshot;
import org.rollcall.station.Figures;
import org.rollcall.station.StationView;
import org.rollcall.summary.FleetProblem;
import org.rollcall.summary.FleetSummary;
import org.rollcall.summary.FleetTotals;
import org.rollcall.summary.Shape;
import org.rollcall.summary.Tile;
import org.rollcall.summary.TileState;
import org.rollcall.timetable.Phase;

/**
 * All stations at a glance as a document. It is shown on a wall: no name of a person, no student's id and no message of an
 * event is in it.
 */
public final class FleetJson {
    private FleetJson() {}

    /** Those of the given words that are states of a station, the worst first: what a page is to show. */
    public static List<String> states(Collection<String> words) {
        return Stream.of(TileState.values())
                .map(TileState::key)
                .filter(words::contains)
                .toList();
    }

    /** The stations of a summary for a menu: {@code name, title, shape, word}. */
    public static List<Map<String, Object>> menu(FleetSummary fleet) {
        return fleet.tiles().stream().map(FleetJson::choice).toList();
    }

    private static Map<String, Object> choice(Tile tile) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", tile.name());
        document.put("title", tile.view().profile().title());
        document.put("shape", tile.state().shape().word());
        document.put("word", tile.state().word());
        return document;
    }

    /** The summary of a snapshot's stations. */
    public static FleetSummary summary(Snapshot snapshot) {
        Snapshot.Store store = snapshot.store();
        return FleetSummary.of(
                snapshot.stations(),
                snapshot.alerts(),
                snapshot.at(),
                snapshot.zone(),
                new FleetSummary.Journal(
                        store.failure(), store.health().damage().isPresent(), snapshot.uptime()));
    }

    /** {@code GET /api/fleet}. */
    public static Map<String, Object> document(FleetSummary fleet) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("sentence", SnapshotJson.sentence(fleet.sentence()));
        document.put("phase", phase(fleet.phase()));
        document.put(
                "problems", fleet.problems().stream().map(FleetJson::problem).toList());
        document.put("counts", fleet.counts().stream().map(FleetJson::count).toList());
        document.put("totals", totals(fleet.totals()));
        document.put("places", fleet.places().stream().map(FleetJson::place).toList());
        document.put("stations", fleet.tiles().stream().map(FleetJson::station).toList());
        document.put(
                "services", fleet.services().stream().map(FleetJson::service).toList());
        return document;
    }

    /**
     * The document with heartbeats to the minute and without clocks: another beat is not news as long as nothing else is
     * different.
     */
    static Map<String, Object> gist(Map<String, Object> document) {
        Map<String, Object> gist = new LinkedHashMap<>(document);
        gist.computeIfPresent("problems", (name, list) -> toTheMinute(list, "evidence_at"));
        gist.computeIfPresent("stations", (name, list) -> toTheMinute(list, "last_heartbeat", "age_at"));
        return gist;
    }

    private static List<Map<?, ?>> toTheMinute(Object list, String... times) {
        return ((List<?>) list)
                .stream()
                        .<Map<?, ?>>map(one -> toTheMinute((Map<?, ?>) one, times))
                        .toList();
    }

    private static Map<?, ?> toTheMinute(Map<?, ?> object, String... times) {
        Map<Object, Object> copy = new LinkedHashMap<>(object);
        for (String time : times) {
            copy.computeIfPresent(time, (name, value) -> minute(value));
        }
        copy.remove("clock");
        return copy;
    }

    private static Object minute(Object time) {
        return time instanceof Optional<?> known
                ? known.map(FleetJson::minute)
                : time instanceof Instant at ? at.truncatedTo(ChronoUnit.MINUTES) : time;
    }

    private static Map<String, Object> phase(Phase phase) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("state", phase.state().name().toLowerCase(java.util.Locale.ROOT));
        document.put("window", phase.window());
        document.put("since", phase.since());
        document.put("until", phase.until());
        return document;
    }

    private static Map<String, Object> problem(FleetProblem problem) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("key", problem.key());
        document.put("cause", problem.cause());
        document.put("word", problem.word());
        putShape(document, problem.shape());
        document.put("what", problem.what());
        document.put("note", problem.note());
        document.put("stations", problem.stations());
        document.put("since", problem.since());
        document.put("evidence", problem.evidence());
        document.put("evidence_at", problem.evidenceAt());
        document.put("do_now", problem.doNow());
        return SnapshotJson.values(document);
    }

    private static Map<String, Object> count(FleetSummary.Count count) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("key", count.state().key());
        document.put("word", count.state().word());
        document.put("shape", count.state().shape().word());
        document.put("tone", count.state().shape().tone());
        document.put("count", count.stations());
        return document;
    }

    private static Map<String, Object> totals(FleetTotals totals) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("stations", totals.stations());
        document.put("scans_today", SnapshotJson.number(totals.scansToday()));
        document.put("scans_last_minute", SnapshotJson.number(totals.scansLastMinute()));
        document.put("success_rate", SnapshotJson.rounded(totals.successRate()));
        document.put("queue_size", SnapshotJson.number(totals.queueSize()));
        document.put("queue_oldest", totals.queueOldest());
        document.put("clock_off", SnapshotJson.number(totals.clockOff()));
        document.put("stale", totals.stale());
        document.put("stale_as_of", totals.staleAsOf());
        return SnapshotJson.values(document);
    }

    private static Map<String, Object> place(FleetSummary.Place place) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", place.name());
        document.put("note", place.note());
        document.put("stations", place.stations());
        return document;
    }

    private static Map<String, Object> station(Tile tile) {
        StationView view = tile.view();
        Figures figures = view.figures();
        TileState state = tile.state();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("name", view.name());
        document.put("title", view.profile().title());
        document.put("site", view.profile().site());
        document.put("building", view.profile().building());
        document.put("floor", view.profile().floor());
        document.put("room", view.profile().room());
        document.put("group", view.profile().group());
        document.put("state", state.key());
        document.put("word", state.word());
        putShape(document, state.shape());
        document.put("status", view.status().word());
        document.put("since", tile.since());
        document.put("age_at", tile.ageAt());
        document.put("opens_at", tile.opensAt());
        document.put("queue", SnapshotJson.number(tile.queue()));
        document.put("queue_over", tile.queueOver());
        document.put("bars_start", figures.hourStart());
        document.put("bars", tile.bars());
        document.put("last_heartbeat", view.lastHeartbeat());
        document.put("last_scan", figures.lastScan());
        document.put("last_sync", figures.lastSync());
        document.put("last_sms", figures.lastSms());
        document.put("scans_today", SnapshotJson.number(figures.scansToday()));
        document.put("success_rate", SnapshotJson.rounded(figures.successRate()));
        document.put("clock", SnapshotJson.number(view.vitals().clock()));
        document.put("version", view.vitals().version());
        document.put("reason", tile.reason());
        return SnapshotJson.values(document);
    }

    private static Map<String, Object> service(FleetSummary.Service service) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("name", service.name());
        putShape(document, service.shape());
        document.put("meta", service.meta());
        document.put("at", service.at());
        return SnapshotJson.values(document);
    }

    private static void putShape(Map<String, @Nullable Object> document, Shape shape) {
        document.put("shape", shape.word());
        document.put("tone", shape.tone());
    }
}

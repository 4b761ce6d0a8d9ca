package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Reading;
import org.rollcall.event.SourceState;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Vitals;

/**
 * All that is known of one station: its evidence, its counts, its pulse. Not thread-safe: the monitor's thread owns it.
 *
 * <p>One that the registry or the settings named and no longer name is taken away: nobody waits for it until it reports.
 */
final class Station {
    /** Its login may outlive its row for a moment, and what it says then brings it back for nobody. */
    private static final Duration LEAVES = Duration.ofMinutes(1);

    private static final List<String> ENDS_WITH_IT =
            List.of(Vigil.OVERDUE, Vigil.WITHOUT_SCANS, "queue_size", "failed_syncs", "clock_off_seconds");

    private final String name;
    private final Evidence evidence;
    private final Counting counting;
    private final Pulse pulse = new Pulse();
    private final Vigil vigil;
    private StationSettings settings;
    private StationProfile profile;
    private @Nullable SourceState source;
    private OptionalDouble processSeconds = OptionalDouble.empty(); // by its events
    private boolean anyNews;
    private boolean named; // by the registry or the settings
    private @Nullable Instant takenAway; // it was named, is no longer, and has not reported since
    private Overall status = Overall.INITIALIZING;
    private Instant since;

    Station(String name, StationSettings settings, Instant now) {
        this.name = name;
        this.settings = settings;
        this.profile = StationProfile.unknown(name);
        this.since = now;
        this.evidence = new Evidence(settings, now);
        this.counting = new Counting(settings.zone(), settings.attention());
        this.vigil = new Vigil(settings.attention(), settings.zone(), now);
    }

    /** Takes over what an administrator says of it now. */
    void adopt(StationProfile newProfile, StationSettings newSettings, Instant now) {
        profile = newProfile;
        settings = newSettings;
        evidence.adopt(newSettings, now);
        counting.adopt(newSettings.zone());
        vigil.adopt(newSettings.attention(), newSettings.zone());
    }

    /** The registry or the settings name it. */
    void name() {
        named = true;
        takenAway = null;
    }

    /** They do not, or no longer. */
    void unname(Instant now) {
        takenAway = named ? now : takenAway;
        named = false;
    }

    /** Whether anything was ever heard of it. */
    boolean hasNews() {
        return anyNews;
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", name);
        document.put("status", status.word());
        document.put("since", since);
        document.put("any_news", anyNews);
        document.put("scans", vigil.scans());
        document.put("named", named);
        if (takenAway != null) {
            document.put("taken_away", takenAway);
        }
        document.put("components", evidence.documents());
        document.putAll(pulse.document());
        return document;
    }

    @SuppressWarnings("unchecked") // the shape is document()'s
    void restore(Map<String, Object> document, Instant now) {
        evidence.restore((List<Map<String, Object>>) document.getOrDefault("components", List.of()));
        pulse.restore(document);
        correct(now);
        waiting(pulse.vitals(), pulse.lastBeat().orElse(now));
        vigil.restore(Boolean.TRUE.equals(document.get("scans")));
        anyNews = Boolean.TRUE.equals(document.get("any_news"));
        if (!named && document.get("taken_away") instanceof String time) {
            takenAway = java.time.OffsetDateTime.parse(time).toInstant();
        } else if (!named && Boolean.TRUE.equals(document.get("named"))) {
            takenAway = now; // while we were down
        }
        if (anyNews) {
            counting.heard(now);
        }
        Object word = document.get("status");
        Object time = document.get("since");
        if (word != null && time != null) {
            status = Overall.valueOf(word.toString().toUpperCase(java.util.Locale.ROOT));
            Instant then = java.time.OffsetDateTime.parse(time.toString()).toInstant();
            since = then.isAfter(now) ? now : then;
        }
    }

    /** Takes the report if there is room for its component; whether it did. */
    boolean report(String component, ComponentStatus newStatus, Optional<String> details, Instant at) {
        if (!evidence.hasRoomFor(component)) {
            return false;
        }
        anyNews = true;
        evidence.report(component, newStatus, details, "report", at);
        counting.heard(at);
        heard(at);
        return true;
    }

    void fold(Event event, Instant now) {
        anyNews = true;
        counting.fold(event, now);
        evidence.fold(event);
        if (event.type().equals(EventTypes.SCAN)) {
            vigil.scanned(event.happened(), now);
            comeBack(now);
        }
        if (!event.timestamp().plus(settings.attention().late()).isBefore(event.receivedAt())) {
            heard(now); // a late one says only that it lived then
        }
    }

    void beat(Vitals vitals, Instant at) {
        anyNews = true;
        counting.heard(at);
        heard(at);
        pulse.beat(vitals, at);
        waiting(vitals, at);
    }

    private void waiting(Vitals vitals, Instant at) {
        vitals.queueLength().ifPresent(reports -> counting.waiting(reports, at));
    }

    private void heard(Instant at) {
        vigil.heard(at, pulse.lastBeat().isPresent());
        comeBack(at);
    }

    private void comeBack(Instant at) {
        if (takenAway != null && at.isAfter(takenAway.plus(LEAVES))) {
            takenAway = null;
        }
    }

    void count(String type, Instant at, int events, Instant now) {
        anyNews = true;
        counting.count(type, at, events, now);
    }

    void passed(String type, String student, String record, Instant at, Instant now) {
        counting.passed(type, student, record, at, now);
    }

    void reword(UnaryOperator<String> texts) {
        evidence.reword(texts);
    }

    void processTime(OptionalDouble seconds) {
        processSeconds = seconds;
    }

    void forgetDay() {
        counting.forgetDay();
    }

    void measure(Reading reading) {
        anyNews = true;
        counting.measure(reading);
    }

    void source(SourceState state) {
        source = state;
    }

    /** What our own clock dated after now, before it went back, is of now. */
    void correct(Instant now) {
        evidence.correct(now);
        pulse.correct(now);
        since = since.isAfter(now) ? now : since;
        takenAway = takenAway != null && takenAway.isAfter(now) ? now : takenAway;
    }

    /** Lets time pass. */
    void settle(Instant now) {
        correct(now); // also what waited while the clock went back
        vigil.look(now);
        List<ComponentStatus> statuses =
                evidence.expected(now).stream().map(StationView.Seen::status).toList();
        Overall next = Overall.of(statuses, anyNews);
        SourceState state = source;
        if (state != null && state.condition().isFailure()) {
            next = Overall.ERROR;
        }
        if ((next == Overall.PARTIAL || next == Overall.HEALTHY) // healthy: all are disabled, which nothing confirms
                && vigil.phase(now).isClosed()
                && statuses.stream().noneMatch(ComponentStatus.ONLINE::equals)) {
            next = Overall.ASLEEP; // nothing bad is known, and nothing fresh
        }
        if (next != status) {
            status = next;
            since = state != null && state.condition().isFailure() ? state.since() : now;
        }
    }

    StationView view(Instant now) {
        Optional<SourceState> known = Optional.ofNullable(source);
        return new StationView(
                name,
                settings.zone(),
                status,
                since,
                evidence.expected(now),
                evidence.others(now),
                counting.figures(now, known, anyNews, processSeconds),
                known,
                pulse.lastBeat(),
                pulse.vitals(),
                pulse.upSince(),
                profile,
                vigil.phase(now),
                silentSince(now));
    }

    /** When its heartbeat fell due, if it is overdue; never of a station that has not sent one. */
    private Optional<Instant> silentSince(Instant now) {
        return takenAway == null && pulse.lastBeat().isPresent() ? vigil.silentSince(now) : Optional.empty();
    }

    /**
     * What rules may compare; the figures are those of a view of the same moment.
     *
     * @param database whether it has one, which may not have been looked at yet
     */
    Known known(Figures figures, boolean database, Instant now) {
        Map<String, Double> known = figures.known();
        Map<String, String> endings = new HashMap<>();
        pulse.vitals().clock().ifPresent(ahead -> known.put("clock_off_seconds", Math.abs(ahead)));
        if (!database && source == null) {
            endUnmeasured("database_failing_seconds", known, endings);
            endUnmeasured("failed_syncs", known, endings);
            if (pulse.lastBeat().isEmpty()) { // or the next heartbeat may tell it
                endUnmeasured("queue_size", known, endings);
            }
        }
        if (takenAway != null) {
            ENDS_WITH_IT.forEach(figure -> {
                known.put(figure, 0.0);
                endings.put(figure, "It was taken away.");
            });
            return new Known(known, endings, counting.unsettled(now));
        }
        if (pulse.lastBeat().isPresent()) {
            vigil.tellSilence(now, known, endings);
        }
        boolean read = source != null && source.condition().isReadable();
        if (read || pulse.lastBeat().isPresent() || vigil.scans()) {
            vigil.tellScans(now, silentSince(now).isPresent(), known, endings);
        }
        return new Known(known, endings, counting.unsettled(now));
    }

    /** What nobody measures any more is broken by nothing, or its alert would never end. */
    private static void endUnmeasured(String figure, Map<String, Double> known, Map<String, String> endings) {
        if (known.putIfAbsent(figure, 0.0) == null) {
            endings.put(figure, "Nobody measures it any more.");
        }
    }

    /** When the station's day began. */
    Instant midnight(Instant now) {
        return counting.midnight(now);
    }
}

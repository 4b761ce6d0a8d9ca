package org.rollcall.station;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.Reading;
import org.rollcall.event.SourceState;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Vitals;
import org.rollcall.timetable.Phase;

/** All that is known of one station: its evidence, its counts, its pulse. Not thread-safe: the monitor's thread owns it. */
final class Station {
    private final String name;
    private final StationSettings settings;
    private final Evidence evidence;
    private final Counting counting;
    private final Pulse pulse = new Pulse();
    private @Nullable SourceState source;
    private boolean anyNews;
    private Overall status = Overall.INITIALIZING;
    private Instant since;

    Station(String name, StationSettings settings, Instant now) {
        this.name = name;
        this.settings = settings;
        this.since = now;
        this.evidence = new Evidence(settings, now);
        this.counting = new Counting(settings.zone());
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", name);
        document.put("status", status.word());
        document.put("since", since);
        document.put("any_news", anyNews);
        document.put("components", evidence.documents());
        document.putAll(pulse.document());
        return document;
    }

    @SuppressWarnings("unchecked") // the shape is document()'s
    void restore(Map<String, Object> document) {
        evidence.restore((List<Map<String, Object>>) document.getOrDefault("components", List.of()));
        pulse.restore(document);
        anyNews = Boolean.TRUE.equals(document.get("any_news"));
        Object word = document.get("status");
        Object time = document.get("since");
        if (word != null && time != null) {
            status = Overall.valueOf(word.toString().toUpperCase(java.util.Locale.ROOT));
            since = java.time.OffsetDateTime.parse(time.toString()).toInstant();
        }
    }

    void report(String component, ComponentStatus newStatus, Optional<String> details, Instant at) {
        anyNews = true;
        evidence.report(component, newStatus, details, "report", at);
    }

    void fold(Event event, Instant now) {
        anyNews = true;
        counting.fold(event, now);
        evidence.fold(event);
    }

    void beat(Vitals vitals, Instant at) {
        anyNews = true;
        pulse.beat(vitals, at);
    }

    void count(String type, Instant at, int events, Instant now) {
        anyNews = true;
        counting.count(type, at, events, now);
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

    /** Lets time pass; returns whether the status changed. */
    boolean settle(Instant now) {
        List<ComponentStatus> statuses =
                evidence.expected(now).stream().map(StationView.Seen::status).toList();
        Overall next = Overall.of(statuses, anyNews);
        SourceState state = source;
        if (state != null && state.condition().isFailure()) {
            next = Overall.ERROR;
        }
        if (next == status) {
            return false;
        }
        status = next;
        since = state != null && state.condition().isFailure() ? state.since() : now;
        return true;
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
                counting.figures(now, known, anyNews),
                known,
                pulse.lastBeat(),
                pulse.vitals(),
                StationProfile.unknown(name),
                Phase.NONE,
                Optional.empty());
    }

    /** When the station's day began. */
    Instant midnight(Instant now) {
        return counting.midnight(now);
    }
}

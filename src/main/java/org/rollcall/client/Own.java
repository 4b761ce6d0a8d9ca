package org.rollcall.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this client itself reported: the answer to reading calls when the server gives none. The lock guards all. */
final class Own {
    private static final int MOST_EVENTS = 100;
    private static final int MOST_TYPES = 100;
    private static final int MINUTES = 60;
    private static final int MOST_DAYS = 5;

    private final Settings settings;
    private final Components components;
    private final long began = System.nanoTime(); // no clock that somebody sets
    private final ArrayDeque<Said> recent = new ArrayDeque<>();
    private final Map<String, Long> last = new LinkedHashMap<>(); // milliseconds, by type
    private final Counts scansByDay = new Counts(MOST_DAYS);
    private final Counts syncsByDay = new Counts(MOST_DAYS);
    private final Counts scansByMinute = new Counts(2 * MINUTES); // an hour on each side of now

    Own(Settings settings, Components components) {
        this.settings = settings;
        this.components = components;
    }

    synchronized void note(Said said) {
        recent.addLast(said);
        if (recent.size() > MOST_EVENTS) {
            recent.removeFirst();
        }
        if (last.containsKey(said.type()) || last.size() < MOST_TYPES) {
            last.put(said.type(), said.at());
        }
        Instant at = Instant.ofEpochMilli(said.at());
        Instant now = settings.clock().instant();
        switch (said.type()) {
            case "scan" -> {
                scansByDay.add(day(at), day(now));
                scansByMinute.add(minute(at), minute(now));
            }
            case "sync" -> syncsByDay.add(day(at), day(now));
            default -> {}
        }
    }

    private long day(Instant at) {
        return LocalDate.ofInstant(at, settings.zone()).toEpochDay();
    }

    private static long minute(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 60);
    }

    private Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    synchronized Map<String, Object> metrics() {
        Instant now = settings.clock().instant();
        long scans = scansByDay.sum(day(now), day(now));
        long syncs = syncsByDay.sum(day(now), day(now));
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("scans_today", scans);
        metrics.put("scans_last_hour", scansByMinute.sum(minute(now) - MINUTES + 1, minute(now)));
        metrics.put("success_rate", scans == 0 ? 100.0 : Math.floor(Math.min(10_000, 10_000.0 * syncs / scans)) / 100);
        unknown(metrics, "queue_size");
        unknown(metrics, "failed_syncs");
        metrics.put("uptime_seconds", uptime().toSeconds());
        unknown(metrics, "avg_process_time");
        metrics.put("last_scan", time(last.get("scan")));
        metrics.put("last_sync", time(last.get("sync")));
        return metrics;
    }

    @SuppressWarnings("NullAway") // null is what cannot be known, as in the server's answer
    private static void unknown(Map<String, Object> metrics, String name) {
        metrics.put(name, null);
    }

    private @Nullable String time(@Nullable Long millis) {
        return millis == null ? null : Said.time(millis, settings.zone());
    }

    Map<String, Object> systemState() {
        List<Components.Said> all = components.all();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("status", status(all));
        for (Components.Said said : all) {
            state.put(said.name() + "_status", said.state().word());
            state.put(said.name() + "_details", said.details().orElse(null));
        }
        return state;
    }

    private static String status(List<Components.Said> all) {
        List<ComponentState> counted = all.stream()
                .map(Components.Said::state)
                .filter(state -> state != ComponentState.DISABLED)
                .toList();
        if (counted.isEmpty()) {
            return "initializing";
        }
        if (counted.contains(ComponentState.ERROR)) {
            return "error";
        }
        if (counted.contains(ComponentState.OFFLINE)) {
            return "degraded";
        }
        return counted.stream().allMatch(ComponentState.ONLINE::equals) ? "healthy" : "partial";
    }

    synchronized List<Map<String, Object>> events(int most) {
        List<Map<String, Object>> events = new ArrayList<>();
        recent.stream().skip(Math.max(0, recent.size() - most)).map(this::event).forEach(events::add);
        return events;
    }

    /** An own event as the server would show it, with its key for an id. */
    Map<String, Object> event(Said said) {
        Map<String, Object> shown = new LinkedHashMap<>();
        try {
            Map<String, Object> event = JsonReader.object(new String(said.body(), StandardCharsets.UTF_8));
            shown.put("id", event.remove("key"));
            shown.put("timestamp", event.remove("timestamp"));
            shown.put("station", settings.user());
            shown.putAll(event);
            shown.putIfAbsent("data", Map.of());
        } catch (JsonException e) {
            throw new IllegalStateException("what we wrote cannot be read: " + said, e);
        }
        return shown;
    }

    Map<String, Object> snapshot() {
        Instant now = settings.clock().instant();
        Map<String, Object> snapshot = new LinkedHashMap<>();
        snapshot.put("timestamp", Said.time(now.toEpochMilli(), settings.zone()));
        snapshot.put("metrics", metrics());
        snapshot.put("system_state", systemState());
        snapshot.put("recent_events", events(20));
        snapshot.put("recent_alerts", List.of());
        snapshot.put("uptime", words(uptime()));
        return snapshot;
    }

    private static String words(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + "d " + time.toHoursPart() + "h " + time.toMinutesPart() + "m";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h " + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m " + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }
}

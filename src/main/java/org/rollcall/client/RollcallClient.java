package org.rollcall.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reports a station to a Rollcall server and answers what the server knows.
 *
 * <p>All methods may be called from any thread and none throws. Those that report return at once, whatever the disk, the
 * network and the server do; those that read wait for the server, two seconds at most, and answer with what this client
 * itself reported when it is away or the login has not the role {@code viewer}.
 *
 * <p>An event is in the spool, synced to the disk, within 50 ms and the time of one write, and is sent from there until the
 * server says that it is stored; by the next client with the same spool, if need be. {@link ClientStatus} and the log
 * {@code org.rollcall.client} say how it fares. One client at a time uses a spool; make one for a station and keep it.
 */
public final class RollcallClient implements AutoCloseable {
    private static final Duration EXIT = Duration.ofSeconds(2);
    private static final int MOST_LIMIT = 1_000;
    private static final int MOST_DETAILS = 300;

    private final Settings settings;
    private final Parts parts;
    private final Voice voice;

    RollcallClient(Settings settings, Voice voice) {
        this.settings = settings;
        this.voice = voice;
        this.parts = new Parts(settings, voice);
        parts.start();
    }

    /**
     * Makes a client and starts its heartbeats.
     *
     * @param url of the server, {@code http://127.0.0.1:8888} or {@code https://school.example/monitor}
     * @param user the login; its name is the station's
     * @param spool a folder on a local disk for this client alone, made if it is not there
     * @throws IllegalArgumentException when the address or the name can never be right
     */
    public static RollcallClient connect(URI url, String user, String password, Path spool) {
        return builder(url).login(user, password).spool(spool).connect();
    }

    /** A client with settings of its own. */
    public static RollcallClientBuilder builder(URI url) {
        return new RollcallClientBuilder(url);
    }

    /** Reports an event without data; see {@link #logEvent(String, String, Map, String, Instant)}. */
    public void logEvent(String type, String message) {
        log(type, message, null, null, null);
    }

    /** Reports an event; see {@link #logEvent(String, String, Map, String, Instant)}. */
    public void logEvent(String type, String message, Map<String, ?> data) {
        log(type, message, data, null, null);
    }

    /**
     * Reports an event.
     *
     * @param type scan, sync, sms, photo, error, warning, or a word of your own
     * @param message at most 2,000 characters; longer ones are cut
     * @param data anything; what JSON does not know is written as text, phone numbers are masked, above 15 KiB it is cut.
     *     It is copied before the call returns
     * @param key events of a station with the same key are stored once; {@code scan:<record_id>} is the key under which
     *     Rollcall itself tells a scan that it sees in a database
     * @param at when it happened
     */
    public void logEvent(String type, String message, Map<String, ?> data, String key, Instant at) {
        log(type, message, data, key, at);
    }

    // The callers may not be null-checked; an event counts more than what is missing in it.
    private void log(
            @Nullable String type,
            @Nullable String message,
            @Nullable Map<String, ?> data,
            @Nullable String key,
            @Nullable Instant at) {
        try {
            Said said = Said.of(
                    type == null ? "" : type,
                    message == null ? "" : message,
                    data,
                    key == null ? parts.nextKey() : key,
                    at == null ? settings.clock().instant() : at,
                    settings.zone());
            parts.take(said);
        } catch (RuntimeException e) {
            voice.defect("an event could not be taken", e);
        }
    }

    /** Reports how a component is; see {@link #updateSystemState(String, ComponentState, String)}. */
    public void updateSystemState(String component, ComponentState state) {
        component(component, state, null);
    }

    /**
     * Reports how a component is. Sent at once when it changed, and with each heartbeat.
     *
     * @param component camera, cloud, sms, or a name of your own: small letters, digits, dots, dashes and underscores, a letter
     *     first, at most 32; another name is made to fit, "Camera 1" becomes camera_1
     * @param details at most 300 characters; longer ones are cut
     */
    public void updateSystemState(String component, ComponentState state, String details) {
        component(component, state, details);
    }

    private void component(@Nullable String name, @Nullable ComponentState state, @Nullable String details) {
        try {
            parts.take(new Components.Said(
                    Said.componentOf(name == null ? "" : name),
                    state == null ? ComponentState.UNKNOWN : state,
                    Optional.ofNullable(details).map(text -> Said.shortened(CleanText.masked(text), MOST_DETAILS))));
        } catch (RuntimeException e) {
            voice.defect("a component's state could not be taken", e);
        }
    }

    /** Sends a heartbeat as soon as the server can be reached; they also come by themselves, every 10 s. */
    public void heartbeat() {
        parts.beatSoon();
    }

    /**
     * The station's figures from the server: scans_today, scans_last_hour, success_rate (percent), queue_size, failed_syncs,
     * uptime_seconds, avg_process_time (seconds), last_scan, last_sync and more; null is what cannot be known.
     */
    public Map<String, Object> getMetrics() {
        return object("api/metrics").orElseGet(() -> parts.own().metrics());
    }

    /** The state: status, and {@code <component>_status} and {@code <component>_details} for each component. */
    public Map<String, Object> getSystemState() {
        return object("api/status")
                .flatMap(snapshot -> snapshot.get("system_state") instanceof Map<?, ?> state
                        ? Optional.of(JsonReader.named(state))
                        : Optional.empty())
                .orElseGet(() -> parts.own().systemState());
    }

    /** The whole snapshot: timestamp, metrics, system_state, recent_events (20), recent_alerts (10), uptime. */
    public Map<String, Object> getDashboardData() {
        return object("api/status").orElseGet(() -> parts.own().snapshot());
    }

    /** The newest events, oldest first; limit 1 to 1000. */
    public List<Map<String, Object>> getRecentEvents(int limit) {
        int most = bounded(limit);
        return list("api/events?limit=" + most).orElseGet(() -> parts.own().events(most));
    }

    /** The newest alerts, oldest first; limit 1 to 1000. Alerts are the server's: without it there are none. */
    public List<Map<String, Object>> getRecentAlerts(int limit) {
        return list("api/alerts?limit=" + bounded(limit)).orElseGet(List::of);
    }

    private static int bounded(int limit) {
        return Math.max(1, Math.min(MOST_LIMIT, limit));
    }

    private Optional<Map<String, Object>> object(String path) {
        return parts.ask(path, Map.class).map(JsonReader::named);
    }

    private Optional<List<Map<String, Object>>> list(String path) {
        return parts.ask(path, List.class).map(found -> {
            List<Map<String, Object>> maps = new ArrayList<>();
            for (Object one : found) {
                if (one instanceof Map<?, ?> map) {
                    maps.add(JsonReader.named(map));
                }
            }
            return maps;
        });
    }

    /**
     * Calls the listener with everything that the server's stream brings, of all stations, also what happened while the
     * connection was away. Without the role viewer, or without the server: with this client's own events and states.
     */
    public void subscribe(RollcallListener listener) {
        try {
            parts.subscribe(listener);
        } catch (RuntimeException e) {
            voice.defect("cannot subscribe", e);
        }
    }

    /** Ends subscribe; unknown listeners are ignored. */
    public void unsubscribe(RollcallListener listener) {
        try {
            parts.unsubscribe(listener);
        } catch (RuntimeException e) {
            voice.defect("cannot unsubscribe", e);
        }
    }

    /**
     * Writes export_timestamp, metrics, system_state, recent_events and recent_alerts as JSON.
     *
     * @param target a file or a folder, where it becomes {@code metrics_export_YYYYMMDD_HHMMSS.json}
     * @return the file, or empty when it could not be written, which the log explains
     */
    public Optional<Path> exportMetrics(Path target) {
        try {
            Instant now = settings.clock().instant();
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("export_timestamp", Said.time(now.toEpochMilli(), settings.zone()));
            content.put("metrics", getMetrics());
            content.put("system_state", getSystemState());
            content.put("recent_events", getRecentEvents(100));
            content.put("recent_alerts", getRecentAlerts(50));
            return Optional.of(Export.write(target, LocalDateTime.ofInstant(now, settings.zone()), content));
        } catch (IOException | RuntimeException e) {
            voice.error("export", "cannot export the metrics to " + target + ": " + e);
            return Optional.empty();
        }
    }

    /**
     * Waits, at most so long, until nothing logged waits any more; whether that is so. Then the server has stored everything
     * but what it refused and what a full spool dropped, which {@link #status} counts.
     */
    public boolean flush(Duration most) {
        return parts.flush(most);
    }

    /** How the reporting itself fares; may wait for a write to the disk that is under way. */
    public ClientStatus status() {
        return parts.status();
    }

    /**
     * Spools what is in memory, tries for two seconds to send what waits, and ends the threads. What was not sent is in the
     * spool. Events logged afterwards are lost. A process that ends without it waits as long for the same.
     */
    @Override
    public void close() {
        parts.close(EXIT);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "RollcallClient[%s at %s]", settings.user(), settings.url());
    }
}

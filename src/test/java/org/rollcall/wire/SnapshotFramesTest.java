package org.rollcall.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.rollcall.alert.Alert;
import org.rollcall.alert.Level;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;
import org.rollcall.log.Journal;
import org.rollcall.monitor.Snapshot;
import org.rollcall.station.StationView;
import org.rollcall.summary.FleetDesk;

/** What is encoded when: once for all readers of a scope, and nothing that nobody looks at. */
class SnapshotFramesTest {
    private static final int STATIONS = 50;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FleetDesk desk = new FleetDesk();
    private final Json json = new Json(ZoneOffset.UTC);
    private final EventLog log = new EventLog(1_000, 1 << 20, new EventId(1, 0));
    private final AtomicReference<Snapshot> newest = new AtomicReference<>();
    private int summaries;
    private final SnapshotFrames frames =
            new SnapshotFrames(new Outlooks(newest::get, log), new SnapshotJson("test"), json, snapshot -> {
                summaries++;
                return FleetJson.summary(snapshot);
            });

    SnapshotFramesTest() {
        for (int i = 0; i < STATIONS; i++) {
            desk.fine("s" + i, "Station " + i, "Main building");
        }
        show(1);
    }

    private void show(long version) {
        show(version, FleetDesk.NOW);
    }

    private void show(long version, Instant at) {
        List<StationView> views = desk.views();
        newest.set(new Snapshot(
                version,
                at,
                FleetDesk.NOW,
                Duration.ofHours(2),
                ZoneOffset.UTC,
                log.last(),
                views,
                desk.alerts(),
                List.of(),
                new Snapshot.Store(Optional.empty(), Journal.Health.SOUND, 0),
                Map.of()));
    }

    private void scan(String station) {
        Instant at = FleetDesk.NOW.minusSeconds(1);
        desk.event(station, "scan", at, Map.of());
        Event event = new Event(
                new EventId(1, log.last().sequence() + 1),
                Event.Kind.EVENT,
                at,
                at,
                station,
                "scan",
                "Attendance recorded: " + station,
                Map.of(),
                Optional.empty());
        log.append(List.of(new EventJson(json).encode(event)));
    }

    private static JsonNode data(SnapshotFrames.Message message) {
        String text = new String(message.sse(), StandardCharsets.UTF_8);
        try {
            return JSON.readTree(text.substring(text.indexOf("data: ") + 6)).path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whileNobodyLooksAtTheFleetItIsNeverMade() {
        for (int version = 2; version < 100; version++) {
            scan("s" + version % STATIONS);
            show(version);
            assertThat(frames.metrics(Scope.HOME, version - 1, version * SECOND))
                    .isPresent();
            assertThat(frames.dashboard(Scope.of("s1"), version * SECOND)).isPresent();
        }
        assertThat(summaries).isZero();
    }

    @Test
    void withManySnapshotsASecondTheFleetIsMadeOnceASecondForAll() {
        long now = 0;
        int told = 0;
        long[] have = new long[40];
        for (int client = 0; client < have.length; client++) {
            have[client] = frames.dashboard(Scope.FLEET, now).orElseThrow().version();
        }
        assertThat(summaries).isOne();
        for (int version = 2; version <= 1_000; version++) { // 10 s, a hundred snapshots a second
            now += SECOND / 100;
            if (version % 10 == 0) {
                scan("s" + version % STATIONS);
            }
            show(version);
            byte[] once = null;
            for (int client = 0; client < have.length; client++) {
                Optional<SnapshotFrames.Message> metrics = frames.metrics(Scope.FLEET, have[client], now);
                if (metrics.isPresent()) {
                    once = once == null ? metrics.get().sse() : once;
                    assertThat(metrics.get().sse()).isSameAs(once);
                    have[client] = metrics.get().version();
                    told++;
                }
            }
        }
        assertThat(summaries).isBetween(10, 11);
        assertThat(told).isBetween(9 * have.length, 10 * have.length);
    }

    /** A page sets its clock by the message that it begins with; at night nothing else may move for a minute. */
    @Test
    void whoComesWhileNothingMovesHasTheTimeOfNow() {
        for (Scope scope : List.of(Scope.FLEET, Scope.HOME, Scope.of("s1"))) {
            show(1, FleetDesk.NOW);
            String then = data(frames.dashboard(scope, 0).orElseThrow())
                    .path("timestamp")
                    .asText();
            show(1, FleetDesk.NOW.plusSeconds(55));
            String later = data(frames.dashboard(scope, 55 * SECOND).orElseThrow())
                    .path("timestamp")
                    .asText();
            assertThat(Instant.parse(later)).isEqualTo(Instant.parse(then).plusSeconds(55));
        }
    }

    /** A queue that grows while its alert is open has no entry that says so. */
    @Test
    void whatMovesHasTheOpenAlertsAsTheyAre() {
        desk.alert("s0", "queue-size", "queue_size", Level.WARNING, "Queue over 50", Alert.State.ACKNOWLEDGED);
        desk.alert("s0", "failed-syncs", "failed_syncs", Level.ERROR, "Failed syncs over 10", Alert.State.RESOLVED);
        show(2);
        JsonNode moving = data(frames.metrics(Scope.HOME, 1, SECOND).orElseThrow());
        assertThat(moving.path("open_alerts")).hasSize(1);
        assertThat(moving.path("open_alerts").path(0).path("value").asInt()).isEqualTo(212);
    }

    /** The rows of its events have the home station's time, so its sentence has it too, and the page's foot says which it is. */
    @Test
    void aStationElsewhereHasOneZoneOnItsPage() {
        desk.fine("far", "Far gate", "Elsewhere").zone("far", ZoneId.of("America/New_York"));
        desk.component("far", "camera", ComponentStatus.OFFLINE);
        show(1);
        JsonNode page = data(frames.dashboard(Scope.of("far"), 0).orElseThrow());
        assertThat(page.path("zone").asText()).isEqualTo("Z");
        assertThat(page.path("sentence").toString())
                .contains(FleetDesk.NOW.minusSeconds(120).toString().substring(11, 16));
    }

    @Test
    void anotherHeartbeatIsNoNewsOfTheFleet() {
        long have = frames.dashboard(Scope.FLEET, 0).orElseThrow().version();
        desk.beat("s1", FleetDesk.NOW.minusSeconds(1));
        show(2);
        assertThat(frames.metrics(Scope.FLEET, have, SECOND)).isEmpty();
        scan("s1");
        show(3);
        assertThat(frames.metrics(Scope.FLEET, have, SECOND + 1)).isEmpty(); // not yet
        SnapshotFrames.Message metrics =
                frames.metrics(Scope.FLEET, have, 2 * SECOND).orElseThrow();
        assertThat(data(metrics)
                        .path("fleet")
                        .path("totals")
                        .path("scans_today")
                        .asInt())
                .isOne();
        assertThat(data(metrics).fieldNames()).toIterable().containsExactly("timestamp", "store", "fleet");
        assertThat(frames.metrics(Scope.FLEET, metrics.version(), 3 * SECOND)).isEmpty();
    }

    @Test
    void theFleetsDashboardHasWhatAPageNeeds() {
        JsonNode data = data(frames.dashboard(Scope.FLEET, 0).orElseThrow());
        assertThat(data.fieldNames())
                .toIterable()
                .containsExactly("timestamp", "as_of", "zone", "version", "uptime", "started_at", "store", "fleet");
        assertThat(data.path("fleet").fieldNames())
                .toIterable()
                .containsExactly("sentence", "phase", "problems", "counts", "totals", "places", "stations", "services");
        assertThat(data.path("fleet").path("stations").get(0).path("bars")).hasSize(30);
    }

    @Test
    void asSeenFromAStationItsOwnEventsAlertsAndFiguresAreShown() {
        scan("s7");
        for (int i = 0; i < 200; i++) {
            scan("s8");
        }
        desk.alert(
                "s7",
                "queue-size",
                "queue_size",
                org.rollcall.alert.Level.WARNING,
                "Queue over 50",
                org.rollcall.alert.Alert.State.FIRING);
        desk.alert("s8", "door", "door", org.rollcall.alert.Level.ERROR, "Door", org.rollcall.alert.Alert.State.FIRING);
        show(2);
        JsonNode data = data(frames.dashboard(Scope.of("s7"), 0).orElseThrow());
        assertThat(data.path("station").asText()).isEqualTo("s7");
        assertThat(data.path("metrics").path("scans_today").asInt()).isOne();
        assertThat(data.path("sentence").path("lead").asText()).startsWith("Queue over 50 since");
        assertThat(data.path("recent_events")).hasSize(1);
        assertThat(data.path("recent_alerts")).hasSize(1);
        assertThat(data.path("stops").get(2).path("figure").asText()).isEqualTo("1");
        assertThat(data(frames.dashboard(Scope.of("s8"), 0).orElseThrow()).path("recent_events"))
                .hasSize(20);
        assertThat(data(frames.dashboard(Scope.HOME, 0).orElseThrow())
                        .path("sentence")
                        .path("lead")
                        .asText())
                .startsWith("Station 8: Door");
    }

    @Test
    void aStationThatIsNotKnownHasNoMessageAndCostsNoMemory() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(frames.dashboard(Scope.of("nobody-" + i), 0)).isEmpty();
            assertThat(frames.metrics(Scope.of("nobody-" + i), 0, 0)).isEmpty();
        }
        assertThat(frames.scopes()).isZero();
    }

    @Test
    void scopesThatNobodyUsesAreForgotten() {
        for (int i = 0; i < STATIONS; i++) {
            assertThat(frames.dashboard(Scope.of("s" + i), 0)).isPresent();
        }
        assertThat(frames.dashboard(Scope.HOME, 299 * SECOND)).isPresent();
        frames.forgetUnused(301 * SECOND);
        assertThat(frames.scopes()).isOne();
    }

    @Test
    void whatMovesIsToldAtMostOnceASecondInEveryScope() {
        for (Scope scope : List.of(Scope.HOME, Scope.of("s3"))) {
            assertThat(frames.metrics(scope, 0, 0)).isPresent();
            long known = frames.version();
            show(known + 1);
            assertThat(frames.metrics(scope, known, SECOND - 1)).isEmpty();
            assertThat(frames.metrics(scope, known, SECOND)).isPresent();
        }
    }
}

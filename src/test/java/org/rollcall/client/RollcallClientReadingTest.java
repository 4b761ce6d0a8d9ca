package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What the client tells of itself, what it reads, what its listeners hear, and how it ends: P56 to P64. */
@NullUnmarked // what it reads is checked by the assertions
class RollcallClientReadingTest extends ClientsOfAFake {
    @Test
    void heartbeatsComeByThemselvesWithVitalsAndRepeatTheComponents_P64() {
        RollcallClient client = client(builder -> builder.vitals(() -> Map.of("temperature_c", 51.5)));
        client.updateSystemState("Camera", ComponentState.ONLINE, "640x480");
        await().until(() -> fake.components.containsKey("camera"));
        assertThat(fake.components.get("camera")).isEqualTo(Map.of("status", "online", "details", "640x480"));
        fake.components.clear(); // as a server that was restarted

        await().until(() -> fake.components.containsKey("camera") && fake.heartbeats.size() > 2);
        assertThat(fake.heartbeats.get(1))
                .containsEntry("temperature_c", 51.5)
                .containsKeys("version", "queue_length", "clock");
        client.updateSystemState("camera", ComponentState.OFFLINE);
        await().until(() -> fake.components.get("camera").equals(Map.of("status", "offline")));
    }

    @Test
    void failingVitalsStopNothing() {
        RollcallClient client = client(builder -> builder.vitals(() -> {
            throw new IllegalStateException("the sensor is gone");
        }));
        client.logEvent("scan", "one");

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.heartbeats).isNotEmpty();
    }

    private static UnaryOperator<RollcallClientBuilder> ahead(Duration time) {
        return builder -> builder.clock(() -> Instant.now().plus(time), ZoneOffset.UTC);
    }

    @Test
    void theClockIsComparedWithTheServers() {
        RollcallClient client = client(ahead(Duration.ofHours(1)));
        await().until(() -> client.status().clockSeconds().isPresent());

        assertThat(client.status().clockSeconds().getAsDouble()).isBetween(3_590.0, 3_630.0);
        await().until(() -> fake.heartbeats.size() > 1);
        assertThat(fake.heartbeats.get(fake.heartbeats.size() - 1)).containsKey("clock");
    }

    @Test
    void aClockDaysAheadDoesNotCostTheEvents() {
        RollcallClient client = client(ahead(Duration.ofDays(3)));
        await().until(() -> client.status().clockSeconds().isPresent());
        client.logEvent("scan", "one", Map.of("record_id", 1));

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.events().get(0)).doesNotContainKey("timestamp");
        assertThat(fake.events().get(0).get("data").toString()).contains("station_time=", "record_id=1");
    }

    @Test
    void aClockDaysAheadDoesNotCostWhatIsSaidBeforeAnyAnswer() {
        RollcallClient client = client(builder -> ahead(Duration.ofDays(3)).apply(builder.withoutHeartbeats()));
        log(client, 0, 5);

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).isEqualTo(numbers(0, 5));
        assertThat(fake.events())
                .allSatisfy(event ->
                        assertThat(event).doesNotContainKey("timestamp").containsKey("data"));
        assertThat(client.status().refused()).isZero();
        assertThat(fake.heartbeats).isEmpty();
    }

    @Test
    void aClockThatJumpsDaysAheadCostsNoEvent() {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        RollcallClient client = client(builder ->
                builder.withoutHeartbeats().clock(() -> Instant.now().plus(ahead.get()), ZoneOffset.UTC));
        for (int i = 0; i < 9; i++) { // as many answers as the clock is judged by
            log(client, i, i + 1);
            assertThat(client.flush(LIMIT)).isTrue();
        }
        ahead.set(Duration.ofDays(3));
        log(client, 9, 17);

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).isEqualTo(numbers(0, 17));
        assertThat(client.status().refused()).isZero();
        assertThat(fake.events().get(8)).containsKey("timestamp");
        assertThat(fake.events().get(9)).doesNotContainKey("timestamp");
    }

    @Test
    void whatIsWrongBesidesTheTimeIsRefusedOnceMoreAndDropped() {
        RollcallClient client = client(builder -> ahead(Duration.ofDays(3)).apply(builder.withoutHeartbeats()));
        client.logEvent("scan", "poison");
        client.logEvent("scan", "one");

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).containsExactly("one");
        assertThat(client.status().refused()).isEqualTo(1);
    }

    @Test
    void thatEventsWereDroppedIsToldByAClockDaysAheadToo() {
        fake.stop();
        RollcallClient client = client(builder ->
                ahead(Duration.ofDays(3)).apply(builder.withoutHeartbeats()).spoolRows(10));
        log(client, 0, 15);
        await().until(() -> client.status().dropped() == 5);
        fake.start();

        await().atMost(LIMIT).until(() -> fake.messages().stream().anyMatch(message -> message.contains("dropped")));
    }

    @Test
    void aComponentOfAnyNameIsTold_P36() {
        RollcallClient client = client();
        client.updateSystemState("SMS gateway of the main building 2", ComponentState.ONLINE);
        client.updateSystemState("1st camera", ComponentState.ONLINE);
        client.updateSystemState("Camera 1", ComponentState.ONLINE);
        client.updateSystemState(" ", ComponentState.ONLINE);
        client.updateSystemState("\uD83D\uDCF7 gate", ComponentState.ONLINE);

        await().until(() -> fake.components.size() == 5);
        assertThat(fake.components)
                .containsOnlyKeys(
                        "sms_gateway_of_the_main_building", "x_1st_camera", "camera_1", "component", "x___gate");
    }

    @Test
    void whyAComponentIsRefusedIsInTheLog() {
        fake.noComponents = "a station has at most 100 components\nand no more";
        client().updateSystemState("camera", ComponentState.ONLINE);

        await().until(() -> logged.stream()
                .anyMatch(line -> line.contains("PUT api/components/camera")
                        && line.contains("a station has at most 100 components and no more")));
    }

    @Test
    void readingCallsAnswerWithWhatTheServerKnows_P57() {
        RollcallClient client = client();
        client.logEvent("scan", "one");
        assertThat(client.flush(LIMIT)).isTrue();

        assertThat(client.getMetrics()).containsEntry("scans_today", 142L);
        assertThat(client.getSystemState()).containsEntry("status", "healthy");
        assertThat(client.getDashboardData()).containsEntry("uptime", "1h 0m");
        assertThat(client.getRecentEvents(5)).hasSize(1);
        assertThat(client.getRecentAlerts(5)).containsExactly(Map.of("id", "queue@gate-1"));
    }

    @Test
    void withoutTheRoleViewerTheyAnswerWithWhatTheClientKnows_P57() {
        fake.viewer = false;
        RollcallClient client = client();
        log(client, 0, 4);
        client.logEvent("sync", "synced");
        client.updateSystemState("camera", ComponentState.ONLINE);
        client.updateSystemState("cloud", ComponentState.OFFLINE);

        assertThat(client.getMetrics())
                .containsEntry("scans_today", 4L)
                .containsEntry("scans_last_hour", 4L)
                .containsEntry("success_rate", 25.0)
                .containsEntry("queue_size", null);
        assertThat(client.getSystemState())
                .containsEntry("status", "degraded")
                .containsEntry("camera_status", "online");
        assertThat(client.getDashboardData())
                .containsKeys("timestamp", "metrics", "system_state", "recent_events", "recent_alerts", "uptime");
        assertThat(client.getRecentEvents(2))
                .extracting(event -> event.get("message"))
                .containsExactly("3", "synced");
        assertThat(client.getRecentAlerts(2)).isEmpty();
        assertThat(fake.requests.stream().filter(line -> line.startsWith("GET")))
                .as("it asks once a minute")
                .hasSize(1);
    }

    @Test
    void anExportHasTheOldKeys_P59() throws IOException, JsonException {
        RollcallClient client = client();
        Path file = client.exportMetrics(folder).orElseThrow();

        assertThat(file.getFileName().toString()).matches("metrics_export_\\d{8}_\\d{6}\\.json");
        assertThat(JsonReader.object(Files.readString(file)))
                .containsOnlyKeys("export_timestamp", "metrics", "system_state", "recent_events", "recent_alerts");
        assertThat(client.exportMetrics(file.resolve("not-a-folder/x.json"))).isEmpty();
    }

    private static String frame(String id, String message) {
        return "id: " + id + "\ndata: {\"type\":\"event\",\"data\":{\"message\":\"" + message + "\"}}\n\n";
    }

    @Test
    void aListenerHearsTheStreamOnceThroughReconnections_P58() {
        fake.streams.add("retry: 20\n\n" + frame("1-1", "a") + frame("1-2", "b") + "id: 1-3\ndata: unfinished");
        fake.streams.add(frame("1-3", "c"));
        fake.streams.add(frame("1-4", "d") + "data: no JSON\n\ndata: {\"type\":\"keepalive\",\"data\":{}}\n\n");
        List<String> heard = new CopyOnWriteArrayList<>();
        RollcallClient client = client();
        client.subscribe((kind, data) -> {
            throw new IllegalStateException("a listener that fails");
        });
        client.subscribe((kind, data) -> heard.add(kind + " " + data.get("message")));

        await().atMost(LIMIT).until(() -> heard.size() == 4);
        assertThat(heard).containsExactly("event a", "event b", "event c", "event d");
        assertThat(fake.lastIds).startsWith("", "1-2", "1-3");
    }

    @Test
    void withoutTheStreamAListenerHearsTheClientItselfUntilItUnsubscribes_P58() {
        fake.viewer = false;
        List<String> heard = new CopyOnWriteArrayList<>();
        RollcallListener listener =
                (kind, data) -> heard.add(kind + " " + data.getOrDefault("message", data.get("status")));
        RollcallClient client = client();
        client.subscribe(listener);
        client.logEvent("scan", "one");
        client.updateSystemState("camera", ComponentState.ONLINE);
        await().until(() -> heard.size() == 2);
        assertThat(heard).containsExactly("event one", "state healthy");
        client.unsubscribe(listener);
        client.logEvent("scan", "two");

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(heard).hasSize(2);
    }

    @Test
    void aListenerThatUnsubscribesItselfIsNotInterrupted() throws InterruptedException {
        fake.viewer = false;
        RollcallClient client = client();
        RollcallListener[] itself = new RollcallListener[1];
        BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
        itself[0] = (kind, data) -> {
            client.unsubscribe(itself[0]);
            interrupted.add(Thread.currentThread().isInterrupted());
        };
        client.subscribe(itself[0]);
        client.logEvent("scan", "one");

        assertThat(interrupted.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isFalse();
        await().atMost(LIMIT)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("rollcall-client-gate-1-listeners")));
    }

    @Test
    void aListenerThatIsStillBusyWhenTheClientClosesIsNotInterrupted() throws InterruptedException {
        fake.viewer = false;
        RollcallClient client = client();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        client.subscribe((kind, data) -> {
            begun.countDown();
            try {
                ended.add(closed.await(LIMIT.toSeconds(), TimeUnit.SECONDS) ? "by itself" : "late");
            } catch (InterruptedException e) {
                ended.add("interrupted");
            }
        });
        client.logEvent("scan", "one");
        assertThat(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        client.close();
        closed.countDown();

        assertThat(ended.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("by itself");
    }

    @Test
    void whatAListenerDidNotHearIsNotHeardByTheNextOneAndCallsNeverOverlap() throws InterruptedException {
        fake.viewer = false;
        RollcallClient client = client();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        RollcallListener slow = (kind, data) -> {
            calls.incrementAndGet();
            begun.countDown();
            try {
                assertThat(go.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                calls.decrementAndGet();
            }
        };
        client.subscribe(slow);
        log(client, 0, 3);
        assertThat(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        client.unsubscribe(slow);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        client.subscribe((kind, data) -> heard.add(data.get("message") + " beside " + calls.get()));
        client.logEvent("scan", "new");
        go.countDown();

        assertThat(heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("new beside 0");
    }

    @Test
    void nothingThrowsWhateverIsHandedOver() {
        RollcallClient client = client();
        client.logEvent(null, null);
        client.logEvent("scan", "x", null);
        client.updateSystemState(null, null, null);
        client.subscribe(null);
        client.exportMetrics(null);

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).containsExactly("custom", "x");
        assertThatThrownBy(() -> RollcallClient.connect(URI.create("ftp://x"), "gate-1", "p", folder))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RollcallClient.connect(fake.url(), "a:b", "p", folder))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClientThatIsClosedLeavesNoThread() {
        client().close();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("rollcall-client-gate-1")));
    }
}

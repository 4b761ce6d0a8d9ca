package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reporting, reading and listening, with what the client makes of each answer: P54 to P65, F26. */
@NullUnmarked // what it reads is checked by the assertions
class RollcallClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Logger LOG = Logger.getLogger("org.rollcall.client"); // held, or it would lose its handler
    private static final Pace FAST = new Pace(
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofMillis(30),
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofMillis(50),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));

    private final FakeRollcall fake = new FakeRollcall();
    private final List<RollcallClient> clients = new ArrayList<>();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    Path folder;

    @BeforeEach
    void listenToTheLog() {
        LOG.addHandler(handler);
        LOG.setUseParentHandlers(false);
    }

    @AfterEach
    void end() {
        clients.forEach(RollcallClient::close);
        fake.close();
        LOG.removeHandler(handler);
        LOG.setUseParentHandlers(true);
    }

    private RollcallClient client() {
        return client(builder -> builder);
    }

    private RollcallClient client(UnaryOperator<RollcallClientBuilder> more) {
        RollcallClient client = more.apply(RollcallClient.builder(fake.url())
                        .login("gate-1", FakeRollcall.PASSWORD)
                        .spool(folder.resolve("spool"))
                        .clock(InstantSource.system(), ZoneOffset.UTC)
                        .pace(FAST))
                .connect();
        clients.add(client);
        return client;
    }

    private static void log(RollcallClient client, int from, int to) {
        IntStream.range(from, to).forEach(i -> client.logEvent("scan", String.valueOf(i)));
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    @Test
    void anEventArrivesAsItWasSaid_P55() {
        RollcallClient client = client();
        client.logEvent("scan", "Attendance recorded: 2021001", Map.of("student_id", "2021001", "record_id", 412));
        client.logEvent("sms", "SMS sent", Map.of(), "sms:7", Instant.parse("2026-11-23T07:00:00Z"));

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.events().get(0))
                .containsEntry("type", "scan")
                .containsEntry("data", Map.of("student_id", "2021001", "record_id", 412L));
        assertThat(fake.events().get(1)).containsEntry("key", "sms:7").containsEntry("timestamp", "2026-11-23T07:00Z");
        assertThat(client.status().sent()).isEqualTo(2);
        assertThat(client.status().keptUpTo()).isEqualTo(2);
        assertThat(client.status().trouble()).isEmpty();
    }

    @Test
    void thousandsOfEventsArriveOnceAndInOrder() {
        RollcallClient client = client();
        log(client, 0, 2_500);

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).isEqualTo(numbers(0, 2_500));
    }

    @Test
    void eventsOfManyThreadsAllArriveEachThreadsInItsOrder() throws InterruptedException {
        RollcallClient client = client();
        List<Thread> threads = IntStream.range(0, 6)
                .mapToObj(t ->
                        new Thread(() -> IntStream.range(0, 200).forEach(i -> client.logEvent("scan", t + "-" + i))))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(client.flush(LIMIT)).isTrue();
        for (int t = 0; t < 6; t++) {
            String prefix = t + "-";
            assertThat(fake.messages().stream().filter(m -> m.startsWith(prefix)))
                    .isEqualTo(numbers(0, 200).stream().map(n -> prefix + n).toList());
        }
    }

    @Test
    void anAnswerThatWasLostMakesNoSecondEvent_F26() {
        for (int i = 0; i < 2; i++) {
            fake.behaviours.add((rollcall, exchange, body) -> {
                try {
                    rollcall.take(new String(body, StandardCharsets.UTF_8));
                } catch (JsonException e) {
                    throw new IOException(e);
                }
                return true; // answers nothing: the connection ends
            });
        }
        RollcallClient client = client();
        log(client, 0, 20);

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).isEqualTo(numbers(0, 20));
        assertThat(client.status().duplicates()).isPositive();
    }

    @Test
    void nothingIsLostWhileTheServerIsAway() {
        fake.stop();
        RollcallClient client = client();
        log(client, 0, 100);
        await().until(() ->
                client.status().keptUpTo() == 100 && client.status().trouble().isPresent());
        assertThat(client.flush(Duration.ZERO)).isFalse();
        fake.start();

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).isEqualTo(numbers(0, 100));
    }

    @Test
    void aServerThatHangsHoldsUpNobody() {
        CountDownLatch hanging = new CountDownLatch(1);
        fake.behaviours.add((rollcall, exchange, body) -> {
            try {
                return !hanging.await(8, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                return true;
            }
        });
        RollcallClient client = client();
        client.logEvent("scan", "first");
        await().until(() -> !fake.times.isEmpty());
        log(client, 0, 50);
        await().until(() -> client.status().keptUpTo() == 51); // the spooler does not wait for the sender
        hanging.countDown();

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).hasSize(51);
    }

    @Test
    void whatOneClientSpooledTheNextOneSends() {
        fake.stop();
        RollcallClient first = client();
        log(first, 0, 30);
        first.close();
        fake.start();
        RollcallClient second = client();
        log(second, 30, 40);

        assertThat(second.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).isEqualTo(numbers(0, 40));
    }

    @Test
    void closingSendsWhatItCan() {
        RollcallClient client = client();
        log(client, 0, 10);
        client.close();

        assertThat(fake.messages()).isEqualTo(numbers(0, 10));
        client.logEvent("scan", "too late, and nothing is thrown");
        client.close();
    }

    @Test
    void aFullSpoolDropsTheOldestThatAreNoErrorsAndTellsTheServer() {
        fake.stop();
        RollcallClient client = client(builder -> builder.spoolRows(100));
        client.logEvent("error", "the first, an error");
        log(client, 0, 300);
        await().until(() -> client.status().dropped() == 201);
        fake.start();

        await().atMost(LIMIT).until(() -> fake.messages().size() == 101);
        assertThat(fake.messages()).startsWith("the first, an error", "201");
        assertThat(fake.events().get(100))
                .containsEntry("type", "warning")
                .containsEntry("data", Map.of("dropped", 201L));
        assertThat(client.flush(LIMIT)).isTrue();
    }

    @Test
    void aRefusedEventIsDroppedCountedAndSaid() {
        RollcallClient client = client();
        client.logEvent("scan", "one");
        client.logEvent("scan", "poison");
        client.logEvent("scan", "two");
        assertThat(client.flush(LIMIT)).isTrue();
        client.logEvent("scan", "poison");
        client.logEvent("scan", "poison");
        assertThat(client.flush(LIMIT)).isTrue();

        assertThat(fake.messages()).containsExactly("one", "two");
        assertThat(client.status().refused()).isEqualTo(3);
        assertThat(logged).anyMatch(line -> line.contains("refused an event") && line.contains("poison"));
    }

    @Test
    void oneBadEventIsFoundByHalvingAndBlocksNoOther() {
        for (int i = 0; i < 40; i++) {
            fake.behaviours.add((rollcall, exchange, body) -> {
                boolean bad = new String(body, StandardCharsets.UTF_8).contains("\"bad\"");
                if (bad) {
                    rollcall.problem(exchange, 400, "not JSON");
                }
                return bad;
            });
        }
        RollcallClient client = client();
        IntStream.range(0, 100).forEach(i -> client.logEvent("scan", i == 37 ? "bad" : String.valueOf(i)));

        assertThat(client.flush(LIMIT)).isTrue();
        List<String> good = new ArrayList<>(numbers(0, 100));
        good.remove("37");
        assertThat(fake.messages()).isEqualTo(good);
        assertThat(client.status().refused()).isEqualTo(1);
    }

    @Test
    void aWrongPasswordLosesNothingAndIsSaidOnce() {
        fake.password = "another one";
        RollcallClient client = client();
        client.logEvent("scan", "one");
        await().until(() -> fake.requests.size() > 5);
        assertThat(logged.stream().filter(line -> line.contains("does not let gate-1 report")))
                .hasSize(1);
        assertThat(client.status().trouble()).contains("HTTP 401");
        fake.password = FakeRollcall.PASSWORD;

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).containsExactly("one");
    }

    @Test
    void retryAfterIsHonoured() {
        fake.behaviours.add((rollcall, exchange, body) -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            rollcall.problem(exchange, 429, "later");
            return true;
        });
        RollcallClient client = client();
        client.logEvent("scan", "one");

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.times.get(1) - fake.times.get(0))
                .isGreaterThanOrEqualTo(Duration.ofMillis(990).toNanos());
    }

    @Test
    void aLoginPageThatSays200GetsNoEventStruckOff() {
        fake.behaviours.add((rollcall, exchange, body) -> {
            rollcall.send(exchange, 200, "text/html", "<html>Log in to the Wi-Fi");
            return true;
        });
        fake.behaviours.add((rollcall, exchange, body) -> {
            rollcall.json(exchange, 200, Map.of("ok", true));
            return true;
        });
        fake.behaviours.add((rollcall, exchange, body) -> {
            rollcall.send(exchange, 400, "text/html", "<html>Bad Request");
            return true;
        });
        fake.behaviours.add((rollcall, exchange, body) -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:9/");
            rollcall.send(exchange, 307, "text/plain", "");
            return true;
        });
        RollcallClient client = client();
        client.logEvent("scan", "one");

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).containsExactly("one");
        assertThat(fake.times).hasSize(5);
    }

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

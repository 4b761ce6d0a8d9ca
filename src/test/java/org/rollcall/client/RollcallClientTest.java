package org.rollcall.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Reporting, with what the client makes of each answer: P55, P65, F26. */
@NullUnmarked // what it reads is checked by the assertions
class RollcallClientTest extends ClientsOfAFake {
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
    void aPhoneNumberIsMaskedBeforeItIsOnTheStationsDisk_P63() throws IOException {
        fake.stop();
        RollcallClient client = client();
        client.logEvent("sms", "SMS to 09171234567", Map.of("parent_phone", 9_171_234_567L), "sms:09171234567", null);
        await().until(() -> client.status().keptUpTo() == 1);

        StringBuilder kept = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                kept.append(Files.readString(file));
            }
        }
        assertThat(kept.toString())
                .contains("SMS to 09•••••4567", "\"91•••••4567\"")
                .doesNotContain("1234567");
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
    void aLineTooSlowForAWholeBatchGetsASmallerOne() {
        fake.bytesPerSecond = 200_000;
        RollcallClient client = client(builder -> builder.pace(pace(Duration.ofMillis(100), Duration.ofMillis(300))));
        log(client, 0, 1_000); // 130 kB, of which 60 get through in time

        assertThat(client.flush(Duration.ofSeconds(6))).isTrue();
        assertThat(fake.messages()).isEqualTo(numbers(0, 1_000));
    }

    @Test
    void afterAnOutageALineWithSlowAnswersGetsWholeBatchesAgain() {
        for (int i = 0; i < 10; i++) {
            fake.behaviours.add((rollcall, exchange, body) -> {
                rollcall.problem(exchange, 408, "the body did not come");
                return true;
            });
        }
        for (int i = 0; i < 500; i++) {
            fake.behaviours.add((rollcall, exchange, body) -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(160)); // over a third, whatever was sent
                return false;
            });
        }
        RollcallClient client = client(builder -> builder.pace(pace(Duration.ofSeconds(10), Duration.ofMillis(450))));
        log(client, 0, 500);

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.messages()).isEqualTo(numbers(0, 500));
    }

    @Test
    void aBatchThatTheServerFoundTooSlowIsHalved() {
        for (int i = 0; i < 100; i++) {
            fake.behaviours.add((rollcall, exchange, body) -> {
                if (body.length > 2_000) {
                    rollcall.problem(exchange, 408, "the body came too slowly");
                }
                return body.length > 2_000;
            });
        }
        RollcallClient client = client();
        log(client, 0, 100);

        assertThat(client.flush(Duration.ofSeconds(6))).isTrue();
        assertThat(fake.messages()).isEqualTo(numbers(0, 100));
        assertThat(client.status().refused()).isZero();
    }

    @Test
    void heartbeatsGoOutWhileABacklogIsSent() {
        fake.stop();
        RollcallClient client = client(builder -> builder.pace(pace(Duration.ofNanos(1), Duration.ofSeconds(10))));
        log(client, 0, 3_500);
        await().until(() -> client.status().keptUpTo() == 3_500);
        fake.start();

        assertThat(client.flush(LIMIT)).isTrue();
        assertThat(fake.times).hasSizeGreaterThan(3);
        assertThat(String.join(" ", fake.requests)).doesNotContain("POST /api/events POST /api/events");
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
}

package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream of P1, P20 and P47 to P49: everything once and in order, whatever happens to the connection. */
class StreamIT {
    @TempDir
    static Path data;

    private static RollcallServer server;
    private static AttendanceDatabase database;

    @BeforeAll
    static void start() throws SQLException {
        database = AttendanceDatabase.create(data.resolve("attendance.db"));
        server = RollcallServer.start(
                data, Map.of("ROLLCALL_STREAM_KEEPALIVE", "2s", "ROLLCALL_EVENTS_RECENT", "20"), List.of());
        server.awaitSource("reading");
    }

    @AfterAll
    static void stop() throws SQLException {
        server.close();
        database.close();
    }

    @Test
    void theWholeDashboardComesFirstWithTheIdThatItIsAsOf() {
        try (SseReader reader = server.stream("")) {
            SseReader.Message first = reader.first();
            assertThat(first.type()).isEqualTo("dashboard");
            assertThat(first.id()).hasValue(first.data().path("as_of").asText());
            List<String> keys = new ArrayList<>();
            first.data().fieldNames().forEachRemaining(keys::add);
            assertThat(keys)
                    .contains("timestamp", "metrics", "system_state", "recent_events", "recent_alerts", "uptime")
                    .contains("activity", "stations", "store");
            assertThat(reader.oddLines()).isEmpty();
            assertThat(reader.response().headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type.toLowerCase(java.util.Locale.ROOT))
                            .isEqualTo("text/event-stream;charset=utf-8"));
            assertThat(reader.response().headers().firstValue("X-Accel-Buffering"))
                    .hasValue("no");
            assertThat(reader.response().headers().firstValue("Content-Encoding"))
                    .isEmpty();
        }
    }

    @Test
    void theTimeToComeBackIsSpreadOverThreeSeconds() {
        List<Integer> retries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            try (SseReader reader = server.stream("")) {
                reader.first();
                assertThat(reader.retries()).hasSize(1);
                retries.addAll(reader.retries());
            }
        }
        assertThat(retries).allMatch(retry -> retry >= 2_000 && retry <= 5_000);
        assertThat(new HashSet<>(retries)).hasSizeGreaterThan(1);
    }

    @Test
    void keepaliveComesWhileNothingHappens() {
        try (SseReader reader = server.stream("")) {
            SseReader.Message message = reader.awaitMessage("keepalive", keepalive -> true);
            assertThat(message.data().path("timestamp").asText()).isNotBlank();
            assertThat(message.id()).isEmpty();
        }
    }

    @Test
    void eachEventComesOnceAndInOrder() throws SQLException {
        try (SseReader one = server.stream("");
                SseReader other = server.stream("")) {
            one.first();
            other.first();
            long highest = database.count("SELECT coalesce(max(id), 0) FROM attendance");
            database.scans(30, false);
            List<String> expected = LongStream.rangeClosed(highest + 1, highest + 30)
                    .mapToObj(id -> "Attendance recorded: S" + id)
                    .toList();
            for (SseReader reader : List.of(one, other)) {
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(reader.events("scan")).isEqualTo(expected));
                isInOrder(reader.ids());
            }
        }
    }

    @Test
    void aStreamThatWasCutByAKillGoesOnWithNothingMissedOrDoubled() throws SQLException {
        try (SseReader before = server.stream("")) {
            before.first();
            database.scans(10, false);
            before.awaitEvents("scan", 10);
            String last = before.lastId();
            server.kill();
            await().atMost(Duration.ofSeconds(20)).until(before::hasEnded);
            database.scans(40, false);
            server.restart();
            long highest = database.count("SELECT max(id) FROM attendance");
            try (SseReader byHeader = server.stream("", "Last-Event-ID", last);
                    SseReader byParameter = server.stream("?last_event_id=" + last)) {
                database.scans(5, false);
                List<String> expected = LongStream.rangeClosed(highest - 39, highest + 5)
                        .mapToObj(id -> "Attendance recorded: S" + id)
                        .toList();
                for (SseReader reader : List.of(byHeader, byParameter)) {
                    await().atMost(Duration.ofSeconds(45))
                            .untilAsserted(
                                    () -> assertThat(reader.events("scan")).isEqualTo(expected));
                    assertThat(reader.messages("dashboard")).isEmpty();
                    assertThat(reader.messages("reset")).isEmpty();
                    List<String> ids = new ArrayList<>(before.ids());
                    ids.addAll(reader.ids());
                    isInOrder(ids);
                }
            }
            try (SseReader late = server.stream("?last_event_id=" + last)) { // the ring of 20 does not reach so far
                late.awaitEvents("scan", 45);
                isInOrder(late.ids());
            }
        }
    }

    @Test
    void theHeaderWinsOverTheParameter() throws SQLException {
        database.scans(1, false);
        String asOf;
        try (SseReader reader = server.stream("")) {
            asOf = reader.first().id().orElseThrow();
        }
        try (SseReader reader = server.stream("?last_event_id=abc", "Last-Event-ID", asOf)) {
            database.scans(1, false);
            reader.awaitEvents("scan", 1);
            assertThat(reader.messages("reset")).isEmpty();
        }
    }

    @Test
    void anIdThatCannotBeContinuedIsSaidOnceAndNeverRefused() {
        for (String id :
                List.of("abc", "-1", "1-999999999", "9-1", "0-0", "1-", "9".repeat(4_000), "1-" + "9".repeat(300))) {
            try (SseReader reader = server.stream("", "Last-Event-ID", id)) {
                assertThat(reader.response().statusCode()).as(id).isEqualTo(200);
                reader.awaitMessage("dashboard", dashboard -> true);
                assertThat(reader.messages().stream().map(SseReader.Message::type))
                        .as(id)
                        .startsWith("reset", "dashboard")
                        .containsOnlyOnce("reset");
                JsonNode reset = reader.messages("reset").get(0).data();
                assertThat(reset.path("missed").isNull()).as(id).isTrue();
                assertThat(reset.path("reason").asText()).as(id).isNotBlank();
            }
            if (id.length() < 1_000) {
                try (SseReader reader = server.stream("?last_event_id=" + id)) {
                    assertThat(reader.first().type()).as(id).isEqualTo("reset");
                }
            }
        }
        try (SseReader reader = server.stream("?last_event_id=")) {
            assertThat(reader.first().type()).isEqualTo("dashboard");
        }
    }

    @Test
    void aFilterLetsOnlyWhatWasAskedForThrough() throws SQLException {
        try (SseReader scans = server.stream("?types=scan&station=" + RollcallServer.STATION);
                SseReader syncs = server.stream("?types=sync,error");
                SseReader elsewhere = server.stream("?station=gate-9");
                SseReader all = server.stream("")) {
            for (SseReader reader : List.of(scans, syncs, elsewhere, all)) {
                reader.first();
            }
            database.scans(3, true);
            all.awaitEvents("sync", 3);
            scans.awaitEvents("scan", 3);
            syncs.awaitEvents("sync", 3);
            assertThat(scans.events("sync")).isEmpty();
            assertThat(syncs.events("scan")).isEmpty();
            assertThat(elsewhere.messages("event")).isEmpty();
        }
    }

    @Test
    void metricsCarryNoIdAndComeAtMostOnceASecond() throws SQLException {
        try (SseReader reader = server.stream("")) {
            reader.first();
            long begun = System.nanoTime();
            database.scans(20, false);
            reader.awaitEvents("scan", 20);
            reader.awaitMessage(
                    "metrics", metrics -> metrics.path("scans_today").asLong() > 0);
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            assertThat(reader.messages("metrics").size()).isLessThanOrEqualTo((int) seconds + 2);
            assertThat(reader.messages("metrics"))
                    .allMatch(message -> message.id().isEmpty());
        }
    }

    @Test
    void aStreamEndsPolitelyWhenTheServerStops() {
        try (SseReader reader = server.stream("")) {
            reader.first();
            server.stop();
            await().atMost(Duration.ofSeconds(15)).until(reader::hasEnded);
        } finally {
            server.restart();
        }
    }

    private static void isInOrder(List<String> ids) {
        List<Long> sequences = ids.stream()
                .map(id -> Long.valueOf(id.substring(id.indexOf('-') + 1)))
                .toList();
        assertThat(sequences).isSorted().doesNotHaveDuplicates();
        assertThat(ids.stream().map(id -> id.substring(0, id.indexOf('-')))).containsOnly("1");
    }
}

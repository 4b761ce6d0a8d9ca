package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.it.RollcallServer.Role;
import org.rollcall.log.Journal;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** The history over HTTP, on a store that has some: what is counted, and what a pruned log answers. */
class HistoryIT {
    private static final int OLD = 30;
    private static final int YOUNG_DAYS = 20;
    private static final int A_DAY = 60;
    private static final int YOUNG = YOUNG_DAYS * A_DAY; // more than the server takes into its memory at the start
    private static final int EACH = (OLD + YOUNG) / 2;
    private static final int SCANS = 7;

    @TempDir
    static Path data;

    private static RollcallServer server;
    private static AttendanceDatabase database;

    @BeforeAll
    static void start() throws SQLException {
        database = AttendanceDatabase.create(data.resolve("attendance.db"));
        fill();
        server = RollcallServer.start(data, Map.of("ROLLCALL_RETENTION_EVENTS", "20d"), List.of());
        server.awaitSource("reading");
        database.scans(SCANS, true);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(sum("/api/history?series=scans&from=" + today() + "&step=hour"))
                        .isEqualTo(SCANS));
    }

    @AfterAll
    static void stop() throws SQLException {
        server.close();
        database.close();
    }

    /** The oldest first: one on each of 30 days that are too long ago, 60 on each of 20 days that are not. */
    private static void fill() {
        Json json = new Json(RollcallServer.zone());
        Instant now = Clock.systemUTC().instant();
        try (SqliteJournal journal =
                SqliteJournal.open(new StoreSettings(data, StoreSettings.Durability.OS), json, now)) {
            List<Journal.Entry> entries = new ArrayList<>();
            for (int day = OLD + YOUNG_DAYS; day >= 1; day--) {
                for (int i = 0; i < (day > YOUNG_DAYS ? 1 : A_DAY); i++) {
                    Instant at = now.minus(Duration.ofDays(day)).plusSeconds(600 + i);
                    Event event = new Event(
                            new EventId(1, entries.size() + 1),
                            Event.Kind.EVENT,
                            at,
                            at,
                            day % 2 == 0 ? "gate-1" : "gate-2",
                            "sms",
                            "Message sent",
                            Map.of(),
                            Optional.empty());
                    entries.add(new Journal.Entry(event, new EventJson(json).encode(event)));
                }
            }
            journal.append(entries, Map.of());
        }
    }

    private static LocalDate today() {
        return LocalDate.ofInstant(Clock.systemUTC().instant(), RollcallServer.zone());
    }

    private static double sum(String path) {
        return sum(server.json(path).path("series").path(path.replaceAll(".*series=([a-z_]+).*", "$1")));
    }

    private static double sum(JsonNode column) {
        return StreamSupport.stream(column.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .sum();
    }

    @Test
    void whatWasPrunedIsStillInTheDays() {
        JsonNode year = server.json("/api/history?series=sms&step=day&from=365d");
        assertThat(year.path("station").isNull()).isTrue();
        assertThat(year.path("zone").asText()).isEqualTo(RollcallServer.zone().getId());
        assertThat(year.path("timestamps")).hasSize(366);
        assertThat(year.path("series").path("sms")).hasSize(366);
        assertThat(year.path("series").path("sms").path(0).isNull()).isTrue();
        assertThat(sum(year.path("series").path("sms"))).isEqualTo(OLD + YOUNG);
        OffsetDateTime first =
                OffsetDateTime.parse(year.path("timestamps").path(0).asText());
        assertThat(first.toLocalTime()).hasToString("00:00");
        assertThat(year.path("from").asText())
                .isEqualTo(year.path("timestamps").path(0).asText());
    }

    @Test
    void whoComesBackFromBeforeTheRetentionIsToldHowMuchItHasMissed() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode first = server.json("/api/events?since=1-3&limit=5").path(0);
            assertThat(first.path("id").asText()).isEqualTo("1-" + (OLD + 1));
        });
        long last =
                Long.parseLong(server.json("/api/status").path("as_of").asText().substring(2));
        try (SseReader reader = server.stream("", "Last-Event-ID", "1-3")) {
            SseReader.Message first = reader.first();
            assertThat(first.type()).isEqualTo("reset");
            assertThat(first.data().path("missed").asLong()).isGreaterThanOrEqualTo(last - 3);
            assertThat(first.data().path("reason").asText()).contains("retention");
        }
        try (SseReader reader = server.stream("", "Last-Event-ID", "1-" + OLD)) {
            reader.awaitEvents("sms", YOUNG);
            assertThat(reader.messages("reset")).isEmpty();
        }
        JsonNode oldest = server.json("/api/status").path("store").path("oldest");
        assertThat(oldest.isTextual()).isTrue();
    }

    @Test
    void stationsAreAddedOrStandApart() {
        JsonNode apart = server.json("/api/history?series=sms,scans&step=day&from=60d&by=station");
        assertThat(apart.path("series").isMissingNode()).isTrue();
        assertThat(sum(apart.path("stations").path("gate-1").path("sms"))).isEqualTo(EACH);
        assertThat(sum(apart.path("stations").path("gate-2").path("sms"))).isEqualTo(EACH);
        assertThat(sum(apart.path("stations").path("gate-1").path("scans"))).isEqualTo(SCANS);
        JsonNode one = server.json("/api/history?series=sms&step=day&from=60d&station=gate-2");
        assertThat(one.path("station").asText()).isEqualTo("gate-2");
        assertThat(sum(one.path("series").path("sms"))).isEqualTo(EACH);
        JsonNode both = server.json("/api/history?series=sms&step=day&from=60d&station=gate-2&station=gate-1");
        assertThat(sum(both.path("series").path("sms"))).isEqualTo(OLD + YOUNG);
    }

    @Test
    void figuresAreThereOnceTheirMinuteWasLookedAt() {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            JsonNode hour =
                    server.json("/api/history?step=hour&from=" + today()).path("series");
            assertThat(hour).hasSize(9);
            JsonNode rates = hour.path("success_rate");
            assertThat(rates.path(rates.size() - 1).asDouble()).isEqualTo(100.0);
            assertThat(hour.path("queue_size").path(rates.size() - 1).asInt(-1)).isZero();
        });
    }

    @Test
    void aChartThatIsStillTheSameIsNotSentAgain() {
        String path = "/api/history?series=scans&from=2h";
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            String tag =
                    server.get(path, Role.VIEWER).headers().firstValue("ETag").orElseThrow();
            HttpResponse<byte[]> same = server.get(path, Role.VIEWER, "If-None-Match", tag);
            assertThat(same.statusCode()).isEqualTo(304);
            assertThat(same.body()).isEmpty();
        });
    }

    @Test
    void whatCannotBeTakenIsRefused() {
        SoftAssertions softly = new SoftAssertions();
        for (String query : List.of(
                "series=naps",
                "step=week",
                "by=zone",
                "from=yesterday",
                "from=1-5",
                "from=1h&to=2h",
                "to=2026-13-45",
                "station=" + "x".repeat(201),
                "from=365d&step=minute")) {
            HttpResponse<byte[]> response = server.get("/api/history?" + query, Role.VIEWER);
            softly.assertThat(response.statusCode()).as(query).isEqualTo(400);
            softly.assertThat(response.headers().firstValue("Content-Type"))
                    .as(query)
                    .hasValue("application/problem+json");
            softly.assertThat(RollcallServer.text(response)).as(query).doesNotContain("naps", "yesterday");
        }
        softly.assertAll();
        assertThat(RollcallServer.text(server.get("/api/history?from=365d&step=minute", Role.VIEWER)))
                .contains("take step=hour");
    }

    @Test
    void theForecastIsInTheMetrics() {
        assertThat(RollcallServer.text(server.get("/metrics", Role.VIEWER))).contains("rollcall_store_forecast_bytes");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(server.json("/api/status")
                                .path("store")
                                .path("forecast_bytes")
                                .asLong())
                        .isGreaterThan(1_000_000));
    }
}

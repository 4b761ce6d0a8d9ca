package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** Two stations' databases on one server, and what becomes of them (F7 to F9, F1; issue 3, items 5 to 7). */
class FaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final ZoneId ELSEWHERE = fiveHoursOff(RollcallServer.zone());

    @TempDir
    Path data;

    private RollcallServer server;

    /** Another zone in which no test runs into midnight: it is morning there, or afternoon. */
    private static ZoneId fiveHoursOff(ZoneId noon) {
        int hours = noon.getRules().getOffset(Instant.now()).getTotalSeconds() / 3_600;
        return ZoneOffset.ofHours(hours > 0 ? hours - 5 : hours + 5);
    }

    private Path first() {
        return data.resolve("attendance.db");
    }

    private Path second() {
        return data.resolve("second.db");
    }

    private void startServer() {
        String databases = "gate-1=" + first() + ", gate-2=" + second() + "@" + ELSEWHERE;
        server = RollcallServer.start(
                data,
                Map.of(
                        "ROLLCALL_DATABASE", "",
                        "ROLLCALL_DATABASES", databases,
                        "ROLLCALL_POLL", "1s",
                        "ROLLCALL_ALERT_ATTENDANCE_DATABASE_THRESHOLD", "1s"),
                List.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDatabaseGoesThroughItsFaultsWhileTheServerAndTheOtherStationGoOn() throws Exception {
        try (AttendanceDatabase other = AttendanceDatabase.create(second())) {
            startServer();
            server.awaitSource("waiting");
            said("Waiting for the first news.", "Rollcall is running");
            try (AttendanceDatabase database = AttendanceDatabase.create(first())) {
                database.scans(3, true);
                awaitScans("gate-1", 3);
                assertThat(lead()).isEqualTo("Partial.");
                database.run("BEGIN EXCLUSIVE");
                said("Error since ", "The attendance database has been locked for ");
                database.run("COMMIT");
                awaitSource("gate-1", "reading");
                assertThat(lead()).isEqualTo("Partial.");
            }
            replaceByABackup();
            awaitSource("gate-1", "replaced");
            awaitScans("gate-1", 1);
            assertThat(lead()).doesNotStartWith("Error");
            byte[] good = Files.readAllBytes(first());
            Files.writeString(first(), "this is no database, however long one looks at it".repeat(40));
            said("Error since ", "The attendance database is not an SQLite file. The figures below are from ");
            assertThat(server.json("/api/metrics").path("scans_today").asInt()).isEqualTo(1);
            Files.delete(first());
            said("Error since ", "The attendance database is missing. The figures below are from ");
            other.run( // nobody else is disturbed
                    "INSERT INTO attendance (student_id, timestamp) VALUES ('elsewhere', ?)",
                    LocalDateTime.now(ELSEWHERE).toString());
            awaitScans("gate-2", 1);
            Files.write(first(), good);
            awaitSource("gate-1", "reading");
            await().atMost(PATIENCE).until(() -> !lead().startsWith("Error"));
        }
        theOtherStationIsNotInvisible();
    }

    private void theOtherStationIsNotInvisible() throws Exception {
        String tag = tag();
        Files.delete(second());
        apiSays("gate-2: Error since ", "The attendance database is missing. Its figures are from ");
        assertThat(page("")).containsIgnoringCase("the attendance database is missing at gate-2");
        assertThat(tag()).isNotEqualTo(tag);
        assertThat(server.json("/api/status").path("station").asText()).isEqualTo("gate-1");
        JsonNode station = server.json("/api/stations/gate-2");
        assertThat(station.path("status").asText()).isEqualTo("error");
        assertThat(station.path("metrics").path("scans_today").asInt()).isEqualTo(1);
        assertThat(station.path("zone").asText()).isEqualTo(ELSEWHERE.getId());
        Instant midnight = Instant.now()
                .atZone(ELSEWHERE)
                .toLocalDate()
                .atStartOfDay(ELSEWHERE)
                .toInstant();
        assertThat(OffsetDateTime.parse(station.path("day").path("start").asText())
                        .toInstant())
                .isEqualTo(midnight);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(page("?station=gate-2")).contains("Attendance database not readable"));
        String metrics = RollcallServer.text(server.get("/metrics", Role.VIEWER));
        assertThat(metrics)
                .contains("rollcall_source_failing{station=\"gate-1\"} 0.0")
                .contains("rollcall_source_failing{station=\"gate-2\"} 1.0")
                .contains("rollcall_scans_today{station=\"gate-1\"} 1.0");
    }

    @Test
    void killedTwiceBesideAWriterTheServerTellsEveryRowOnce() throws Exception {
        long seed = System.nanoTime();
        try (AttendanceDatabase database = AttendanceDatabase.create(first())) {
            startServer();
            awaitSource("gate-1", "reading"); // a first look tells at most the newest thousand rows
            tellsAllBesideAWriter(database, seed);
        }
    }

    private void tellsAllBesideAWriter(AttendanceDatabase database, long seed) throws Exception {
        try (ForeignWriter writer =
                ForeignWriter.start(first(), RollcallServer.zone(), seed, data.resolve("writer.log"))) {
            for (int kill = 1; kill <= 2; kill++) {
                int before = events("scan").size();
                await().atMost(PATIENCE).until(() -> events("scan").size() > before + 20);
                server.kill();
                server.restart();
            }
            writer.finish();
            List<Long> scans = database.ids("SELECT id FROM attendance");
            List<Long> syncs = database.ids("SELECT id FROM attendance WHERE synced = 1");
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(events("scan")).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(scans);
                assertThat(events("sync")).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(syncs);
            });
        }
    }

    /** A backup of the morning: fewer rows, another file. */
    private void replaceByABackup() throws Exception {
        Path backup = data.resolve("backup.db");
        try (AttendanceDatabase morning = AttendanceDatabase.create(backup)) {
            morning.scans(1, true);
        }
        Files.move(backup, first(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The sentence of the API and of the home station's page. */
    private void said(String lead, String text) {
        apiSays(lead, text);
        assertThat(page("?station=gate-1"))
                .contains("<strong class=\"lead\">" + lead)
                .contains("<span class=\"text\">" + text);
    }

    /** The sentence of the API, while the server stays ready. */
    private void apiSays(String lead, String text) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode sentence = server.json("/api/status").path("sentence");
            assertThat(sentence.path("lead").asText()).startsWith(lead);
            assertThat(sentence.path("text").asText()).startsWith(text);
            assertThat(sentence.path("do_now").asText()).isNotBlank();
        });
        assertThat(server.get("/readyz", Role.NOBODY).statusCode()).isEqualTo(200);
    }

    private String page(String query) {
        return RollcallServer.text(server.get("/dashboard" + query, Role.VIEWER));
    }

    private String lead() {
        return server.json("/api/status").path("sentence").path("lead").asText();
    }

    private String tag() {
        return server.get("/api/status", Role.VIEWER)
                .headers()
                .firstValue("ETag")
                .orElseThrow();
    }

    private void awaitSource(String station, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server.json("/api/stations/" + station)
                                .path("source")
                                .path("state")
                                .asText())
                        .isEqualTo(state));
    }

    private void awaitScans(String station, int scans) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server.json("/api/stations/" + station)
                                .path("metrics")
                                .path("scans_today")
                                .asInt(-1))
                        .isEqualTo(scans));
    }

    /** Record ids of all stored events of a type, page by page. */
    private List<Long> events(String type) {
        List<Long> records = new ArrayList<>();
        String since = "1-0";
        while (!since.isEmpty()) {
            JsonNode page = server.json("/api/events?limit=1000&type=" + type + "&since=" + since);
            page.forEach(
                    event -> records.add(event.path("data").path("record_id").asLong()));
            since = page.isEmpty() ? "" : page.get(page.size() - 1).path("id").asText();
        }
        return records;
    }
}

package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.it.RollcallServer.Role;

/** The dead man's switch over HTTP: a station that falls silent in a window, and one that sleeps on a holiday. */
class TimetableIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private static void put(RollcallServer server, String path, String method, String body) {
        var answer = server.send(server.request(path, Role.STATION, "Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build());
        assertThat(answer.statusCode()).as(RollcallServer.text(answer)).isEqualTo(200);
    }

    private static JsonNode station(RollcallServer server) {
        return server.json("/api/stations/station");
    }

    @Test
    void aStationThatStopsItsHeartbeatInAWindowIsSilentUntilItIsHeardAgain_P81() {
        Map<String, String> settings = Map.of(
                "ROLLCALL_TIMETABLE", "mon-sun 00:00-24:00 all day", "ROLLCALL_ALERT_STATION_SILENT_AFTER", "10s");
        try (RollcallServer server = RollcallServer.start(data, settings, List.of())) {
            put(server, "/api/heartbeat", "POST", "{}");
            assertThat(station(server).path("phase").path("state").asText()).isEqualTo("open");
            assertThat(station(server).path("phase").path("window").asText()).isEqualTo("All day");
            await().atMost(LIMIT)
                    .until(() -> !station(server).path("silent_since").isNull());
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(server.json("/api/alerts?station=station&state=firing"))
                            .singleElement()
                            .satisfies(alert ->
                                    assertThat(alert.path("rule").asText()).isEqualTo("station-silent")));
            put(server, "/api/components/camera", "PUT", "{\"status\":\"online\"}");
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(server.json("/api/alerts?station=station"))
                            .singleElement()
                            .satisfies(alert -> {
                                assertThat(alert.path("state").asText()).isEqualTo("resolved");
                                assertThat(alert.path("reason").asText()).startsWith("It was heard again at ");
                            }));
        }
    }

    @Test
    void onAHolidayOfTheCalendarFileAQuietStationIsAsleepAndNothingIsMissed_P81() throws Exception {
        LocalDate yesterday = LocalDate.now(RollcallServer.zone()).minusDays(1);
        Path file = data.resolve("holidays.ics");
        Files.writeString(
                file,
                "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:"
                        + DateTimeFormatter.BASIC_ISO_DATE.format(yesterday)
                        + "\r\nDURATION:P4D\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        Map<String, String> settings = Map.of(
                "ROLLCALL_TIMETABLE", "mon-sun 00:00-24:00",
                "ROLLCALL_TIMETABLE_HOLIDAYS", file.toString(),
                "ROLLCALL_EVIDENCE_LIMIT", "1s");
        try (RollcallServer server = RollcallServer.start(data, settings, List.of())) {
            put(server, "/api/components/camera", "PUT", "{\"status\":\"online\"}");
            await().atMost(LIMIT)
                    .until(() -> station(server).path("status").asText().equals("asleep"));
            JsonNode phase = station(server).path("phase");
            assertThat(phase.path("state").asText()).isEqualTo("closed");
            assertThat(phase.path("until").asText()).startsWith(yesterday.plusDays(4) + "T00:00:00");
            assertThat(server.json("/api/alerts")).isEmpty();
        }
    }
}

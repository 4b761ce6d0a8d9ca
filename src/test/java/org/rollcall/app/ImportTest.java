package org.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.Settings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.store.FolderLock;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** The old system's exports come in once, without a noise (issue: export and import). */
class ImportTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    private static final String OLD = """
            {"export_timestamp": "2025-12-03T11:00:00.000001",
             "metrics": {"scans_today": 2, "success_rate": NaN},
             "system_state": {"camera_status": "online"},
             "recent_events": [
               {"timestamp": "2025-12-03T10:30:00.123456", "type": "scan", "message": "Attendance recorded: 2021001",
                "data": {"student_id": "2021001", "share": NaN}},
               {"timestamp": "2025-12-03 10:31:00", "type": "sms", "message": "SMS sent to +639171234567", "data": null}],
             "recent_alerts": [{"timestamp": "2025-12-03T10:32:00", "level": "error", "message": "Failed syncs over 10"}]}
            """;

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private Settings settings;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void settings() {
        Map<String, String> values = Map.of(
                "rollcall.data", folder.toString(),
                "rollcall.station", "gate-1",
                "rollcall.zone", "Asia/Manila");
        settings = Settings.from(key -> Optional.ofNullable(values.get(key)));
    }

    private int read(Path... files) {
        return new Import(
                        settings,
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(java.util.Arrays.stream(files).map(Path::toString).toArray(String[]::new));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(elsewhere.resolve(name), text);
    }

    private SqliteJournal journal() {
        return SqliteJournal.open(settings.store(), new Json(settings.zone()), NOW);
    }

    private List<Map<String, Object>> events() {
        try (Journal journal = journal()) {
            assertThat(journal.after(0, 1_000)).allMatch(frame -> frame.kind() == Event.Kind.EVENT);
            return journal.events(EventQuery.newest(1_000)).stream()
                    .map(Frame::json)
                    .map(Json::read)
                    .toList();
        }
    }

    @Test
    void anOldExportIsReadWithItsTimesInTheStationsZoneAndRaisesNoAlert() throws IOException {
        assertThat(read(file("metrics_export_20251203_110000.json", OLD)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(events()).hasSize(2);
        assertThat(events().get(0))
                .containsEntry("timestamp", "2025-12-03T10:30:00.123+08:00")
                .containsEntry("received_at", "2026-11-23T15:00:00+08:00")
                .containsEntry("station", "gate-1")
                .containsEntry("type", "scan");
        assertThat(events().get(1)).containsEntry("message", "SMS sent to +63•••••4567");
    }

    @Test
    void readingItAgainChangesNothing() throws IOException {
        Path file = file("old.json", OLD);
        assertThat(read(file, file)).isZero();
        assertThat(read(file)).isZero();
        assertThat(events()).hasSize(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("2 new, 0 known already, 0 not taken", "0 new, 2 known already, 0 not taken");
    }

    @Test
    void anExportOfThisStoreIsKnownAndOneOfAnotherComesInOnce() throws IOException {
        EventId id = new EventId(1, 1);
        Event event = new Event(
                id, Event.Kind.EVENT, NOW, NOW, "gate-2", "scan", "here", Map.of("a", 1), Optional.of("scan:1"));
        Frame frame = new EventJson(new Json(settings.zone())).encode(event);
        try (Journal journal = journal()) {
            journal.append(List.of(new Journal.Entry(event, frame)), Map.of());
        }
        String mine = new String(frame.json(), StandardCharsets.UTF_8);
        String theirs = mine.replace("\"here\"", "\"there\"");
        Path array = file("array.json", "[\n" + mine + ",\n" + theirs + "\n]\n");
        assertThat(read(array)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(read(array)).isZero();
        assertThat(events().stream().map(e -> e.get("message"))).containsExactly("here", "there");
        assertThat(events().get(1)).containsEntry("station", "gate-2");
    }

    @Test
    void whatCannotBeReadIsSaidWithItsFileAndPlace() throws IOException {
        Path odd = file("odd.json", """
                {"recent_events": [17,
                  {"type": "scan", "message": "no time"},
                  {"timestamp": "yesterday", "type": "scan", "message": "odd time"},
                  {"timestamp": "2025-12-03T10:30:00", "type": "Scan it", "message": "odd type"},
                  {"timestamp": "2999-12-03T10:30:00", "type": "scan", "message": "from the future"},
                  {"timestamp": "2025-12-03T10:30:00", "type": "scan", "message": "odd data", "data": 3},
                  {"timestamp": "2025-12-03T10:30:00", "type": "scan", "message": "good"}]}
                """);
        Path half = file("half.json", OLD.substring(0, OLD.indexOf("\"sms\"")));
        Path text = file("text.json", "hello");
        Path other = file("other.json", "{\"events\": []}");
        assertThat(read(odd, half, text, other, elsewhere.resolve("missing.json")))
                .isEqualTo(1);
        assertThat(events().stream().map(e -> e.get("message")))
                .containsExactly("good", "Attendance recorded: 2021001");
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "import: " + odd + ": event 0: is not an object",
                        "import: " + odd + ": event 1: has no timestamp that is an ISO-8601 time",
                        "import: " + odd + ": event 2: has no timestamp that is an ISO-8601 time",
                        "import: " + odd + ": event 5: has data that are not an object",
                        "import: " + odd + ": event 3: type must match [a-z][a-z0-9_.-]{0,31}",
                        "import: " + odd + ": event 4: timestamp is more than 24 hours in the future",
                        "import: " + half + ": is not JSON at line 7, column 49",
                        "import: " + text + ": is not JSON at line 1, column 1",
                        "import: " + other + ": is not an export: it has no recent_events",
                        "import: " + elsewhere.resolve("missing.json") + ": is not there");
    }

    @Test
    void nothingIsReadWhileAServerRuns() throws IOException {
        try (FolderLock server = FolderLock.take(folder, "a server")) {
            assertThat(server).isNotNull();
            assertThat(read(file("old.json", OLD))).isEqualTo(1);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("in use by a server");
        assertThat(folder.resolve("monitor.db")).doesNotExist();
    }
}

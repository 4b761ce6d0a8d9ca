package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.event.EventId;

/** A backup of the running server, put back: open browsers are told, and no id is given out twice (issue). */
class BackupIT {
    @TempDir
    Path folder;

    @Test
    void afterARestoreBrowsersGetAResetAndNoLies() throws SQLException {
        Path data = folder.resolve("data");
        Path copy = folder.resolve("copy.db");
        data.toFile().mkdir();
        try (AttendanceDatabase database = AttendanceDatabase.create(data.resolve("attendance.db"));
                RollcallServer server = RollcallServer.start(data)) {
            String last;
            try (SseReader reader = server.stream("")) {
                reader.first();
                database.scans(50, false);
                reader.awaitEvents("scan", 50);
                CompletableFuture<Script> backup =
                        CompletableFuture.supplyAsync(() -> Script.run(data, "backup.sh", copy));
                for (int i = 0; !backup.isDone() || i < 20; i++) {
                    database.scans(1, false);
                    int expected = 51 + i;
                    reader.awaitEvents("scan", expected);
                }
                assertThat(backup.join().status()).as(backup.join().said()).isZero();
                assertThat(backup.join().said()).contains("copy.db: ", ", checked");
                database.scans(10, false);
                int all = (int) database.count("SELECT count(*) FROM attendance");
                reader.awaitEvents("scan", all);
                last = reader.lastId();
            }
            assertThat(folder.resolve("copy.users.xml")).exists();
            Script early = Script.run(data, "restore.sh", copy);
            assertThat(early.status()).isEqualTo(1);
            assertThat(early.said()).contains("in use by a server, process " + server.pid());

            server.stop();
            Script restored = Script.run(data, "restore.sh", copy);
            assertThat(restored.status()).as(restored.said()).isZero();
            server.restart();

            try (SseReader reader = server.stream("", "Last-Event-ID", last)) {
                reader.awaitMessage("dashboard", dashboard -> true);
                List<SseReader.Message> messages = reader.messages();
                assertThat(messages.get(0).type()).isEqualTo("reset");
                assertThat(messages.get(0).data().path("reason").asText()).isEqualTo("the log has begun a new epoch");
                assertThat(messages.get(0).data().path("missed").isNull()).isTrue();
                assertThat(messages.get(1).type()).isEqualTo("dashboard");
                database.scans(1, false);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !reader.ids().isEmpty()
                                && !reader.events("scan").isEmpty());
                EventId before = EventId.parse(last).orElseThrow();
                assertThat(reader.ids()).allSatisfy(id -> {
                    EventId now = EventId.parse(id).orElseThrow();
                    assertThat(now.epoch()).isEqualTo(before.epoch() + 1);
                    assertThat(now.sequence()).isGreaterThan(before.sequence());
                });
            }
        }
    }

    @Test
    void oldExportsAreReadWhileTheServerIsStopped() throws Exception {
        Path data = folder.resolve("data");
        data.toFile().mkdir();
        Path export = Files.writeString(folder.resolve("metrics_export_20251203_110000.json"), """
                {"export_timestamp": "2025-12-03T11:00:00", "metrics": {}, "system_state": {}, "recent_alerts": [],
                 "recent_events": [{"timestamp": "2025-12-03T10:30:00.123456", "type": "scan",
                                    "message": "Attendance recorded: 2021001", "data": {"student_id": "2021001"}}]}
                """);
        Script read = Script.run(data, "import.sh", export, "--station", "gate-7");
        assertThat(read.status()).as(read.said()).isZero();
        assertThat(read.said()).contains("1 new, 0 known already, 0 not taken");
        try (RollcallServer server = RollcallServer.start(data)) {
            assertThat(server.json("/api/events?station=gate-7").findValuesAsText("message"))
                    .containsExactly("Attendance recorded: 2021001");
            assertThat(server.json("/api/alerts")).isEmpty();
            Script again = Script.run(data, "import.sh", export);
            assertThat(again.status()).isEqualTo(1);
            assertThat(again.said()).contains("in use by a server");
        }
    }
}

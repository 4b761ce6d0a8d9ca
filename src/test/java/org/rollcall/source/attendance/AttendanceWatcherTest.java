package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.event.SourceState.Condition;

class AttendanceWatcherTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("attendance.db");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal", "truncate", "persist"})
    void aNewRowIsToldAtTheNextLook_P23(String journal) throws Exception {
        try (School school = School.open(file(), journal);
                Desk desk = new Desk(file())) {
            desk.look();
            assertThat(desk.events).isEmpty();
            school.run("INSERT INTO attendance VALUES (7, '2021001', '2026-11-23 10:29:58', 'p/7.jpg', 'q', 'time_in',"
                    + " 'present', 1, '2026-11-23T10:29:59.250000', 'c')");
            desk.look();
            assertThat(desk.messages())
                    .containsExactly(
                            "Attendance recorded: 2021001", "Photo saved: 2021001", "Cloud sync successful: 2021001");
            assertThat(desk.keys()).containsExactly("scan:7", "photo:7", "sync:7");
            assertThat(desk.events.get(0).data())
                    .containsEntry("student_id", "2021001")
                    .containsEntry("record_id", 7L)
                    .containsEntry("scan_type", "time_in")
                    .containsEntry("status", "present");
            assertThat(desk.events.get(1).data()).containsEntry("filepath", "p/7.jpg");
            assertThat(desk.events.get(2).timestamp()).contains(Instant.parse("2026-11-23T02:29:59.250Z"));
            assertThat(desk.reading.orElseThrow().avgProcessSeconds()).isEqualTo(OptionalDouble.of(1.25));
            desk.look();
            assertThat(desk.events).hasSize(3);
        }
    }

    @Test
    void theStartedWatcherSeesACommitByItself_P23() throws Exception {
        try (School school = School.open(file());
                Desk desk = new Desk(file())) {
            AttendanceSettings settings = new AttendanceSettings(file(), "gate-2", Desk.MANILA, Duration.ofMinutes(5));
            Clock clock = Clock.fixed(Instant.parse("2026-11-23T02:30:00Z"), ZoneOffset.UTC);
            try (AttendanceWatcher watcher = new AttendanceWatcher(settings, Optional::empty, desk, clock)) {
                watcher.start();
                Awaitility.await().until(() -> desk.position.isPresent());
                school.scan(1, "2021001", "2026-11-23 10:30:00");
                Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !desk.events.isEmpty());
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("rollcall-attendance-gate-2"));
        }
    }

    @Test
    void aSyncThatComesLaterIsToldOnce() throws Exception {
        try (School school = School.open(file());
                Desk desk = new Desk(file())) {
            school.scan(1, "2021001", "2026-11-23 10:00:00");
            desk.look();
            school.run("UPDATE attendance SET synced = 1, sync_timestamp = '2026-11-23 10:30:00'");
            desk.look().poll().restart();
            assertThat(desk.keys()).containsExactly("scan:1", "sync:1");
        }
    }

    @Test
    void queuedThenRetriedThenStuckOnce() throws Exception {
        try (School school = School.open(file());
                Desk desk = new Desk(file())) {
            school.scan(1, "2021001", "2026-11-23 10:00:00");
            desk.look();
            school.queue(1, 1, "2026-11-23 10:00:01", 0);
            school.queue(2, 99, "2026-11-23 10:00:02", 0);
            desk.look();
            school.run("UPDATE sync_queue SET retry_count = 3, error_message = 'timeout',"
                    + " last_attempt = '2026-11-23T10:01:00' WHERE id = 1");
            desk.look();
            desk.restart();
            for (int n = 9; n <= 11; n++) {
                school.run("UPDATE sync_queue SET retry_count = ? WHERE id = 1", n);
                desk.look();
            }
            assertThat(desk.messages())
                    .containsExactly(
                            "Attendance recorded: 2021001",
                            "Cloud sync queued: 2021001",
                            "Cloud sync queued: record 99",
                            "Cloud sync retry 3: 2021001",
                            "Cloud sync retry 9: 2021001",
                            "Cloud sync stuck: 2021001",
                            "Cloud sync retry 11: 2021001");
            assertThat(desk.events.get(5).type()).isEqualTo("error");
            assertThat(desk.events.get(3).timestamp()).contains(Instant.parse("2026-11-23T02:01:00Z"));
            assertThat(desk.events.get(3).data())
                    .containsEntry("retry_count", 3L)
                    .containsEntry("error", "timeout");
            assertThat(desk.keys()).contains("queued:1:2026-11-23 10:00:01", "retry:1:2026-11-23 10:00:01:10");
        }
    }

    @Test
    void aQueueIdThatComesAgainIsANewRow() throws Exception {
        try (School school = School.open(file());
                Desk desk = new Desk(file())) {
            school.queue(1, 5, "2026-11-23 10:00:01", 2);
            desk.look();
            assertThat(desk.events).isEmpty(); // it waited before we came
            desk.restart();
            school.run("DELETE FROM sync_queue");
            school.queue(1, 6, "2026-11-23 10:20:01", 0);
            desk.restart();
            assertThat(desk.messages()).containsExactly("Cloud sync queued: record 6");
        }
    }

    @Test
    void theFirstAttachTellsTodayAndAtMostAThousand() throws Exception {
        try (School school = School.open(file());
                Desk desk = new Desk(file())) {
            school.run("BEGIN");
            school.scan(1, "old", "2026-11-22 23:59:59");
            for (int id = 2; id <= 1_500; id++) {
                school.scan(id, "s" + id, "2026-11-23 07:00:00");
            }
            school.scan(1_501, "backdated", "2026-11-20 07:00:00");
            school.run("COMMIT");
            desk.look();
            assertThat(desk.events).hasSize(1_000);
            assertThat(desk.keys())
                    .doesNotHaveDuplicates()
                    .contains("scan:1500")
                    .doesNotContain("scan:500");
            assertThat(desk.submissions)
                    .allSatisfy(submission -> assertThat(submission.signals()).hasSizeLessThanOrEqualTo(500));
            assertThat(desk.reading.orElseThrow().scansToday()).isEqualTo(OptionalLong.of(1_499));
            school.run("UPDATE attendance SET synced = 1 WHERE id IN (1, 2, 1500)");
            desk.look();
            assertThat(desk.keys()).contains("sync:2", "sync:1500").doesNotContain("sync:1");
        }
    }

    @Test
    void whatCannotBeStoredIsToldLaterAndARestartNeitherRepeatsNorSkips() throws Exception {
        try (School school = School.open(file());
                Desk desk = new Desk(file())) {
            desk.look();
            desk.storeFails = true;
            for (int id = 1; id <= 1_203; id++) {
                school.scan(id, "s" + id, "2026-11-23 10:00:00");
                if (id % 400 == 0) {
                    desk.later(Duration.ofSeconds(1));
                }
            }
            assertThat(desk.events).isEmpty();
            desk.storeFails = false;
            desk.later(Duration.ofSeconds(1)).restart();
            school.scan(1_204, "s", "2026-11-23 10:00:00");
            desk.restart();
            assertThat(desk.keys()).hasSize(1_204).doesNotHaveDuplicates();
        }
    }

    @Test
    void rowsWithTimesThatAreNoneBreakNothing() throws Exception {
        try (School school = School.open(file());
                Desk desk = new Desk(file())) {
            desk.look();
            school.scan(1, "a", "yesterday-ish");
            school.run("INSERT INTO attendance(id) VALUES (2)");
            school.scan(3, "c", "2026-02-31 10:00:00");
            school.scan(4, "d", "2026-11-23 10:00:00");
            desk.look();
            assertThat(desk.messages())
                    .contains("Attendance recorded: record 2")
                    .hasSize(4);
            assertThat(desk.reading.orElseThrow().scansToday()).isEqualTo(OptionalLong.of(1));
        }
    }

    @Test
    void idsThatWentBackAreSaidAndReadOnFromThere() throws Exception {
        Path backup = folder.resolve("backup.db");
        try (School school = School.open(file())) {
            school.scan(18_231, "a", "2026-11-23 09:00:00");
        }
        Files.copy(file(), backup);
        try (School school = School.open(folder.resolve("other.db"));
                Desk desk = new Desk(file())) {
            assertThat(school.count("SELECT count(*) FROM attendance")).isZero();
            try (School now = School.bare(file(), "delete")) {
                now.scan(18_548, "b", "2026-11-23 10:00:00");
            }
            desk.look();
            Path original = Files.move(file(), folder.resolve("original.db"));
            Files.move(backup, file());
            desk.look();
            assertThat(desk.condition()).isEqualTo(Condition.REPLACED);
            assertThat(desk.state.orElseThrow().message())
                    .contains("was replaced (ids went back from 18,548 to 18,231)");
            try (School now = School.bare(file(), "delete")) {
                now.scan(18_232, "c", "2026-11-23 10:20:00");
                now.scan(18_548, "d", "2026-11-23 10:21:00");
            }
            desk.look();
            assertThat(desk.messages()).contains("Attendance recorded: c", "Attendance recorded: d");
            assertThat(desk.keys()).doesNotHaveDuplicates();
            desk.later(Duration.ofSeconds(61)).restart();
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.keys()).doesNotHaveDuplicates();
            assertThat(Files.exists(original)).isTrue();
        }
    }

    @Test
    void theFormerFileComingBackRepeatsNothing() throws Exception {
        try (Desk desk = new Desk(file())) {
            try (School school = School.open(file())) {
                school.scan(1, "a", "2026-11-23 09:00:00");
            }
            Path backup = Files.copy(file(), folder.resolve("backup.db"));
            try (School school = School.bare(file(), "delete")) {
                school.scan(2, "b", "2026-11-23 10:00:00");
                school.scan(3, "c", "2026-11-23 10:00:00");
            }
            desk.look();
            Path original = Files.move(file(), folder.resolve("original.db"));
            Files.move(backup, file());
            desk.look();
            Files.move(original, file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            desk.look();
            assertThat(desk.messages().stream().filter(text -> text.startsWith("Attendance recorded")))
                    .hasSize(3);
        }
    }

    @Test
    void nothingIsWrittenBesideOrIntoTheDatabase() throws Exception {
        try (School school = School.open(file())) {
            school.scan(1, "a", "2026-11-23 09:00:00");
        }
        byte[] before = Files.readAllBytes(file());
        try (Desk desk = new Desk(file())) {
            desk.look().poll().poll();
        }
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void aPathMayHoldAnyCharacter() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("a b%20?c#d é;=&")).resolve("100% sure?.db");
        try (School school = School.open(odd);
                Desk desk = new Desk(odd)) {
            school.scan(1, "a", "2026-11-23 09:00:00");
            assertThat(desk.look().keys()).containsExactly("scan:1");
        }
    }
}

package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.event.SourceState.Condition;

class SourceFaultsTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("attendance.db");
    }

    private void writeGood() throws Exception {
        try (School school = School.open(file())) {
            school.scan(1, "a", "2026-11-23 09:00:00");
        }
    }

    @Test
    void beforeTheFirstRunItWaitsAndThenReads() throws Exception {
        try (Desk desk = new Desk(file()).look()) {
            assertThat(desk.condition()).isEqualTo(Condition.WAITING);
            assertThat(desk.events).isEmpty();
            writeGood();
            desk.look();
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.keys()).containsExactly("scan:1");
        }
    }

    @Test
    void aMissingFileIsSaidOnceAndHeals_F7() throws Exception {
        writeGood();
        try (Desk desk = new Desk(file()).look()) {
            Path away = Files.move(file(), folder.resolve("away.db"));
            desk.look().look().poll();
            assertThat(desk.condition()).isEqualTo(Condition.MISSING);
            assertThat(desk.state.orElseThrow().message()).isEqualTo("The attendance database is missing.");
            assertThat(desk.state.orElseThrow().doNow().orElseThrow())
                    .contains("put ")
                    .contains("back");
            assertThat(desk.state.orElseThrow().lastRead()).isPresent();
            Files.move(away, file());
            desk.look().look();
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.messages())
                    .containsExactly(
                            "Attendance recorded: a",
                            "Attendance database missing",
                            "Attendance database is read again");
            assertThat(desk.events.get(1).type()).isEqualTo("error");
            assertThat(desk.events.get(2).type()).isEqualTo("source");
        }
    }

    @Test
    void itIsMissingAfterARestartTooWhenItWasReadBefore() throws Exception {
        writeGood();
        try (Desk desk = new Desk(file()).look()) {
            Files.delete(file());
            desk.restart();
            assertThat(desk.condition()).isEqualTo(Condition.MISSING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "garbage", "empty", "truncated", "headless", "no table", "no columns"})
    void abrokenFileIsNamedAndHeals_F7(String fault) throws Exception {
        writeGood();
        byte[] good = Files.readAllBytes(file());
        try (Desk desk = new Desk(file()).look()) {
            Files.delete(file());
            Condition expected = spoil(fault, good);
            desk.look();
            assertThat(desk.condition()).isEqualTo(expected);
            desk.poll();
            assertThat(desk.events).hasSize(2);
            assertThat(desk.events.get(1).type()).isEqualTo("error");
            desk.poll().poll();
            assertThat(desk.events).hasSize(2);
            Files.delete(file());
            Files.write(file(), good);
            desk.look().look();
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.keys()).contains("scan:1").hasSize(3);
        }
    }

    private Condition spoil(String fault, byte[] good) throws Exception {
        switch (fault) {
            case "folder" -> {
                Files.createDirectory(file());
                return Condition.UNREADABLE;
            }
            case "garbage" ->
                Files.write(file(), "this is a diary\n".repeat(500).getBytes(StandardCharsets.UTF_8));
            case "empty" -> Files.createFile(file());
            case "truncated" -> Files.write(file(), java.util.Arrays.copyOf(good, 5_000));
            case "headless" -> {
                byte[] bad = good.clone();
                java.util.Arrays.fill(bad, 0, 100, (byte) 0);
                Files.write(file(), bad);
            }
            default -> {
                try (School school = School.bare(file(), "delete")) {
                    school.run(fault.equals("no table") ? "CREATE TABLE diary (day)" : "CREATE TABLE attendance (x)");
                }
                return Condition.NO_TABLE;
            }
        }
        return Condition.NOT_A_DATABASE;
    }

    @Test
    void aLockIsSaidAfterTwoSecondsAndNothingUncommittedIsCounted_F8() throws Exception {
        try (School school = School.open(file());
                Desk desk = new Desk(file()).look()) {
            school.run("BEGIN EXCLUSIVE");
            school.scan(1, "a", "2026-11-23 09:00:00");
            desk.look();
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            desk.later(Duration.ofSeconds(3));
            assertThat(desk.condition()).isEqualTo(Condition.LOCKED);
            assertThat(desk.state.orElseThrow().message())
                    .isEqualTo("The attendance database has been locked for 3 s.");
            desk.later(Duration.ofMinutes(2));
            assertThat(desk.state.orElseThrow().message()).contains("locked for 2 min");
            assertThat(desk.events).hasSize(1);
            school.run("ROLLBACK");
            desk.look();
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.reading.orElseThrow().scansToday()).isEqualTo(OptionalLong.of(0));
        }
    }

    @Test
    void fifteenSecondsOfALockPileUpNothingAndAreSaid_F8() throws Exception {
        try (School school = School.open(file());
                Desk desk = new Desk(file()).look()) {
            school.scan(1, "a", "2026-11-23 09:00:00");
            desk.look();
            int threads = Thread.activeCount();
            school.run("BEGIN EXCLUSIVE");
            for (int look = 0; look < 15; look++) {
                desk.later(Duration.ofSeconds(1));
            }
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
            assertThat(Screen.of(desk).sentence())
                    .startsWith("Error since 10:30.")
                    .contains("see which program holds it; restarting the attendance system lets it go");
            assertThat(Screen.of(desk).sentence().get(1)) // said anew every 5 s
                    .matches("The attendance database has been locked for 1[0-4] s\\."
                            + " The figures below are from 10:30 and stand still\\.");
            assertThat(Screen.of(desk).stop("scans")).startsWith("Database locked: 1 scans, as of 10:30");
            school.run("COMMIT");
            desk.look();
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.messages())
                    .containsExactly(
                            "Attendance recorded: a",
                            "Attendance database has been locked for 2 s",
                            "Attendance database is read again");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void whatIsNotCommittedIsNotCounted_F8(String journal) throws Exception {
        try (School school = School.open(file(), journal);
                Desk desk = new Desk(file()).look()) {
            school.run("BEGIN IMMEDIATE");
            school.scan(1, "a", "2026-11-23 09:00:00");
            desk.poll();
            assertThat(desk.events).isEmpty();
            assertThat(desk.reading.orElseThrow().scansToday()).hasValue(0);
            school.run("ROLLBACK");
            assertThat(desk.poll().events).isEmpty();
        }
    }

    @Test
    void aLongWriteInWalModeDelaysNobody_F8() throws Exception {
        try (School school = School.open(file(), "wal");
                Desk desk = new Desk(file()).look()) {
            school.run("BEGIN IMMEDIATE");
            school.scan(1, "a", "2026-11-23 09:00:00");
            desk.later(Duration.ofMinutes(1));
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.events).isEmpty();
            school.run("COMMIT");
            assertThat(desk.look().keys()).containsExactly("scan:1");
        }
    }

    @Test
    void anOlderSchemaGivesEmptyFiguresAndSaysWhatIsMissing_F10_P39() throws Exception {
        try (School school = School.bare(file(), "delete");
                Desk desk = new Desk(file())) {
            school.run("CREATE TABLE attendance (id INTEGER PRIMARY KEY, student_id TEXT, timestamp TEXT)");
            school.run("INSERT INTO attendance VALUES (1, 'a', '2026-11-23 09:00:00')");
            desk.look();
            var reading = desk.reading.orElseThrow();
            assertThat(reading.scansToday()).isEqualTo(OptionalLong.of(1));
            assertThat(reading.syncedToday()).isEmpty();
            assertThat(reading.photosToday()).isEmpty();
            assertThat(reading.queueSize()).isEmpty();
            assertThat(reading.failedSyncs()).isEmpty();
            assertThat(reading.queueStuck()).isEmpty();
            assertThat(reading.queueArchived()).isEmpty();
            Screen screen = Screen.of(desk);
            assertThat(screen.metric("scans_today").asInt()).isEqualTo(1);
            for (String unknown :
                    List.of("success_rate", "queue_size", "failed_syncs", "synced_today", "queue_stuck")) {
                assertThat(screen.metric(unknown).isNull()).as(unknown).isTrue();
            }
            assertThat(screen.stop("queue")).isEqualTo("Unknown: — in queue; not in this file");
            assertThat(desk.state.orElseThrow().missing())
                    .contains("attendance.synced", "attendance.photo_path", "sync_queue", "failed_sync_queue")
                    .doesNotContain("sync_queue.id");
            school.run(School.QUEUE);
            school.queue(1, 1, "2026-11-23 09:00:01", 0);
            desk.look();
            assertThat(desk.reading.orElseThrow().queueSize()).isEqualTo(OptionalLong.of(1));
            assertThat(desk.messages()).contains("Cloud sync queued: a");
            assertThat(desk.state.orElseThrow().missing()).doesNotContain("sync_queue");
        }
    }

    @Test
    void aNewerSchemaChangesNothing_F10() throws Exception {
        try (School school = School.open(file());
                Desk desk = new Desk(file()).look()) {
            school.run("ALTER TABLE attendance ADD COLUMN temperature REAL");
            school.run("ALTER TABLE sync_queue ADD COLUMN lane TEXT DEFAULT 'slow'");
            school.run("CREATE TABLE visitors (id INTEGER PRIMARY KEY, name TEXT)");
            school.scan(1, "a", "2026-11-23 09:00:00");
            school.queue(1, 1, "2026-11-23 09:00:01", 0);
            desk.look();
            assertThat(desk.keys()).containsExactly("scan:1", "queued:1:2026-11-23 09:00:01");
            assertThat(desk.state.orElseThrow().missing()).isEmpty();
            assertThat(Screen.of(desk).metric("queue_size").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aFileWrittenOverInPlaceIsFollowed_F9() throws Exception {
        writeGood();
        Path other = folder.resolve("other.db");
        try (School school = School.open(other)) {
            school.scan(1, "a", "2026-11-23 09:00:00");
            school.scan(2, "b", "2026-11-23 09:00:00");
        }
        try (Desk desk = new Desk(file()).look()) {
            Files.write(file(), Files.readAllBytes(other));
            desk.look().look();
            assertThat(desk.keys()).containsExactly("scan:1", "scan:2");
        }
    }

    @Test
    void theJournalOfAWriterThatDiedIsLeftAlone_F12() throws Exception {
        writeGood();
        try (School school = School.bare(file(), "delete")) {
            school.run("PRAGMA cache_size = 1");
            school.run("PRAGMA cache_spill = 1");
            school.run("BEGIN IMMEDIATE");
            for (int id = 2; id < 3_000; id++) {
                school.scan(id, "b".repeat(50), "2026-11-23 09:30:00");
            }
            Path dead = Files.createDirectory(folder.resolve("dead"));
            Path copy = dead.resolve("attendance.db");
            Files.copy(file(), copy);
            Path journal = Files.copy(Path.of(file() + "-journal"), Path.of(copy + "-journal"));
            byte[] before = Files.readAllBytes(journal);
            try (Desk desk = new Desk(copy).look()) {
                assertThat(desk.condition()).isEqualTo(Condition.UNREADABLE);
                assertThat(desk.state.orElseThrow().message()).contains("in the middle of a write");
            }
            assertThat(Files.readAllBytes(journal)).isEqualTo(before);
            school.run("ROLLBACK");
        }
    }
}

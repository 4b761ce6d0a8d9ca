package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.event.SourceState.Condition;

/** F13: of a database in WAL mode that nobody uses no byte changes, and no file comes beside it. */
class IdleWalTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("attendance.db");
    }

    private List<String> names() throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private String hash() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file())));
    }

    /** A file that was changed a moment ago is not read yet. */
    private static void lookUntil(Desk desk, int events) {
        Awaitility.await().until(() -> desk.look().events.size() == events);
    }

    /** The log is given up some seconds after it was last written. */
    private void rest(Desk desk) throws Exception {
        Path log = Path.of(file() + "-wal");
        Files.setLastModifiedTime(log, FileTime.from(Instant.now().minusSeconds(10)));
        desk.later(Duration.ofSeconds(4)).look();
    }

    @Test
    void anIdleDatabaseIsReadAndTheFolderStaysAsItIs_F13() throws Exception {
        try (School school = School.open(file(), "wal")) {
            school.scan(1, "a", "2026-11-23 09:00:00");
        }
        assertThat(names()).containsExactly("attendance.db");
        String before = hash();
        try (Desk desk = new Desk(file())) {
            lookUntil(desk, 1);
            assertThat(desk.keys()).containsExactly("scan:1");
            for (int i = 0; i < 20; i++) {
                desk.poll();
                assertThat(names()).containsExactly("attendance.db");
            }
            assertThat(desk.condition()).isEqualTo(Condition.READING);
        }
        assertThat(names()).containsExactly("attendance.db");
        assertThat(hash()).isEqualTo(before);
    }

    @Test
    void aWriterThatComesIsSeenAndTidiesUpWhenItGoes_F13() throws Exception {
        School.open(file(), "wal").close();
        try (Desk desk = new Desk(file()).look()) {
            try (School school = School.bare(file(), "wal")) {
                for (int id = 1; id <= 3; id++) {
                    school.scan(id, "s" + id, "2026-11-23 10:00:00");
                    assertThat(desk.look().events).hasSize(id);
                }
                rest(desk);
                school.scan(4, "d", "2026-11-23 10:00:01");
                assertThat(desk.look().events).hasSize(4);
                rest(desk);
            }
            assertThat(names()).containsExactly("attendance.db");
            Awaitility.await().until(() -> desk.poll().condition() == Condition.READING);
            assertThat(names()).containsExactly("attendance.db");
            assertThat(desk.reading.orElseThrow().scansToday()).isEqualTo(OptionalLong.of(4));
            assertThat(desk.keys()).containsExactly("scan:1", "scan:2", "scan:3", "scan:4");
        }
    }

    @Test
    void aWriterThatOpensTheFileForEachRowIsSeen_F13() throws Exception {
        School.open(file(), "wal").close();
        try (Desk desk = new Desk(file()).look()) {
            for (int id = 1; id <= 10; id++) {
                try (School school = School.bare(file(), "wal")) {
                    school.scan(id, "s" + id, "2026-11-23 10:00:00");
                }
                lookUntil(desk, id);
                assertThat(names()).containsExactly("attendance.db");
            }
            assertThat(desk.poll().reading.orElseThrow().scansToday()).isEqualTo(OptionalLong.of(10));
        }
    }

    @Test
    void aLogWithoutItsIndexIsLeftAlone_F12() throws Exception {
        Path copy = Files.createDirectory(folder.resolve("copy")).resolve("attendance.db");
        try (School school = School.open(file(), "wal")) {
            school.scan(1, "a", "2026-11-23 09:00:00");
            Files.copy(file(), copy);
            Files.copy(Path.of(file() + "-wal"), Path.of(copy + "-wal"));
        }
        try (Desk desk = new Desk(copy).look()) {
            assertThat(desk.condition()).isEqualTo(Condition.UNREADABLE);
            assertThat(desk.state.orElseThrow().message()).contains("in the middle of a write");
            assertThat(desk.events).hasSize(1);
        }
        try (var files = Files.list(copy.getParent())) {
            assertThat(files.map(Path::getFileName).map(Path::toString).sorted())
                    .containsExactly("attendance.db", "attendance.db-wal");
        }
    }
}

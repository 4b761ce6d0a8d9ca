package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.event.SourceState.Condition;

/** A backup takes the place of the database (F9): followed within two looks, and the old file is let go. */
class SourceReplacedTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("attendance.db");
    }

    private Path backup(String journal, int rows) throws Exception {
        Path backup = folder.resolve("backup.db");
        try (School school = School.open(backup, journal)) {
            for (int id = 1; id <= rows; id++) {
                school.scan(id, "s" + id, "2026-11-23 09:00:0" + id);
            }
        }
        Files.setLastModifiedTime(backup, FileTime.from(Instant.now().minusSeconds(3_600)));
        return backup;
    }

    /** What root cannot see with a look into a folder: files that are open and have no name any more. */
    private List<String> deletedHandles() throws IOException {
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles.flatMap(SourceReplacedTest::target)
                    .filter(target -> target.startsWith(folder.toString()) && target.endsWith(" (deleted)"))
                    .toList();
        }
    }

    private static Stream<String> target(Path handle) {
        try {
            return Stream.of(Files.readSymbolicLink(handle).toString());
        } catch (IOException e) {
            return Stream.empty(); // closed since it was listed
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void aBackupWithLowerIdsIsFollowedAndNoHandleIsKept_F9(String journal) throws Exception {
        Files.move(backup(journal, 5), file());
        try (Desk desk = new Desk(file()).look()) {
            assertThat(desk.keys()).hasSize(5);
            for (String end : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(file() + end));
            }
            assertThat(deletedHandles())
                    .as("the test sees the handle that is kept")
                    .isNotEmpty();
            Files.move(backup(journal, 2), file());
            desk.look().look();
            assertThat(deletedHandles()).isEmpty();
            assertThat(desk.condition()).isEqualTo(Condition.REPLACED);
            assertThat(desk.messages()).contains("Attendance database was replaced (ids went back from 5 to 2)");
            assertThat(Screen.of(desk).metric("scans_today").asInt()).isEqualTo(2);
            assertThat(Screen.of(desk).status()).isNotEqualTo("error");
            try (School school = School.bare(file(), journal)) { // the lost rows' ids are given out again
                school.scan(3, "new3", "2026-11-23 09:30:00");
                school.scan(4, "new4", "2026-11-23 09:31:00");
            }
            // an idle file in WAL mode that was written a moment ago is left to settle
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> desk.look().messages().contains("Attendance recorded: new4"));
            assertThat(desk.messages()).contains("Attendance recorded: new3");
            assertThat(desk.keys()).doesNotHaveDuplicates();
        }
    }

    @Test
    void aRenameOverItIsFollowed_F9() throws Exception {
        Files.move(backup("delete", 2), file());
        try (Desk desk = new Desk(file()).look()) {
            Files.move(backup("delete", 4), file(), StandardCopyOption.ATOMIC_MOVE);
            desk.look().look();
            assertThat(deletedHandles()).isEmpty();
            assertThat(desk.keys()).containsExactly("scan:1", "scan:2", "scan:3", "scan:4");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7})
    void aCopyInPlaceIsFollowed_F9(int rows) throws Exception {
        Files.move(backup("delete", 5), file());
        try (Desk desk = new Desk(file()).look()) {
            Files.write(file(), Files.readAllBytes(backup("delete", rows))); // the same inode
            desk.look().look();
            assertThat(Screen.of(desk).metric("scans_today").asInt()).isEqualTo(rows);
            assertThat(desk.keys()).filteredOn(key -> key.startsWith("scan")).hasSize(Math.max(5, rows));
        }
    }
}

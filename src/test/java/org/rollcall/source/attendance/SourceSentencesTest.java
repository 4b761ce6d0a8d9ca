package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rollcall.event.SourceState.Condition;

/** What the whole page says of each fault of a file: what is wrong, since when, what was last known, what to do. */
class SourceSentencesTest {
    private static final String STILL = " The figures below are from 10:30 and stand still.";
    private static final Duration LOOK = Duration.ofMillis(200);

    @TempDir
    Path folder;

    /** A way to spoil a good database, and what is said of it. */
    enum Fault {
        MISSING("is missing", "put FILE back, or see if its disk is mounted"),
        FOLDER("is a folder", "correct the path in the settings, so that it names the file itself"),
        NO_SQLITE("is not an SQLite file", "put the newest good copy back at FILE"),
        EMPTY("is empty", "put the newest good copy back at FILE"),
        TRUNCATED("is damaged", "put the newest good copy back at FILE"),
        HEADLESS("is not an SQLite file", "put the newest good copy back at FILE"),
        OVERWRITTEN("is damaged", "put the newest good copy back at FILE"),
        NO_TABLE(
                "is not one (no table \"attendance\")",
                "correct the path in the settings, so that it names the attendance system's file"),
        NO_COLUMNS(
                "is not one (table \"attendance\" has no id or timestamp)",
                "correct the path in the settings, so that it names the attendance system's file");

        private final String what;
        private final String step;

        Fault(String what, String step) {
            this.what = what;
            this.step = step;
        }

        /** Puts something else where the file is: a new file, as one that is restored or copied would be. */
        void put(Path file, byte[] good) throws Exception {
            Files.delete(file);
            switch (this) {
                case MISSING -> {}
                case FOLDER -> Files.createDirectory(file);
                case NO_SQLITE ->
                    Files.write(file, "this is a diary\n".repeat(500).getBytes(StandardCharsets.UTF_8));
                case EMPTY -> Files.createFile(file);
                case TRUNCATED -> Files.write(file, Arrays.copyOf(good, good.length - 4_096));
                case HEADLESS -> Files.write(file, filled(good, 0, 100, 0));
                case OVERWRITTEN -> Files.write(file, filled(good, 4_096, good.length, 0x5a));
                case NO_TABLE, NO_COLUMNS -> {
                    try (School school = School.bare(file, "delete")) {
                        school.run(this == NO_TABLE ? "CREATE TABLE diary (day)" : "CREATE TABLE attendance (x)");
                    }
                }
            }
        }

        private static byte[] filled(byte[] good, int from, int to, int with) {
            byte[] bad = good.clone();
            Arrays.fill(bad, from, to, (byte) with);
            return bad;
        }
    }

    private Path file() {
        return folder.resolve("attendance.db");
    }

    private byte[] writeGood() throws Exception {
        try (School school = School.open(file())) {
            school.scan(1, "a", "2026-11-23 09:00:00");
            school.scan(2, "b", "2026-11-23 10:29:00");
        }
        return Files.readAllBytes(file());
    }

    @ParameterizedTest
    @EnumSource
    void thePageSaysWhatIsWrongAndKeepsTheLastGoodFigures_F7(Fault fault) throws Exception {
        byte[] good = writeGood();
        try (Desk desk = new Desk(file()).look()) {
            desk.later(Duration.ofSeconds(30)); // the figures are of 10:30:30
            fault.put(file(), good);
            desk.later(Duration.ofSeconds(40)).later(LOOK).later(LOOK);
            Screen screen = Screen.of(desk);
            assertThat(screen.status()).isEqualTo("error");
            assertThat(screen.sentence())
                    .containsExactly(
                            "Error since 10:31.",
                            "The attendance database " + fault.what + "." + STILL,
                            fault.step.replace("FILE", file().toString()),
                            "Rollcall looks again every 5 s and reads on by itself");
            assertThat(screen.metric("scans_today").asInt()).isEqualTo(2);
            desk.later(Duration.ofMinutes(5));
            assertThat(Screen.of(desk).stop("scans"))
                    .startsWith("Database ")
                    .endsWith(": 2 scans, as of 10:30; last 10:29:00 · 7\u202fmin old");
            assertThat(openHandles()).isEmpty();

            removeAll();
            Files.write(file(), good);
            desk.later(LOOK).later(LOOK).later(LOOK);
            assertThat(Screen.of(desk).status()).isNotEqualTo("error");
            assertThat(Screen.of(desk).stop("scans")).startsWith("Quiet: 2 scans today");
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.messages())
                    .filteredOn(message -> message.contains("read again"))
                    .hasSize(1);
            assertThat(desk.keys()).contains("scan:1", "scan:2").doesNotHaveDuplicates();
        }
    }

    @Test
    void aDatabaseThatIsJustBeingMadeIsNoError_F7() throws Exception {
        try (Desk desk = new Desk(file()).look()) {
            Files.createFile(file()); // what SQLite does when it opens a new file
            desk.later(LOOK);
            assertThat(desk.condition()).isEqualTo(Condition.WAITING);
            assertThat(desk.state.orElseThrow().message()).isEqualTo("The attendance database is being made.");
            try (School school = School.bare(file(), "delete")) {
                school.run("CREATE TABLE students (student_id TEXT)"); // its other tables first
                desk.later(LOOK);
                assertThat(desk.condition()).isEqualTo(Condition.WAITING);
                school.run(School.ATTENDANCE);
                desk.later(LOOK);
            }
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.events).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY", "NO_TABLE"})
    void aDatabaseThatStaysUnfinishedIsAnError_F7(Fault fault) throws Exception {
        Files.createFile(file());
        fault.put(file(), new byte[0]);
        try (Desk desk = new Desk(file()).look()) {
            assertThat(desk.condition()).isEqualTo(Condition.WAITING);
            desk.later(Duration.ofSeconds(6)).later(LOOK);
            assertThat(desk.condition().isFailure()).isTrue();
            assertThat(desk.events).hasSize(1);
            assertThat(desk.events.get(0).type()).isEqualTo("error");
            assertThat(Screen.of(desk).sentence())
                    .contains("The attendance database " + fault.what
                            + ". Nothing could be read from it since Rollcall started.");
        }
    }

    @Test
    void aDatabaseThatIsMadeAnewForAMomentLeavesNoErrorBehind_F7() throws Exception {
        byte[] good = writeGood();
        try (Desk desk = new Desk(file()).look()) {
            Files.write(file(), new byte[0]);
            desk.later(LOOK);
            assertThat(desk.condition()).isEqualTo(Condition.NOT_A_DATABASE); // the figures stand still, and it is said
            Files.write(file(), good);
            desk.later(LOOK);
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.keys()).containsExactly("scan:1", "scan:2");
        }
    }

    @Test
    void aCopyInProgressIsShownAndLeavesNoErrorBehind_F9() throws Exception {
        byte[] good = writeGood();
        try (Desk desk = new Desk(file()).look()) {
            Files.write(file(), Arrays.copyOf(good, good.length - 4_096));
            desk.later(LOOK);
            assertThat(Screen.of(desk).status()).isEqualTo("error");
            assertThat(Screen.of(desk).sentence().get(1)).startsWith("The attendance database is damaged.");
            Files.write(file(), good);
            desk.later(LOOK).later(LOOK);
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.keys()).containsExactly("scan:1", "scan:2");
        }
    }

    /** Open files of this process under the folder that are deleted, or are the database. */
    private Stream<String> openHandles() throws IOException {
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles
                    .flatMap(SourceSentencesTest::target)
                    .filter(target -> target.startsWith(folder.toString()))
                    .toList()
                    .stream();
        }
    }

    private static Stream<String> target(Path handle) {
        try {
            return Stream.of(Files.readSymbolicLink(handle).toString());
        } catch (IOException e) {
            return Stream.empty(); // closed since it was listed
        }
    }

    private void removeAll() throws IOException {
        Files.deleteIfExists(file());
    }
}

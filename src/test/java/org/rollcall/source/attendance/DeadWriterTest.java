package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.event.SourceState.Condition;

/** A writer that is killed in the middle of a transaction leaves a hot journal: only a writer may use it (F12). */
class DeadWriterTest {
    private static final String WRITER = """
            import sqlite3, sys, time
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute('PRAGMA cache_size = 1')  # so that pages go into the file before the commit
            db.execute('BEGIN IMMEDIATE')
            for i in range(2, 3000):
                db.execute("INSERT INTO attendance (id, student_id, timestamp) VALUES (?, ?, '2026-11-23 09:30:00')",
                    (i, 'b' * 50))
            print('in the middle', flush=True)
            time.sleep(600)
            """;

    @TempDir
    Path folder;

    @Test
    void itsJournalIsLeftAloneTheSentenceSaysWhatToDoAndItHeals_F12() throws Exception {
        Path file = folder.resolve("attendance.db");
        Path journal = folder.resolve("attendance.db-journal");
        try (School school = School.open(file)) {
            school.scan(1, "a", "2026-11-23 09:00:00");
        }
        try (Desk desk = new Desk(file).look()) {
            killWriterInTheMiddle(file);
            byte[] half = Files.readAllBytes(file);
            byte[] hot = Files.readAllBytes(journal);
            for (int look = 0; look < 20; look++) {
                desk.later(Duration.ofMillis(200));
            }
            assertThat(desk.condition()).isEqualTo(Condition.UNREADABLE);
            assertThat(Screen.of(desk).sentence())
                    .startsWith(
                            "Error since 10:30.",
                            "The attendance database was left in the middle of a write."
                                    + " The figures below are from 10:30 and stand still.",
                            "start the attendance system once, so that it mends its file");
            assertThat(desk.reading.orElseThrow().scansToday()).hasValue(1);
            assertThat(desk.keys()).contains("scan:1").doesNotContain("scan:2");
            assertThat(Files.readAllBytes(file)).isEqualTo(half);
            assertThat(Files.readAllBytes(journal)).isEqualTo(hot);
            try (School school = School.bare(file, "delete")) { // the attendance system is back
                assertThat(school.count("SELECT count(*) FROM attendance")).isEqualTo(1);
                school.scan(2, "c", "2026-11-23 09:40:00");
            }
            desk.later(Duration.ofMillis(200)).later(Duration.ofMillis(200)).later(Duration.ofMillis(200));
            assertThat(desk.condition()).isEqualTo(Condition.READING);
            assertThat(desk.messages())
                    .containsExactly(
                            "Attendance recorded: a",
                            "Attendance database was left in the middle of a write",
                            "Attendance recorded: c",
                            "Attendance database is read again");
        }
    }

    private static void killWriterInTheMiddle(Path file) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("python3", "-c", WRITER, file.toString());
        Process writer = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8));
        assertThat(said.readLine()).isEqualTo("in the middle");
        writer.destroyForcibly();
        writer.waitFor();
    }
}

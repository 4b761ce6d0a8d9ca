package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No row is lost because of what it holds: nobody could correct it (F14, and issue 3, item 7). */
class TellableTest {
    @TempDir
    Path folder;

    @Test
    void aRowOfTheFarFutureIsToldNowAndKeepsItsOwnTime_F14() throws Exception {
        Path file = folder.resolve("attendance.db");
        try (School school = School.open(file);
                Desk desk = new Desk(file).look()) {
            school.scan(1, "a", "2039-01-01 00:00:00");
            desk.look();
            assertThat(desk.events).hasSize(1);
            assertThat(desk.events.get(0).timestamp()).hasValue(desk.now());
            assertThat(desk.events.get(0).data())
                    .containsEntry(
                            "recorded_at", Instant.parse("2038-12-31T16:00:00Z").toString());
        }
    }

    @Test
    void controlsAndLongTextsAreToldInAFormThatIsTaken() throws Exception {
        Path file = folder.resolve("attendance.db");
        try (School school = School.open(file);
                Desk desk = new Desk(file).look()) {
            school.run("INSERT INTO attendance(id, student_id, timestamp) VALUES (1, 'a' || char(0) || 'b', 'x')");
            school.queue(1, 1, "line one\nline two", 0);
            school.queue(2, 1, "y".repeat(500), 0);
            school.queue(3, 1, "y".repeat(501), 0);
            desk.look();
            assertThat(desk.events).hasSize(4);
            assertThat(desk.keys())
                    .doesNotHaveDuplicates()
                    .allSatisfy(
                            key -> assertThat(key).hasSizeLessThanOrEqualTo(200).doesNotContain("\n"));
            assertThat(desk.messages()).noneMatch(message -> message.indexOf('\0') >= 0);
        }
    }
}

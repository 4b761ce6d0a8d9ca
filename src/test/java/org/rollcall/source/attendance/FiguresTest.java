package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.event.Reading;

class FiguresTest {
    private static final String DAY = "substr(timestamp, 1, 10) = '2026-11-23'";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 11, 50, 51})
    void theQueueIsCountedAsItIs_P13_P14_P27(int rows) throws Exception {
        Path file = folder.resolve("attendance.db");
        try (School school = School.open(file);
                Desk desk = new Desk(file)) {
            for (int i = 1; i <= rows; i++) {
                school.queue(i, i, i % 2 == 0 ? "2026-11-23 10:00:00" : "2026-11-23T09:59:00", i % 3 == 0 ? 10 : i % 3);
            }
            school.run("INSERT INTO failed_sync_queue VALUES (1), (2)");
            Reading reading = desk.look().reading.orElseThrow();
            assertThat(reading.queueSize()).isEqualTo(OptionalLong.of(rows));
            assertThat(reading.failedSyncs()).isEqualTo(OptionalLong.of(rows));
            assertThat(reading.queueStuck()).isEqualTo(OptionalLong.of(rows / 3));
            assertThat(reading.queueArchived()).isEqualTo(OptionalLong.of(2));
            assertThat(reading.queueOldest())
                    .isEqualTo(rows == 0 ? Optional.empty() : Optional.of(Instant.parse("2026-11-23T01:59:00Z")));
        }
    }

    @Test
    void timeAloneMovesTheFigures_P23() throws Exception {
        Path file = folder.resolve("attendance.db");
        try (School school = School.open(file);
                Desk desk = new Desk(file, "2026-11-23T15:55:00Z", Desk.MANILA)) { // 23:55
            school.scan(1, "a", "2026-11-23 23:50:00");
            desk.look();
            assertThat(desk.reading.orElseThrow().scansToday()).isEqualTo(OptionalLong.of(1));
            assertThat(desk.reading.orElseThrow().scansByMinute()).containsExactly(0, 0, 0, 0, 1, 0, 0, 0, 0, 0);
            desk.later(Duration.ofMinutes(6)); // 00:01
            Reading reading = desk.reading.orElseThrow();
            assertThat(reading.scansToday()).isEqualTo(OptionalLong.of(0));
            assertThat(reading.scansLastHour()).isEqualTo(OptionalLong.of(1));
            assertThat(reading.lastScan()).contains(Instant.parse("2026-11-23T15:50:00Z"));
            assertThat(reading.scansByFiveMinutes()).containsExactly(0);
            desk.later(Duration.ofMinutes(55));
            assertThat(desk.reading.orElseThrow().scansLastHour()).isEqualTo(OptionalLong.of(0));
        }
    }

    @Test
    void anAutumnDayHas25Hours_F15() throws Exception {
        Path file = folder.resolve("attendance.db");
        try (School school = School.open(file);
                Desk desk = new Desk(file, "2026-10-25T22:59:00Z", ZoneId.of("Europe/Berlin"))) { // 23:59 CET
            school.scan(1, "a", "2026-10-25 00:00:00");
            school.scan(2, "b", "2026-10-25T02:50:00");
            school.scan(3, "c", "2026-10-25 02:10:00"); // the second 02:10
            school.scan(4, "d", "2026-10-26 00:00:00");
            Reading reading = desk.look().reading.orElseThrow();
            assertThat(reading.scansToday()).isEqualTo(OptionalLong.of(3));
            assertThat(reading.scansByFiveMinutes()).hasSize(300);
            assertThat(reading.scansByFiveMinutes().get(38)).isEqualTo(1);
        }
    }

    @Test
    void aLargeTableIsSearchedNotRead_P38() throws Exception {
        Path file = folder.resolve("attendance.db");
        try (School school = School.open(file);
                Desk desk = new Desk(file)) {
            school.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
                    + " INSERT INTO attendance(id, student_id, timestamp) SELECT i, 's',"
                    + " datetime('2026-11-23 10:00:00', (i - 200000) || ' minutes') FROM n");
            school.run("UPDATE attendance SET timestamp = '2020-01-01 00:00:00' WHERE id BETWEEN 199700 AND 199720");
            desk.look();
            assertThat(desk.reading.orElseThrow().scansToday())
                    .isEqualTo(OptionalLong.of(school.count("SELECT count(*) FROM attendance WHERE " + DAY)));
            try (AttendanceReader reader = AttendanceReader.open(file)) {
                java.time.LocalDate day = java.time.LocalDate.parse("2026-11-23");
                List<ScanRow> rows = reader.read(open -> {
                    AttendanceRows table = new AttendanceRows(open);
                    return table.rowsOfDays(day, day.plusDays(1), table.firstId(day) - 1, table.highestId());
                });
                assertThat(rows).hasSize((int) school.count("SELECT count(*) FROM attendance WHERE " + DAY));
            }
        }
    }

    @Property(tries = 25)
    void figuresEqualAnIndependentCount_P10_P11_P12_P35(@ForAll long seed) throws Exception {
        Path own = Files.createTempDirectory("figures");
        Path file = own.resolve("attendance.db");
        Random random = new Random(seed);
        try (School school = School.open(file, random.nextBoolean() ? "wal" : "delete");
                Desk desk = new Desk(file)) {
            for (int step = 1; step <= 60; step++) {
                change(school, random, step);
                if (random.nextInt(4) == 0) {
                    desk.look();
                    compare(school, desk.reading.orElseThrow());
                }
            }
            compare(school, desk.look().reading.orElseThrow());
            // The clock stands still here, so two setbacks have one moment and, rightly, one key.
            assertThat(desk.keys())
                    .filteredOn(key -> !key.startsWith("source:"))
                    .doesNotHaveDuplicates();
        } finally {
            try (var files = Files.list(own)) {
                for (Path left : files.toList()) {
                    Files.delete(left);
                }
            }
            Files.delete(own);
        }
    }

    private static void change(School school, Random random, int step) throws Exception {
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> school.scan(step, "s" + random.nextInt(20), timestamp(random));
            case 4 ->
                school.run("UPDATE attendance SET synced = 1, photo_path = 'p' WHERE id % 3 = ?", random.nextInt(3));
            case 5 -> school.run("DELETE FROM attendance WHERE id = ?", 1 + random.nextInt(step));
            case 6 -> school.queue(step, step, timestamp(random), random.nextInt(12));
            default ->
                school.run("UPDATE attendance SET timestamp = ? WHERE id = ?", timestamp(random), random.nextInt(step));
        }
    }

    /** The 22nd to the 24th, mostly this morning, in either format. */
    private static String timestamp(Random random) {
        int day = random.nextInt(5) == 0 ? 22 + random.nextInt(3) : 23;
        char gap = random.nextBoolean() ? ' ' : 'T';
        String tail = gap == 'T' ? ".123456" : "";
        return String.format(
                "2026-11-%02d%c%02d:%02d:%02d%s",
                day, gap, random.nextInt(11), random.nextInt(60), random.nextInt(60), tail);
    }

    private static void compare(School school, Reading reading) throws Exception {
        assertThat(reading.scansToday()).isEqualTo(counted(school, "attendance WHERE " + DAY));
        assertThat(reading.syncedToday()).isEqualTo(counted(school, "attendance WHERE synced = 1 AND " + DAY));
        assertThat(reading.photosToday()).isEqualTo(counted(school, "attendance WHERE photo_path <> '' AND " + DAY));
        assertThat(reading.scansLastHour())
                .isEqualTo(counted(
                        school,
                        "attendance WHERE " + DAY + " AND replace(timestamp, 'T', ' ') >= '2026-11-23 09:30:00'"));
        assertThat(reading.queueSize()).isEqualTo(counted(school, "sync_queue"));
        assertThat(reading.failedSyncs()).isEqualTo(counted(school, "sync_queue WHERE retry_count > 0"));
        assertThat(reading.queueStuck()).isEqualTo(counted(school, "sync_queue WHERE retry_count >= 10"));
    }

    private static OptionalLong counted(School school, String from) throws Exception {
        return OptionalLong.of(school.count("SELECT count(*) FROM " + from));
    }
}

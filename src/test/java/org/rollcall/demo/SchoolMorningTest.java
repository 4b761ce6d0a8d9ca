package org.rollcall.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchoolMorningTest {
    private static final Instant SEVEN = Instant.parse("2026-11-22T23:00:00Z");

    @TempDir
    Path folder;

    private Instant now = SEVEN;
    private final InstantSource clock = () -> now;

    @Test
    void scansAppearWithinSecondsAndSyncsSoonAfter() throws Exception {
        try (var station = new Run("a.db", "--seed", "1")) {
            station.passes(Duration.ofSeconds(3));
            assertThat(number("a.db", "SELECT count(*) FROM attendance")).isPositive();
            station.passes(Duration.ofSeconds(5));
            assertThat(number("a.db", "SELECT count(*) FROM attendance WHERE synced = 1"))
                    .isPositive();
        }
    }

    @Test
    void twelveOrSoComeEachMinuteNearlyAllWithAPhoto() throws Exception {
        try (var station = new Run("a.db", "--seed", "2", "--outages", "off")) {
            station.passes(Duration.ofMinutes(20));
        }
        long scans = number("a.db", "SELECT count(*) FROM attendance");
        assertThat(scans).isBetween(200L, 320L);
        assertThat(number("a.db", "SELECT count(*) FROM attendance WHERE photo_path IS NOT NULL"))
                .isGreaterThan(scans * 9 / 10)
                .isLessThan(scans);
        assertThat(number("a.db", "SELECT count(*) FROM attendance WHERE synced = 1"))
                .isGreaterThan(scans - 20);
    }

    @Test
    void timesAreLocalAndOfTheFormThatWasAskedFor() throws Exception {
        try (var station = new Run("plain.db", "--seed", "3")) {
            station.passes(Duration.ofMinutes(1));
        }
        now = SEVEN;
        try (var station = new Run("iso.db", "--seed", "3", "--timestamps", "iso")) {
            station.passes(Duration.ofMinutes(1));
        }
        assertThat(text("plain.db", "SELECT min(timestamp) FROM attendance")).matches("2026-11-23 07:00:0\\d");
        assertThat(text("iso.db", "SELECT min(timestamp) FROM attendance")).matches("2026-11-23T07:00:0\\d\\.\\d{6}");
        assertThat(text("iso.db", "SELECT max(sync_timestamp) FROM attendance")).matches(".*T.*\\.\\d{6}");
    }

    @Test
    void anOutageFillsTheQueueWithGrowingRetriesAndThenItDrains() throws Exception {
        try (var station = new Run("a.db", "--seed", "4")) {
            Duration waited = Duration.ZERO;
            while (number("a.db", "SELECT count(*) FROM sync_queue") < 20) {
                station.passes(Duration.ofSeconds(10));
                waited = waited.plusSeconds(10);
                assertThat(waited).isLessThan(Duration.ofMinutes(12));
            }
            station.passes(Duration.ofMinutes(1));
            assertThat(number("a.db", "SELECT max(retry_count) FROM sync_queue"))
                    .isGreaterThanOrEqualTo(2);
            assertThat(text("a.db", "SELECT max(error_message) FROM sync_queue"))
                    .contains("unreachable");
            station.passes(Duration.ofMinutes(10));
            assertThat(number("a.db", "SELECT count(*) FROM sync_queue")).isLessThan(5);
            assertThat(number("a.db", "SELECT count(*) FROM attendance WHERE synced = 1"))
                    .isGreaterThan(100);
        }
    }

    @Test
    void aRecordThatTheCloudRefusesIsArchived() throws Exception {
        try (var station = new Run("a.db", "--seed", "5", "--outages", "off")) {
            station.passes(Duration.ofHours(3));
        }
        assertThat(number("a.db", "SELECT count(*) FROM failed_sync_queue")).isBetween(1L, 20L);
        assertThat(number("a.db", "SELECT min(retry_count) FROM failed_sync_queue"))
                .isEqualTo(12);
        assertThat(number("a.db", "SELECT count(*) FROM sync_queue q JOIN failed_sync_queue f USING (record_id)"))
                .isZero();
    }

    @Test
    void anotherRunGoesOnFromWhatIsThere() throws Exception {
        try (var station = new Run("a.db", "--seed", "6")) {
            station.passes(Duration.ofMinutes(2));
        }
        long before = number("a.db", "SELECT max(id) FROM attendance");
        String first = text("a.db", "SELECT group_concat(id || timestamp) FROM attendance");
        now = now.plus(Duration.ofMinutes(1));
        try (var station = new Run("a.db", "--seed", "7")) {
            station.passes(Duration.ofMinutes(1));
        }
        assertThat(number("a.db", "SELECT max(id) FROM attendance")).isGreaterThan(before);
        assertThat(text("a.db", "SELECT group_concat(id || timestamp) FROM attendance WHERE id <= " + before))
                .isEqualTo(first);
        assertThat(number("a.db", "SELECT count(*) FROM attendance WHERE synced = 0 AND id <= " + before))
                .isLessThanOrEqualTo(2);
        assertThat(number(
                        "a.db",
                        "SELECT max(n) FROM (SELECT count(*) AS n FROM attendance GROUP BY student_id,"
                                + " scan_type)"))
                .isEqualTo(1);
    }

    @Test
    void theSameSeedGivesTheSameMorning() throws Exception {
        try (var station = new Run("a.db", "--seed", "8")) {
            station.passes(Duration.ofMinutes(5));
        }
        now = SEVEN;
        try (var station = new Run("b.db", "--seed", "8")) {
            station.passes(Duration.ofMinutes(5));
        }
        String all = "SELECT group_concat(student_id || timestamp || ifnull(cloud_record_id, '-')) FROM attendance";
        assertThat(text("a.db", all)).isEqualTo(text("b.db", all));
    }

    @Test
    void theSchemaIsTheOneOfTheAttendanceSystemInRollbackMode() throws Exception {
        try (var station = new Run("a.db")) {
            station.passes(Duration.ofSeconds(1));
        }
        assertThat(text("a.db", "PRAGMA journal_mode")).isEqualTo("delete");
        assertThat(new TreeSet<>(List.of(text("a.db", "SELECT group_concat(name) FROM pragma_table_info('attendance')")
                        .split(","))))
                .contains("id", "student_id", "timestamp", "photo_path", "qr_data", "scan_type", "status", "synced")
                .contains("sync_timestamp", "cloud_record_id");
        assertThat(number("a.db", "SELECT count(*) FROM students WHERE parent_phone LIKE '+63900000%'"))
                .isEqualTo(480);
    }

    @Test
    void aMachineThatSleptForAnHourDoesNotMakeUpForIt() throws Exception {
        try (var station = new Run("a.db", "--seed", "9")) {
            station.passes(Duration.ofSeconds(10));
            long before = number("a.db", "SELECT count(*) FROM attendance");
            now = now.plus(Duration.ofHours(1));
            station.turn();
            assertThat(number("a.db", "SELECT count(*) FROM attendance")).isLessThanOrEqualTo(before + 2);
        }
    }

    @Test
    void aFileThatASchoolMayHaveMadeIsLeftAsItIs() throws Exception {
        Path real = folder.resolve("real.db");
        try (Connection school = DriverManager.getConnection("jdbc:sqlite:" + real);
                Statement statement = school.createStatement()) {
            statement.execute("PRAGMA journal_mode = wal");
            statement.execute("CREATE TABLE attendance (id INTEGER PRIMARY KEY, student_id TEXT, timestamp TEXT,"
                    + " synced INTEGER DEFAULT 0)");
            statement.execute("INSERT INTO attendance VALUES (1, 'a real child', '2026-11-23 07:00:00', 0)");
        }
        byte[] before = Files.readAllBytes(real);
        for (String name : List.of("real.db", "notes.txt")) {
            Files.writeString(folder.resolve("notes.txt"), "short");
            assertThatThrownBy(() -> new Run(name))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not a simulated station's")
                    .hasMessageContaining(name);
        }
        assertThat(real).hasBinaryContent(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(real, folder.resolve("notes.txt"));
        }
    }

    @Test
    void aFileThatIsThereButEmptyIsTaken() throws Exception {
        Files.createFile(folder.resolve("a.db"));
        try (var station = new Run("a.db", "--seed", "1")) {
            station.passes(Duration.ofSeconds(3));
            assertThat(number("a.db", "SELECT count(*) FROM attendance")).isPositive();
        }
    }

    private long number(String name, String sql) throws SQLException {
        return Long.parseLong(text(name, sql));
    }

    private String text(String name, String sql) throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(name));
                ResultSet rows = other.createStatement().executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    /** A station whose clock is moved by hand. */
    private final class Run implements AutoCloseable {
        private final AttendanceFile file;
        private final SchoolMorning morning;

        Run(String name, String... args) throws Exception {
            var options = StationOptions.parse(
                    args,
                    Map.of("ROLLCALL_DATABASE", folder.resolve(name).toString(), "ROLLCALL_ZONE", "Asia/Manila"),
                    1);
            assertThat(options.zone()).isEqualTo(ZoneId.of("Asia/Manila"));
            file = AttendanceFile.open(options.database(), options.timestamps());
            morning = new SchoolMorning(file, options, clock, new SplittableRandom(options.seed()));
        }

        void turn() throws SQLException {
            morning.turn();
        }

        void passes(Duration time) throws SQLException {
            Instant end = now.plus(time);
            while (now.isBefore(end)) {
                now = now.plusMillis(500);
                morning.turn();
            }
        }

        @Override
        public void close() throws SQLException {
            file.close();
        }
    }
}

package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.event.Reading;

/** The day in memory and the day in the database, told apart by counting the table as a stranger would. */
class IncrementsTest {
    /** So little in each look that a few dozen rows are a large table. */
    private static final Effort SMALL = new Effort(7, 20, 5, 5, 3, Duration.ofMinutes(1));

    @TempDir
    Path folder;

    @Property(tries = 12)
    void incrementsEqualTheFullCountAndOnePassPutsTheRestRight(@ForAll long seed) throws Exception {
        Path own = Files.createTempDirectory("increments");
        Random random = new Random(seed);
        ZoneId zone = random.nextBoolean() ? Desk.MANILA : ZoneId.of("America/New_York");
        try (School school = School.open(own.resolve("attendance.db"), random.nextBoolean() ? "wal" : "delete");
                Desk desk = new Desk(own.resolve("attendance.db"), "2026-11-23T02:30:00Z", zone, SMALL)) {
            school.run("PRAGMA synchronous = OFF");
            Day day = new Day(school, desk, zone, random);
            for (int i = 0; i < 30; i++) {
                day.scan();
            }
            day.settle().attached();
            day.compare();
            for (int step = 0; step < 60; step++) {
                boolean isSeen = day.change();
                if (isSeen) {
                    day.settle().compare();
                } else {
                    desk.verify();
                    day.compare();
                }
            }
        } finally {
            try (var files = Files.list(own)) {
                for (Path left : files.toList()) {
                    Files.delete(left);
                }
            }
            Files.delete(own);
        }
    }

    @Test
    void aDriftIsPutRightByThePassAndReported() throws Exception {
        Path file = folder.resolve("attendance.db");
        try (School school = School.open(file);
                Desk desk = new Desk(file, "2026-11-23T02:30:00Z", Desk.MANILA, SMALL)) {
            for (long id = 1; id <= 40; id++) {
                school.scan(2 * id, "s" + id, "2026-11-23 10:00:00");
            }
            desk.look().verify();
            assertThat(desk.drifts()).isZero();
            school.run("DELETE FROM attendance WHERE id = 10");
            school.scan(11, "backdated", "2026-11-23 09:00:00");
            school.scan(13, "backdated", "2026-11-23 09:00:00");
            desk.look().look();
            assertThat(desk.reading.orElseThrow().scansToday()).isEqualTo(OptionalLong.of(40));
            assertThat(desk.drifts()).isZero();
            desk.verify();
            assertThat(desk.reading.orElseThrow().scansToday()).isEqualTo(OptionalLong.of(41));
            assertThat(desk.drifts()).isEqualTo(1);
            desk.verify().verify();
            assertThat(desk.drifts()).isEqualTo(1);
        }
    }

    @Test
    void aPhotoThatComesLaterIsToldOnce() throws Exception {
        Path file = folder.resolve("attendance.db");
        try (School school = School.open(file);
                Desk desk = new Desk(file).look()) {
            school.scan(1, "a", "2026-11-23 10:00:00");
            desk.look();
            school.run("UPDATE attendance SET photo_path = 'p/1.jpg' WHERE id = 1");
            desk.look().restart();
            school.run("UPDATE attendance SET photo_path = 'p/2.jpg' WHERE id = 1");
            desk.look().restart();
            assertThat(desk.keys()).containsExactly("scan:1", "photo:1");
        }
    }

    @Test
    void ofAnOutageOfThousandsEverySyncAndEveryRetryIsToldOnce() throws Exception {
        Path file = folder.resolve("attendance.db");
        try (School school = School.open(file);
                Desk desk = new Desk(file, "2026-11-23T02:30:00Z", Desk.MANILA, SMALL)) {
            desk.look();
            school.run("BEGIN");
            for (int id = 1; id <= 100; id++) {
                school.scan(id, "s" + id, "2026-11-23 10:00:00");
                school.queue(id, id, "2026-11-23 10:00:01", 0);
            }
            school.run("COMMIT");
            for (int i = 0; i < 60; i++) {
                desk.look();
            }
            assertThat(desk.keys()).filteredOn(key -> key.startsWith("queued:")).hasSize(100);
            school.run("UPDATE sync_queue SET retry_count = 1 WHERE id % 2 = 0");
            school.run("DELETE FROM sync_queue WHERE id % 2 = 1");
            school.run("UPDATE attendance SET synced = 1 WHERE id % 2 = 1");
            for (int i = 0; i < 60; i++) {
                desk.look();
            }
            assertThat(desk.keys())
                    .filteredOn(key -> key.startsWith("retry:"))
                    .hasSize(50)
                    .doesNotHaveDuplicates();
            assertThat(desk.keys())
                    .filteredOn(key -> key.startsWith("sync:"))
                    .hasSize(50)
                    .doesNotHaveDuplicates();
            assertThat(WatchPosition.parse(desk.position.orElseThrow()).orElseThrow().queue)
                    .hasSize(50);
        }
    }

    /** A school that changes its database at random, and knows which changes can be seen at once. */
    private static final class Day {
        private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

        private final School school;
        private final Desk desk;
        private final ZoneId zone;
        private final Random random;
        private final Set<Integer> watched = new HashSet<>();
        private int next = 1;
        private int queued = 1;

        Day(School school, Desk desk, ZoneId zone, Random random) {
            this.school = school;
            this.desk = desk;
            this.zone = zone;
            this.random = random;
        }

        void scan() throws Exception {
            next += 1 + random.nextInt(3); // gaps, into which a row may be put later
            school.scan(next, "s" + next, text());
            watched.add(next);
        }

        /** Of what was there before the first look only the day's own rows are watched. */
        void attached() throws Exception {
            String today = desk.now().atZone(zone).toLocalDate().toString();
            for (String id : school.texts("SELECT id FROM attendance WHERE timestamp NOT LIKE '" + today + "%'")) {
                watched.remove(Integer.valueOf(id));
            }
        }

        /** Changes something; returns whether increments show it. */
        boolean change() throws Exception {
            int id = 1 + random.nextInt(next);
            boolean isWatched = watched.contains(id);
            switch (random.nextInt(12)) {
                case 0, 1 -> scan();
                case 2 -> {
                    school.run("UPDATE attendance SET synced = 1, sync_timestamp = ? WHERE id = ?", text(), id);
                    watched.remove(id);
                    return isWatched;
                }
                case 3 -> {
                    school.run("UPDATE attendance SET photo_path = 'p.jpg' WHERE id = ?", id);
                    return isWatched;
                }
                case 4 -> school.run("UPDATE attendance SET student_id = 'other' WHERE id = ?", id);
                case 5 -> {
                    school.queue(queued, id, text(), random.nextInt(12));
                    queued++;
                }
                case 6 -> school.run("DELETE FROM sync_queue WHERE id % 5 = ?", random.nextInt(5));
                case 7 -> desk.later(step());
                default -> {
                    return hidden(id);
                }
            }
            return true;
        }

        private boolean hidden(int id) throws Exception {
            switch (random.nextInt(4)) {
                case 0 -> {
                    school.run("DELETE FROM attendance WHERE id = ?", id);
                    watched.remove(id);
                }
                case 1 -> school.run("UPDATE attendance SET timestamp = ? WHERE id = ?", text(), id);
                case 2 -> {
                    school.run("UPDATE attendance SET synced = 0 WHERE id = ?", id);
                    watched.remove(id);
                }
                default ->
                    school.run(
                            "INSERT OR IGNORE INTO attendance(id, student_id, timestamp) VALUES (?, 'late', ?)",
                            id,
                            text());
            }
            return false;
        }

        /** An hour, a day, a midnight, a week; forward or back. */
        private Duration step() {
            Duration[] steps = {
                Duration.ofMinutes(7), Duration.ofHours(1), Duration.ofHours(14), Duration.ofDays(1), Duration.ofDays(7)
            };
            Duration step = steps[random.nextInt(steps.length)];
            return random.nextInt(3) == 0 ? step.negated() : step;
        }

        /** Mostly the last hours, sometimes days away, in either format. */
        private String text() {
            LocalDateTime now = LocalDateTime.ofInstant(desk.now(), zone);
            LocalDateTime then = random.nextInt(5) == 0
                    ? now.plusHours(random.nextInt(120) - 72)
                    : now.minusMinutes(random.nextInt(180));
            String text = TEXT.format(then);
            return random.nextBoolean() ? text : text.replace(' ', 'T') + ".123456";
        }

        /** As many looks as the slices need; the clock stands still, so no verification is due. */
        Day settle() throws Exception {
            for (int i = 0; i < 40; i++) {
                desk.look();
            }
            return this;
        }

        void compare() throws Exception {
            Reading reading = desk.reading.orElseThrow();
            Instant now = desk.now();
            var today = now.atZone(zone).toLocalDate();
            Instant end = today.plusDays(1).atStartOfDay(zone).toInstant();
            long scans = 0;
            long synced = 0;
            long photos = 0;
            long hour = 0;
            for (String line : rows()) {
                String[] part = line.split("\\|", -1);
                LocalDateTime local = LocalDateTime.parse(part[0].replace(' ', 'T'));
                Instant at = local.atZone(zone).toInstant();
                hour += !at.isBefore(now.minusSeconds(3_600)) && at.isBefore(end) ? 1 : 0;
                if (local.toLocalDate().equals(today)) {
                    scans++;
                    synced += part[1].equals("1") ? 1 : 0;
                    photos += part[2].isEmpty() ? 0 : 1;
                }
            }
            assertThat(reading.scansToday()).isEqualTo(OptionalLong.of(scans));
            assertThat(reading.scansLastHour()).isEqualTo(OptionalLong.of(hour));
            assertThat(reading.syncedToday()).isEqualTo(OptionalLong.of(synced));
            assertThat(reading.photosToday()).isEqualTo(OptionalLong.of(photos));
            assertThat(reading.queueSize()).isEqualTo(OptionalLong.of(school.count("SELECT count(*) FROM sync_queue")));
            assertThat(reading.queueStuck())
                    .isEqualTo(
                            OptionalLong.of(school.count("SELECT count(*) FROM sync_queue WHERE retry_count >= 10")));
        }

        private List<String> rows() throws Exception {
            return school.texts(
                    "SELECT timestamp || '|' || coalesce(synced, 0) || '|' || coalesce(photo_path, '') FROM attendance");
        }
    }
}

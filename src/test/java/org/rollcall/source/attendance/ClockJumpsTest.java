package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Rules;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.monitor.MonitorSettings;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** The machine's clock jumps while rows come in (F14): watcher, monitor and journal as in the product. */
class ClockJumpsTest {
    private static final Instant START = Instant.parse("2026-11-23T02:30:00Z");

    @TempDir
    Path folder;

    private volatile Instant time = START; // set by the test, read by the monitor's thread as well
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return time;
        }
    };

    @Test
    void nothingIsLostOrRepeatedIdsGrowAndTheUptimeIsNeverNegative_F14() throws Exception {
        Json json = new Json(Desk.MANILA);
        SqliteJournal journal = SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.OS), json, START);
        EventLog log = new EventLog(1_000, 1_000_000, journal.last());
        StationSettings station = new StationSettings(List.of("camera"), Desk.MANILA, Duration.ofMinutes(15));
        Path file = folder.resolve("attendance.db");
        AttendanceSettings settings = new AttendanceSettings(file, "gate-1", Desk.MANILA, Duration.ofSeconds(5));
        try (journal;
                School school = School.open(file);
                RealtimeMonitor monitor = new RealtimeMonitor(
                                journal,
                                log,
                                new StationBoard(station, "gate-1", START),
                                new AlertBook(new Rules(List.of()), 50),
                                new EventJson(json),
                                new MonitorSettings("gate-1", Desk.MANILA, 100, 50, 1_000),
                                clock,
                                System::nanoTime)
                        .start();
                AttendanceWatcher watcher = new AttendanceWatcher(settings, Optional::empty, monitor, clock)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(
                            () -> { // on a busy machine the first look may be cut off
                                watcher.turn();
                                return monitor.snapshot().home().source().stream()
                                        .anyMatch(state -> state.condition().isReadable());
                            });
            List<Instant> jumps = List.of(
                    START,
                    START.plus(Duration.ofDays(1)),
                    START,
                    START.minus(Duration.ofHours(1)),
                    Instant.parse("1971-01-01T00:00:00Z"),
                    Instant.parse("2039-01-01T00:00:00Z"),
                    START.plusSeconds(60));
            List<String> expected = new ArrayList<>();
            for (int id = 1; id <= jumps.size(); id++) {
                time = jumps.get(id - 1);
                school.scan(id, "s" + id, "2026-11-23 10:29:5" + id); // the station's own clock is right
                expected.add("scan:" + id);
                watcher.turn();
                watcher.turn();
                assertThat(monitor.uptime()).isPositive();
                assertThat(monitor.snapshot().uptime()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
            }
            List<Frame> frames = journal.events(EventQuery.newest(100));
            List<EventId> ids = frames.stream().map(Frame::id).toList();
            assertThat(ids).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
            assertThat(frames.stream()
                            .map(frame -> Json.read(frame.json()).get("message"))
                            .filter(message -> String.valueOf(message).startsWith("Attendance recorded")))
                    .hasSize(jumps.size())
                    .doesNotHaveDuplicates();
            for (String key : expected) {
                assertThat(journal.find("gate-1", key)).as(key).isPresent();
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            monitor.snapshot().home().figures().scansToday().orElse(-1) == jumps.size());
        }
    }
}

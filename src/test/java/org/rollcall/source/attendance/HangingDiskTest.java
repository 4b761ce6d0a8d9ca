package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.event.SignalSink;

/** What only the watcher's own thread may ask of a database, because the answer may never come. */
class HangingDiskTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T02:30:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("attendance.db");
    }

    private AttendanceWatcher watcher(Path path, String station, SignalSink sink) {
        AttendanceSettings settings = new AttendanceSettings(path, station, Desk.MANILA, Duration.ofSeconds(5));
        return new AttendanceWatcher(settings, Optional::empty, sink, CLOCK);
    }

    private boolean isOpen() throws IOException {
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles.anyMatch(this::isDatabase);
        }
    }

    private boolean isDatabase(Path handle) {
        try {
            return Files.readSymbolicLink(handle).equals(file());
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theConnectionIsClosedByTheThreadThatUsesIt() throws Exception {
        try (School school = School.open(file())) {
            school.scan(1, "a", "2026-11-23 10:00:00");
        }
        CountDownLatch inTurn = new CountDownLatch(1);
        Semaphore end = new Semaphore(0);
        AttendanceWatcher watcher = watcher(file(), "gate-2", submission -> {
            inTurn.countDown();
            end.acquireUninterruptibly();
            return CompletableFuture.completedFuture(List.of());
        });
        watcher.start();
        inTurn.await();
        watcher.close();
        assertThat(isOpen()).as("a turn still runs on it").isTrue();
        end.release(100);
        await().until(() -> !isOpen());
    }

    /** A server whose stations all report has no database, and no alert about that. */
    @Test
    void whereNoDatabaseEverWasNothingIsUnreadForLong() throws Exception {
        try (Desk desk = new Desk(file());
                AttendanceWatcher none = watcher(file(), "gate-1", desk);
                AttendanceWatcher damaged = watcher(folder, "gate-2", desk)) {
            long before = System.nanoTime();
            none.watch();
            damaged.watch();
            double lag = none.tally().lag();
            assertThat(lag).as("since its look").isLessThanOrEqualTo(seconds(before));
            double least = seconds(before);
            assertThat(damaged.tally().lag()).as("since it was made").isGreaterThan(least);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    @Test
    void twoStationsWithOneFileAreSaidOnce() throws Exception {
        List<String> said = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                said.add(new SimpleFormatter().formatMessage(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(AttendanceWatcher.class.getName());
        logger.addHandler(handler);
        FileClaims claims = new FileClaims();
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), file());
        try (School school = School.open(file());
                Desk desk = new Desk(file());
                AttendanceWatcher one = watcher(file(), "gate-1", desk).claiming(claims);
                AttendanceWatcher other = watcher(link, "gate-2", desk).claiming(claims)) {
            one.turn();
            assertThat(said).isEmpty();
            other.turn();
            school.scan(1, "a", "2026-11-23 10:00:00");
            one.turn();
            other.turn();
            assertThat(said).singleElement().asString().contains("link.db", "station gate-1 too");
        } finally {
            logger.removeHandler(handler);
        }
    }
}

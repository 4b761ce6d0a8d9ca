package org.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.source.attendance.AttendanceWatcher;

/** Disks that do not answer, and cannot be interrupted either. */
class WatchersTest {
    private static final int MANY = 10;

    @TempDir
    Path folder;

    private final AtomicInteger hanging = new AtomicInteger();
    private final Semaphore disk = new Semaphore(0);

    private AttendanceWatcher watcher(int number) {
        return new AttendanceWatcher(
                new AttendanceSettings(
                        folder.resolve(number + ".db"), "gate-" + number, ZoneOffset.UTC, Duration.ofSeconds(5)),
                () -> {
                    hanging.incrementAndGet();
                    disk.acquireUninterruptibly();
                    return Optional.empty();
                },
                submission -> CompletableFuture.completedFuture(List.of()),
                Clock.fixed(Instant.parse("2026-11-23T02:30:00Z"), ZoneOffset.UTC));
    }

    @AfterEach
    void mend() {
        disk.release(MANY);
    }

    @Test
    void manyThatHangKeepTheStopNoLongerThanOne() {
        Watchers watchers =
                new Watchers(IntStream.range(0, MANY).mapToObj(this::watcher).toList());
        watchers.start();
        await().until(() -> hanging.get() == MANY);
        long began = System.nanoTime();
        watchers.close();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(3_500));
    }
}

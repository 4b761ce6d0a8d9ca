package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder whose disk does not answer holds the thread that asks it, and nobody else. */
class FolderWatchTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(10); // on a busy machine; it would be for ever

    @TempDir
    Path folder;

    private final HangingDisk disk = new HangingDisk();
    private FolderWatch watch;

    /** A registration that comes to its end when it is let. */
    private static final class HangingDisk implements FolderWatch.Registration {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch answer = new CountDownLatch(1);
        private volatile String thread = "";
        private volatile boolean answersWell = true;
        private Optional<WatchService> service = Optional.empty(); // set before asked is counted down

        @Override
        public void register(Path folder, WatchService given) throws IOException {
            thread = Thread.currentThread().getName();
            service = Optional.of(given);
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (!answersWell) {
                throw new IOException("Stale file handle");
            }
            folder.register(given, StandardWatchEventKinds.ENTRY_CREATE);
        }

        private boolean isOpen() {
            try {
                service.orElseThrow().poll();
                return true;
            } catch (ClosedWatchServiceException e) {
                return false;
            }
        }
    }

    @BeforeEach
    void make() throws IOException {
        Path database = Files.createFile(folder.resolve("attendance.db"));
        watch = new FolderWatch(database, "gate-1", () -> {}, () -> 0, disk);
    }

    private void startOnADiskThatHangs() throws InterruptedException {
        assertTimeoutPreemptively(AT_ONCE, watch::start);
        disk.asked.await();
        assertThat(disk.thread).isEqualTo("rollcall-attendance-gate-1-files");
        assertThat(watch.isCrowd()).isFalse();
    }

    /** To close a service waits for what registers with it. */
    @Test
    void neitherStartNorStopWaitsForARegistrationAndItsServiceIsClosedAfterIt() throws Exception {
        startOnADiskThatHangs();
        assertTimeoutPreemptively(AT_ONCE, watch::stop);
        assertThat(disk.isOpen()).as("while it registers").isTrue();

        disk.answer.countDown();
        await().until(() -> !disk.isOpen());
    }

    @Test
    void aRegistrationThatFailsAfterTheStopLeavesNoService() throws Exception {
        disk.answersWell = false;
        startOnADiskThatHangs();
        assertTimeoutPreemptively(AT_ONCE, watch::stop);
        disk.answer.countDown();
        await().until(() -> !disk.isOpen());
    }

    @Test
    void aServiceThatIsRegisteredIsClosedByTheStop() throws Exception {
        disk.answer.countDown();
        watch.start();
        disk.asked.await();
        watch.stop();
        await().until(() -> !disk.isOpen());
    }
}

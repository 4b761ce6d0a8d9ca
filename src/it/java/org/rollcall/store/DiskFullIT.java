package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.EventId;
import org.rollcall.wire.Json;

/**
 * F4: the disk is full, and then it is not. The kernel refuses the writes in two real ways: a small file system that is
 * full, which only root can mount, and a limit on the size of files, which anyone can set.
 */
class DiskFullIT {
    @TempDir
    Path folder;

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left"); // that is what it is for
        }
    }

    private static void awaitLine(MonitorChild child, String line, Duration most) {
        await(line).atMost(most).until(() -> child.lines().contains(line) || !child.isAlive());
        assertThat(child.lines()).contains(line);
    }

    /** From the first refusal on to a store that writes again. */
    private void failsAndComesBack(MonitorChild child, Path log, Back back) throws Exception {
        awaitLine(child, "T failing 1", Duration.ofSeconds(60));
        await().atMost(Duration.ofSeconds(10)).until(() -> child.lines("X").size() > 20);
        assertThat(child.lines("R")).as("reads go on").endsWith("R 50");
        assertThat(child.isAlive()).isTrue();

        int before = child.count();
        back.giveSpace();
        await("an event is stored again")
                .atMost(Duration.ofSeconds(30))
                .until(() -> child.lines().stream()
                        .skip(before)
                        .anyMatch(line -> line.startsWith("A ") && line.contains(" 2-")));
        awaitLine(child, "T writing 2", Duration.ofSeconds(5));
        assertThat(child.stop(15)).isTrue();
        assertThat(Files.readAllLines(log).stream().filter(line -> line.contains("the journal cannot write")))
                .as("one line a minute at most")
                .hasSize(1);
    }

    private static void limit(MonitorChild child, String size) throws Exception {
        assertThat(run("prlimit", "--pid", String.valueOf(child.pid()), "--fsize=" + size))
                .isZero();
    }

    private interface Back {
        void giveSpace() throws Exception;
    }

    private static void everyReceiptIsStored(MonitorChild child, Path data) throws Exception {
        try (SqliteJournal journal = SqliteJournal.open(
                new StoreSettings(data, StoreSettings.Durability.FULL), new Json(ZoneOffset.UTC), Instant.now())) {
            for (String line : child.lines("A")) {
                String[] part = line.split(" ", -1);
                assertThat(journal.find("gate-1", part[1]))
                        .contains(EventId.parse(part[2]).orElseThrow());
            }
            assertThat(journal.checkNow()).isEqualTo(StoreCheck.Outcome.SOUND);
        }
    }

    @Test
    void aFullFileSystemStopsTheStoreNotTheViewAndNothingIsLost_F4() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        int mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "rollcall-test", disk.toString());
        Assumptions.assumeTrue(mounted == 0, "this user may not mount; the limit on file sizes stands in for it");
        try {
            Path log = folder.resolve("child.log");
            try (MonitorChild child = MonitorChild.start(List.of(), log, disk.toString(), "1,1,1,1")) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> child.lines("A").size() > 200);
                fill(disk.resolve("filler"));
                failsAndComesBack(child, log, () -> Files.delete(disk.resolve("filler")));
                everyReceiptIsStored(child, disk);
            }
        } finally {
            assertThat(run("umount", "--lazy", disk.toString())).isZero();
        }
    }

    @Test
    void aRefusedWriteStopsTheStoreNotTheViewAndNothingIsLost_F4() throws Exception {
        Path log = folder.resolve("child.log");
        try (MonitorChild child = MonitorChild.start(List.of(), log, folder.toString(), "1,1,1,1")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> child.lines("A").size() > 200);
            limit(child, "1000000:");
            failsAndComesBack(child, log, () -> limit(child, "unlimited:"));
            everyReceiptIsStored(child, folder);
        }
    }
}

package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.StoreSettings;

/** F3: the system calls of a writing process, in order, as strace sees them. */
class SyncIT {
    private static final int RECEIPTS = 50;

    @TempDir
    Path folder;

    /** What the trace shows: receipts, and how many of them had no sync of the WAL behind their writes. */
    private record Trace(int receipts, int unsynced) {
        static Trace of(List<String> lines) {
            int receipts = 0;
            int unsynced = 0;
            boolean written = false; // since the last receipt
            boolean synced = false; // the write before it
            Set<String> underWay = new HashSet<>();
            for (String line : lines) {
                String thread = line.substring(0, line.indexOf(' '));
                if (line.contains("pwrite64(") && line.contains("monitor.db-wal")) {
                    written = true;
                    synced = false;
                } else if (line.contains("sync(") && line.contains("monitor.db-wal")) {
                    if (line.contains("unfinished")) {
                        underWay.add(thread);
                    } else {
                        synced = written;
                    }
                } else if (line.contains("sync resumed>") && underWay.remove(thread)) {
                    synced = written;
                } else if (line.contains("write(1<") && line.contains("\"A w0-")) {
                    receipts++;
                    unsynced += synced ? 0 : 1;
                    written = false;
                    synced = false;
                }
            }
            return new Trace(receipts, unsynced);
        }
    }

    private static void needStrace() throws IOException, InterruptedException {
        boolean works = false;
        try {
            Process process = new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true")
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            works = process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            System.out.println("F3: strace is not installed");
        }
        if (!works) {
            System.out.println("F3: no system calls were looked at: strace is missing or may not trace here");
        }
        Assumptions.assumeTrue(works, "strace is missing or may not trace here");
    }

    private Trace trace(StoreSettings.Durability durability) throws Exception {
        Path out = folder.resolve("trace");
        Path data = Files.createDirectory(folder.resolve(durability.name()));
        List<String> strace =
                List.of("strace", "-f", "-y", "-e", "trace=fsync,fdatasync,write,pwrite64", "-o", out.toString());
        try (MonitorChild child = MonitorChild.start(
                strace,
                folder.resolve("child.log"),
                data.toString(),
                "1",
                String.valueOf(RECEIPTS),
                durability.name())) {
            assertThat(child.await(120)).isZero();
        }
        return Trace.of(Files.readAllLines(out, StandardCharsets.ISO_8859_1));
    }

    @Test
    void everyReceiptFollowsASyncOfTheWalAfterItsLastWrite_F3() throws Exception {
        needStrace();
        Trace full = trace(StoreSettings.Durability.FULL);
        assertThat(full.receipts()).isEqualTo(RECEIPTS);
        assertThat(full.unsynced())
                .as("a tick's own commit may just have begun")
                .isLessThanOrEqualTo(2);
        Trace os = trace(StoreSettings.Durability.OS);
        assertThat(os.unsynced()).as("with durability os the trace shows none").isGreaterThan(RECEIPTS / 2);
        System.out.printf(
                "F3: full: %d of %d receipts after a sync; os: %d%n",
                full.receipts() - full.unsynced(), full.receipts(), os.receipts() - os.unsynced());
    }
}

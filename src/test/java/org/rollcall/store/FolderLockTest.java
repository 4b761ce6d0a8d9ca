package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.log.StoreException;

class FolderLockTest {
    @TempDir
    Path folder;

    @Test
    void onlyOneProgramHasAFolderAndTheOthersAreToldWhich() {
        try (FolderLock lock = FolderLock.take(folder, "a server")) {
            assertThat(lock).isNotNull();
            assertThat(FolderLock.tryTake(folder, "a backup")).isEmpty();
            assertThatThrownBy(() -> FolderLock.take(folder, "a restore"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by a server");
        }
        FolderLock.take(folder, "a restore").close();
    }

    /** As with two applications of one Tomcat, whose settings name one folder in two ways. */
    @Test
    void aFolderThatIsHeldIsHeldUnderItsOtherNamesToo() throws Exception {
        Path held = Files.createDirectory(folder.resolve("held"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), held);
        try (FolderLock lock = FolderLock.take(held, "a server")) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> FolderLock.take(link, "a second server"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(link + " is in use by a server in this process");
            assertThat(freeForOthers(held)).isFalse();
        }
        assertThat(freeForOthers(held)).isTrue();
        FolderLock.take(link, "a restore").close();
    }

    /** A folder that is mounted twice has two real paths; here its file has two. */
    @Test
    void aLockThatIsHeldUnderAnotherRealPathStaysHeld() throws Exception {
        Path held = Files.createDirectory(folder.resolve("held"));
        Path mount = Files.createDirectory(folder.resolve("mount"));
        try (FolderLock lock = FolderLock.take(held, "a server")) {
            assertThat(lock).isNotNull();
            Files.createLink(mount.resolve("monitor.lock"), held.resolve("monitor.lock"));
            for (int time = 0; time < 2; time++) {
                assertThatThrownBy(() -> FolderLock.take(mount, "a second server"))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("in use by another application in this process");
            }
            assertThat(freeForOthers(held)).isFalse();
        }
        assertThat(freeForOthers(held)).isTrue();
    }

    private static boolean freeForOthers(Path folder) throws IOException {
        String classes = FolderLockTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        classes,
                        AnotherProgram.class.getName(),
                        folder.resolve("monitor.lock").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isIn("true", "false");
        return said.equals("true");
    }

    /** Prints whether it gets the lock on the file in its argument. */
    static final class AnotherProgram {
        private AnotherProgram() {}

        public static void main(String[] args) throws IOException {
            try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE);
                    FileLock lock = file.tryLock()) {
                System.out.print(lock != null);
            }
        }
    }
}

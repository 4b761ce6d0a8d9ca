package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.AttendanceSettings;

class FileClaimsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T02:30:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final FileClaims claims = new FileClaims();
    private Path mine;
    private Path other;

    @BeforeEach
    void makeTwoDatabases() throws Exception {
        mine = folder.resolve("attendance.db");
        other = folder.resolve("other.db");
        School.open(mine).close();
        School.open(other).close();
    }

    /** Device and inode, as the watcher asks for them. */
    private static Object key(Path file) throws Exception {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Who reads the file, as a station that comes to it would be told; it takes its own claim back. */
    private Optional<String> readerOf(Object file) {
        try {
            return claims.claim("asks", file);
        } finally {
            claims.release("asks");
        }
    }

    private AttendanceWatcher watcher() {
        AttendanceSettings settings = new AttendanceSettings(mine, "gate-1", Desk.MANILA, Duration.ofSeconds(5));
        return new AttendanceWatcher(
                        settings, Optional::empty, submission -> CompletableFuture.completedFuture(List.of()), CLOCK)
                .claiming(claims);
    }

    @Test
    void twoStationsWithOneFileAreFound() {
        assertThat(claims.claim("gate-1", "7")).isEmpty();
        assertThat(claims.claim("gate-2", "8")).isEmpty();
        assertThat(claims.claim("gate-2", "7")).hasValue("gate-1");
    }

    /** A file system gives the number of a file that was deleted to the next one. */
    @Test
    void theNumberOfAFileThatIsGoneIsNobodys() {
        claims.claim("gate-1", "7");
        claims.release("gate-1");
        assertThat(claims.claim("gate-2", "7")).isEmpty();
    }

    @Test
    void aWatcherWhoseFileIsGoneGivesItsClaimBack() throws Exception {
        Object key = key(mine);
        try (AttendanceWatcher watcher = watcher()) {
            watcher.turn();
            assertThat(readerOf(key)).hasValue("gate-1");
            Files.move(mine, folder.resolve("away.db"));
            watcher.turn();
            assertThat(readerOf(key)).isEmpty();
        }
    }

    @Test
    void aWatcherThatGetsAnotherFileClaimsThatOneInsteadOfItsOwn() throws Exception {
        Object before = key(mine);
        Object after = key(other);
        Files.createLink(folder.resolve("kept.db"), mine); // or the next file could have its number
        try (AttendanceWatcher watcher = watcher()) {
            watcher.turn();
            Files.move(other, mine, StandardCopyOption.ATOMIC_MOVE);
            watcher.turn();
            assertThat(readerOf(before)).isEmpty();
            assertThat(readerOf(after)).hasValue("gate-1");
        }
    }

    @Test
    void aWatcherThatIsClosedGivesItsClaimBack() throws Exception {
        AttendanceWatcher watcher = watcher();
        watcher.turn();
        assertThat(readerOf(key(mine))).hasValue("gate-1");
        watcher.close();
        assertThat(readerOf(key(mine))).isEmpty();
    }
}

package org.rollcall.source.attendance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether a database in journal mode WAL is in use, told from its files alone.
 *
 * <p>The first program that opens such a database makes {@code -wal} and {@code -shm} beside it, whoever it is, and the
 * last one removes them. So while there is no {@code -wal} nobody has it open, all is in the main file, and to open it
 * in the usual way would make files of ours: see docs/decisions/0007-idle-wal.md.
 */
final class WalFile {
    private static final int VERSIONS = 18; // of the file header: write and read version, 2 for WAL
    private static final int TRIES = 10;
    private static final Duration YOUNG = Duration.ofMillis(20); // no kernel stamps files less often
    private static final Duration YOUNG_IN_SECONDS = Duration.ofMillis(2_500); // but some file systems do

    /** How the main file was while there was no {@code -wal}. */
    record Still(Object key, long size, Instant modified) {
        /** Whether it was changed so lately that a second change could bear the same time. */
        boolean isYoung() {
            boolean inSeconds = modified.equals(modified.truncatedTo(ChronoUnit.SECONDS));
            Duration young = inSeconds ? YOUNG_IN_SECONDS : YOUNG;
            return Duration.between(modified, Instant.now()).abs().compareTo(young) < 0;
        }
    }

    private final Path main;
    private final Path wal;
    private final Path index;

    WalFile(Path main) {
        this.main = main;
        this.wal = Path.of(main + "-wal");
        this.index = Path.of(main + "-shm");
    }

    /** The main file as it is when nobody has it open in WAL mode; nothing when somebody has, or in another mode. */
    Optional<Still> still() throws IOException {
        if (isInUse() || !isWal()) {
            return Optional.empty();
        }
        Still still = look();
        return isInUse() ? Optional.empty() : Optional.of(still);
    }

    /** Whether nobody has opened or changed the file since. */
    boolean isStill(Still then) {
        try {
            return !isInUse() && look().equals(then);
        } catch (IOException e) {
            return false;
        }
    }

    /** A log with content and without its index: left by a program that died, or by a copy of half the files. */
    boolean isLeft() throws IOException {
        boolean left = !Files.exists(index) && size(wal) > 0;
        for (int i = 0; left && i < TRIES; i++) { // whoever closes politely removes the index a moment before the log
            LockSupport.parkNanos(YOUNG.toNanos() / TRIES);
            left = !Files.exists(index) && size(wal) > 0;
        }
        return left;
    }

    boolean isUsed() {
        return Files.exists(index);
    }

    boolean isWal() throws IOException {
        ByteBuffer versions = ByteBuffer.allocate(2);
        try (FileChannel channel = FileChannel.open(main, StandardOpenOption.READ)) {
            return channel.read(versions, VERSIONS) == 2 && versions.get(0) == 2;
        }
    }

    /** Size and time of the log, for whoever wants to know whether anything was written. */
    String state() {
        try {
            BasicFileAttributes file = Files.readAttributes(wal, BasicFileAttributes.class);
            return file.size() + "@" + file.lastModifiedTime().toInstant();
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether the log was last written so long ago. */
    boolean isSilent(Duration span) {
        try {
            Instant written = Files.getLastModifiedTime(wal).toInstant();
            return Duration.between(written, Instant.now()).abs().compareTo(span) >= 0;
        } catch (IOException e) {
            return true; // there is none
        }
    }

    /** An empty log without its index holds nothing and hides nobody. */
    private boolean isInUse() throws IOException {
        return Files.exists(index) || size(wal) > 0;
    }

    private Still look() throws IOException {
        BasicFileAttributes file = Files.readAttributes(main, BasicFileAttributes.class);
        Object key = Optional.<Object>ofNullable(file.fileKey()).orElse(main);
        return new Still(key, file.size(), file.lastModifiedTime().toInstant());
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}

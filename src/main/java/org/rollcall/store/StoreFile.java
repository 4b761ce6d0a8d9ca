package org.rollcall.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rollcall.log.StoreException;

/**
 * The file {@code monitor.db} with its companions: what can be told of them without SQLite, and how they are put aside.
 *
 * <p>Damage that was found while running is noted in {@code monitor.db.damaged}, because the next start might not meet
 * the broken page again.
 */
final class StoreFile {
    private static final List<String> PARTS = List.of("", "-wal", "-shm", "-journal");
    private static final int WAL_HEADER = 32;
    private static final int WAL_MAGIC = 0x377f0682; // the last bit says which byte order the checksums have

    private static final Pattern SAID = Pattern.compile("\\[SQLITE_\\w+\\][^(]*\\((.*)\\)$");

    private final Path path;

    StoreFile(Path folder) {
        this.path = folder.resolve("monitor.db");
    }

    Path path() {
        return path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Bytes of the file and of its WAL. */
    long bytes() {
        return size(path) + size(part("-wal"));
    }

    /** Why this cannot be a store, as far as its outside shows it. */
    Optional<String> oddity() {
        for (String suffix : PARTS) {
            Path part = part(suffix);
            if (Files.exists(part) && !Files.isRegularFile(part)) {
                return Optional.of(part.getFileName() + " is not a file");
            }
        }
        if (!exists()) {
            return PARTS.stream().anyMatch(suffix -> Files.exists(part(suffix)))
                    ? Optional.of(path.getFileName() + " is missing beside its companions")
                    : Optional.empty();
        }
        return size(path) == 0 ? Optional.of(path.getFileName() + " is empty") : Optional.empty();
    }

    /** Why this user cannot work with it, although it may be sound. */
    Optional<String> lock() {
        return exists() && !(Files.isReadable(path) && Files.isWritable(path))
                ? Optional.of("this user may not read and write it; give it to the user that runs Rollcall")
                : Optional.empty();
    }

    /** Whether SQLite would take the WAL for an empty one although something is in it. */
    boolean hasGarbageWal() {
        Path wal = part("-wal");
        if (size(wal) < WAL_HEADER) {
            return false;
        }
        try (InputStream in = Files.newInputStream(wal)) {
            int magic = ByteBuffer.wrap(in.readNBytes(Integer.BYTES)).getInt();
            return (magic & ~1) != WAL_MAGIC;
        } catch (IOException e) {
            throw new StoreException("cannot read " + wal, e);
        }
    }

    /** Whether a first start was killed before the WAL came into use; only a writer can mend that. */
    boolean hasHotJournal() {
        return Files.exists(part("-journal"));
    }

    /** Renames the file and its companions to {@code monitor.db*.corrupt-<time>}; returns the first new name. */
    String putAside(Instant now) {
        return putAside(PARTS, now);
    }

    /** Renames the WAL alone; the file without it is as it was at some earlier commit. */
    String putWalAside(Instant now) {
        return putAside(List.of("-wal", "-shm"), now);
    }

    /** Renames the file and its companions for a restore; the companions first, for a file alone is still a store. */
    void keepAs(String mark) {
        try {
            for (String suffix : List.of("-wal", "-shm", "-journal", "")) {
                if (Files.exists(part(suffix))) {
                    Files.move(part(suffix), part(suffix + mark));
                }
            }
        } catch (IOException e) {
            throw new StoreException("cannot put " + path + " aside", e);
        }
        forgetDamage(); // what is noted of it is not true of the one that comes
    }

    /** What was found broken before this start. */
    Optional<String> notedDamage() {
        Path note = part(".damaged");
        try {
            return Files.exists(note)
                    ? Optional.of(new String(Files.readAllBytes(note), StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(note.getFileName() + " cannot be read");
        }
    }

    void noteDamage(String finding) {
        Path note = part(".damaged");
        try {
            Files.writeString(note, finding + "\n");
        } catch (IOException e) {
            throw new StoreException("cannot write " + note, e);
        }
    }

    void forgetDamage() {
        Path note = part(".damaged");
        try {
            Files.deleteIfExists(note);
        } catch (IOException e) {
            throw new StoreException("cannot delete " + note, e);
        }
    }

    /** Whether the failure says that the file itself is damaged. */
    static boolean isDamage(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof DamageException
                    || message.contains("SQLITE_CORRUPT")
                    || message.contains("SQLITE_NOTADB")) {
                return true;
            }
        }
        return false;
    }

    /** What SQLite says of the file, without its codes. */
    static String reason(Throwable e) {
        String message = String.valueOf(e.getMessage());
        Matcher said = SAID.matcher(message);
        return said.find() ? said.group(1) : message;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private String putAside(List<String> suffixes, Instant now) {
        long time = now.getEpochSecond();
        while (isTaken(".corrupt-" + time)) {
            time++; // a clock that went back, or two starts within a second
        }
        String first = "";
        for (String suffix : suffixes) {
            Path from = part(suffix);
            Path to = part(suffix + ".corrupt-" + time);
            try {
                if (Files.exists(from)) {
                    Files.move(from, to);
                    first = first.isEmpty() ? to.getFileName().toString() : first;
                }
            } catch (IOException e) {
                throw new StoreException("cannot put the damaged " + from + " aside", e);
            }
        }
        return first;
    }

    private boolean isTaken(String ending) {
        return PARTS.stream().anyMatch(suffix -> Files.exists(part(suffix + ending)));
    }

    private Path part(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static long size(Path path) {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            return 0; // it vanished between the two calls
        }
    }
}

package org.rollcall.store;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.rollcall.event.EventId;
import org.rollcall.log.StoreException;

/**
 * Puts a copy of the store in the place of the present one: {@code scripts/restore.sh}.
 *
 * <p>The next start has to begin a new epoch above every id that was ever given out, or a browser that saw later events
 * would go on with other ones under the same ids. So before anything is moved, {@code monitor.epoch} is set above what
 * is known here. When the present store does not hold the copy's newest entry, the copy comes from another machine, and
 * what that one gave out since is unknown: then the sequence leaps by more than it can have been, and the epoch as well.
 */
public final class Restore {
    /** More epochs than another machine will have begun since the copy was made. */
    static final int EPOCHS = 10;
    /** More entries a second than another machine will have stored on the average since then. */
    static final int A_SECOND = 1_000;

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");

    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    Restore(Clock clock, PrintStream out, PrintStream err) {
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        System.exit(new Restore(Clock.system(ZoneId.systemDefault()), System.out, System.err).run(args));
    }

    /**
     * The exit status: 0 restored, 1 not, and one line on the error stream says why, 2 wrong arguments.
     *
     * @param args the data folder and the copy
     */
    int run(String... args) {
        if (args.length != 2) {
            err.println("restore: give the data folder and the copy");
            return 2;
        }
        try {
            restore(Path.of(args[0]), Path.of(args[1]));
            return 0;
        } catch (StoreException | IOException | SQLException e) {
            err.println("restore: " + Backup.because(e));
            return 1;
        }
    }

    @SuppressWarnings("try") // the lock is held, not used
    private void restore(Path folder, Path backup) throws IOException, SQLException {
        if (!Files.isRegularFile(backup)) {
            throw new StoreException("there is no copy " + backup);
        }
        Path incoming = folder.resolve("monitor.db.restoring");
        try (FolderLock lock = FolderLock.take(folder, "a restore")) {
            try {
                replace(folder, incoming, bring(backup, incoming));
                bringUsers(folder, backup);
            } finally {
                for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
                    Files.deleteIfExists(incoming.resolveSibling(incoming.getFileName() + suffix));
                }
            }
        }
    }

    private void replace(Path folder, Path incoming, StoreCopy copy) throws IOException {
        StoreFile store = new StoreFile(folder);
        EventId floor = floor(folder, store, copy);
        try (EpochFile epochFile = new EpochFile(folder, clock.instant())) {
            epochFile.writeForGood(floor);
        }
        String mark = ".before-restore-" + STAMP.format(clock.instant().atZone(clock.getZone()));
        boolean present = store.exists();
        store.keepAs(mark);
        Files.move(incoming, store.path());
        StoreCopy.sync(folder);
        out.println(store.path() + " is as it was at " + copy.last() + "; the next start begins epoch "
                + (floor.epoch() + 1) + " after " + floor.sequence());
        if (present) {
            out.println("the former store is kept as " + store.path() + mark);
        }
    }

    /** Copies the copy, with its WAL if somebody copied one with it, and makes one checked file of them. */
    private static StoreCopy bring(Path backup, Path incoming) throws IOException, SQLException {
        for (String suffix : List.of("", "-wal")) {
            Path from = backup.resolveSibling(backup.getFileName() + suffix);
            Path to = incoming.resolveSibling(incoming.getFileName() + suffix);
            Files.deleteIfExists(to);
            if (Files.exists(from)) {
                Files.copy(from, to);
            }
        }
        try {
            StoreCopy copy = StoreCopy.check(incoming);
            StoreCopy.sync(incoming);
            return copy;
        } catch (StoreException e) {
            throw new StoreException(String.valueOf(e.getMessage()).replace(incoming.toString(), backup.toString()));
        } catch (SQLException e) {
            throw new StoreException(backup + " cannot be read as a store", e);
        }
    }

    /** An id that is above all that were given out. */
    private EventId floor(Path folder, StoreFile store, StoreCopy copy) {
        Optional<EventId> remembered = Optional.empty();
        if (Files.exists(folder.resolve("monitor.epoch"))) {
            try (EpochFile epochFile = new EpochFile(folder, clock.instant())) {
                remembered = epochFile.read();
            }
        }
        boolean noted = remembered.isPresent();
        EventId floor = noted ? above(copy.last(), remembered.get()) : copy.last();
        Optional<Present> present = store.exists() ? present(store, copy) : Optional.empty();
        if (present.isPresent()) {
            floor = above(floor, present.get().last());
        } else if (noted) {
            floor = new EventId(floor.epoch(), floor.sequence() + EpochFile.LAG);
        }
        boolean same = present.map(Present::isSame).orElse(noted);
        return same
                ? floor.next()
                : new EventId(floor.epoch() + EPOCHS - 1, floor.sequence() + EpochFile.LAG + since(copy) * A_SECOND);
    }

    /** What the store that is in the place knows. */
    private record Present(EventId last, boolean isSame) {}

    /** Opening it for writing also brings its WAL in, so that what is put aside is one file. */
    private static Optional<Present> present(StoreFile store, StoreCopy copy) {
        try (Connection connection = StoreCopy.open(store.path(), false);
                Statement statement = connection.createStatement()) {
            statement.executeQuery("pragma wal_checkpoint(truncate)").close();
            boolean same = copy.newest().isEmpty()
                    || StoreCopy.holds(connection, copy.newest().get());
            return Optional.of(new Present(EntryReader.lastOf(connection), same));
        } catch (SQLException e) {
            return Optional.empty(); // it is damaged, which may be why there is a restore
        }
    }

    private long since(StoreCopy copy) {
        Instant at = copy.newest().map(StoreCopy.Entry::at).orElse(Instant.EPOCH);
        return Math.max(0, Duration.between(at, clock.instant()).toSeconds());
    }

    private static EventId above(EventId one, EventId other) {
        return new EventId(Math.max(one.epoch(), other.epoch()), Math.max(one.sequence(), other.sequence()));
    }

    private void bringUsers(Path folder, Path backup) throws IOException {
        Path present = folder.resolve("users.xml");
        Path users = Backup.users(backup);
        if (!Files.exists(users)) {
            return;
        }
        if (Files.exists(present)) {
            out.println("the logins stay as they are; those of the copy are in " + users);
        } else {
            Files.copy(users, present);
            out.println("the logins of the copy are in " + present);
        }
    }
}

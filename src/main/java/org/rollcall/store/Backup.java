package org.rollcall.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.rollcall.log.StoreException;

/**
 * Copies the store, also while a server writes it: {@code scripts/backup.sh}.
 *
 * <p>{@code VACUUM INTO} reads one moment of the store through a connection that only reads, so in WAL mode no commit
 * waits for it. SQLite's page-wise backup would begin anew with each commit of another process. The copy has no free
 * pages, so nothing that was deleted is in it. While no server runs, the folder is locked and the store opened for
 * writing, because a reader alone would leave companion files behind.
 */
public final class Backup {
    static final String USERS = ".users.xml";

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");

    private final Clock clock;
    private final PrintStream out;
    private final PrintStream err;

    Backup(Clock clock, PrintStream out, PrintStream err) {
        this.clock = clock;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        System.exit(new Backup(Clock.system(ZoneId.systemDefault()), System.out, System.err).run(args));
    }

    /**
     * The exit status: 0 made and checked, 1 not made, and one line on the error stream says why, 2 wrong arguments.
     *
     * @param args the data folder; then a folder for the copy, or the copy's own name
     */
    int run(String... args) {
        if (args.length != 2) {
            err.println("backup: give the data folder and where the copy goes");
            return 2;
        }
        try {
            Path folder = Path.of(args[0]);
            Path target = target(args[1]);
            StoreCopy copy = make(folder, target);
            out.printf(
                    Locale.ROOT, "%s: %.1f MB, last id %s, checked%n", target, Files.size(target) / 1e6, copy.last());
            return 0;
        } catch (StoreException e) {
            err.println("backup: " + because(e));
        } catch (IOException | SQLException e) {
            err.println("backup: no copy was made: " + because(e));
        }
        return 1;
    }

    private Path target(String given) {
        Path place = Path.of(given);
        return given.endsWith("/") || Files.isDirectory(place)
                ? place.resolve("monitor_backup_" + STAMP.format(clock.instant().atZone(clock.getZone())) + ".db")
                : place;
    }

    private StoreCopy make(Path folder, Path target) throws IOException, SQLException {
        Path store = new StoreFile(folder).path();
        if (!Files.exists(store)) {
            throw new StoreException("there is no store " + store);
        }
        Path users = users(target);
        Path logins = folder.resolve("users.xml");
        // A backup that was killed in its last moment has left the logins, without the copy that they belong to.
        boolean areThere = Files.exists(users) && Files.exists(logins) && Files.mismatch(users, logins) == -1;
        refuse(target);
        if (!areThere) {
            refuse(users);
        }
        Path place = requireNonNull(target.toAbsolutePath().getParent());
        Files.createDirectories(place);
        Path part = Files.createTempFile(place, ".monitor_backup_", ".part");
        try {
            copy(folder, store, part);
            StoreCopy copy = StoreCopy.check(part);
            StoreCopy.sync(part);
            if (Files.exists(logins) && !areThere) {
                copyLogins(logins, users);
            }
            Files.move(part, target); // the copy has its name only when all is well
            StoreCopy.sync(place);
            return copy;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void refuse(Path made) {
        if (Files.exists(made)) {
            throw new StoreException(made + " is there already, and a backup overwrites nothing");
        }
    }

    /** Whole or not at all, whenever this is killed. */
    private static void copyLogins(Path logins, Path users) throws IOException {
        Path part =
                Files.createTempFile(requireNonNull(users.toAbsolutePath().getParent()), ".monitor_backup_", ".part");
        try {
            Files.copy(logins, part, StandardCopyOption.REPLACE_EXISTING);
            StoreCopy.sync(part);
            Files.move(part, users);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void copy(Path folder, Path store, Path part) throws SQLException {
        Optional<FolderLock> alone = FolderLock.tryTake(folder, "a backup");
        try (Connection connection = StoreCopy.open(store, alone.isEmpty());
                PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
            vacuum.setString(1, part.toString());
            vacuum.executeUpdate();
        } finally {
            alone.ifPresent(FolderLock::close);
        }
    }

    /** Where the logins that belong to a copy lie. */
    static Path users(Path copy) {
        String name = String.valueOf(copy.getFileName());
        String stem = name.endsWith(".db") ? name.substring(0, name.length() - 3) : name;
        return copy.resolveSibling(stem + USERS);
    }

    /** A failure in one line, with what lies under it. */
    static String because(Throwable failure) {
        String said = String.valueOf(failure.getMessage());
        Throwable cause = failure.getCause();
        if (cause != null) {
            said += ": " + because(cause);
        } else if (failure instanceof IOException) {
            said = failure.getClass().getSimpleName() + ": " + said;
        }
        return said.replaceAll("\\s*\\R\\s*", " ");
    }
}

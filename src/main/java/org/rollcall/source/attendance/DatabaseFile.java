package org.rollcall.source.attendance;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.rollcall.source.attendance.Trouble.TroubleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file under its path, and the reader that is open on it.
 *
 * <p>A path can get another file at any moment, and an open reader would read the deleted one for ever: so each look
 * compares device and inode first. A file that changed in size or time although SQLite knows of no commit was written
 * over in place, and is opened anew as well.
 */
final class DatabaseFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseFile.class);

    private record Look(Object key, long size, long modified) {}

    private record Rest(Look look, String wal) {}

    private final Path path;
    private Optional<AttendanceReader> reader = Optional.empty();
    private final WalFile wal;
    private Optional<Look> seen = Optional.empty();
    private Optional<Rest> rest = Optional.empty(); // how the files were when the reader was given back

    DatabaseFile(Path path) {
        this.path = path;
        this.wal = new WalFile(path);
    }

    /**
     * Gives the reader back while nothing happens, if others can tell that we have it: in WAL mode the last program that
     * closes the file completes and tidies it, and that must not be prevented by us. A log that was written lately may
     * hold a commit that cannot be seen yet.
     */
    void rest(Duration silence) throws TroubleException, SQLException {
        if (reader.isPresent() && reader.get().isInTheWay()) {
            Rest now = new Rest(examine(true), wal.state());
            if (wal.isSilent(silence) && !reader.get().hasChanged()) {
                close();
                rest = Optional.of(now);
            }
        }
    }

    /** Whether the reader was given back and the files have not changed since. */
    boolean isResting(boolean everRead) throws TroubleException {
        if (rest.isPresent() && !rest.get().equals(new Rest(examine(everRead), wal.state()))) {
            rest = Optional.empty();
        }
        return rest.isPresent();
    }

    /** Device and inode of the file that was last looked at. */
    Optional<Object> key() {
        return seen.map(Look::key);
    }

    /** The reader, opened anew if need be, and whether there is anything new to read with it. */
    record Opened(AttendanceReader reader, boolean changed) {}

    /** Looks at the file and at SQLite's count of commits. */
    Opened look(boolean everRead) throws TroubleException, SQLException {
        Look now = examine(everRead);
        rest = Optional.empty();
        boolean isAnother = seen.isPresent() && !seen.get().key().equals(now.key());
        if (isAnother || reader.filter(AttendanceReader::isOver).isPresent()) {
            close();
        }
        Optional<AttendanceReader> open = reader;
        if (open.isPresent()) {
            boolean changed = open.get().hasChanged();
            if (changed || seen.equals(Optional.of(now))) {
                seen = Optional.of(now);
                return new Opened(open.get(), changed);
            }
            close();
        }
        AttendanceReader fresh = AttendanceReader.open(path);
        reader = Optional.of(fresh);
        seen = Optional.of(now);
        return new Opened(fresh, true);
    }

    /** Remembers how the file looks after it was read, so that our own reading of a commit is no news. */
    void settle(boolean everRead) throws TroubleException {
        Look now = examine(everRead);
        seen = seen.filter(look -> look.key().equals(now.key())).map(look -> now);
    }

    @Override
    public void close() {
        try {
            if (reader.isPresent()) {
                reader.get().close();
            }
        } catch (SQLException e) {
            LOG.warn("cannot close the attendance database {}", path, e);
        }
        reader = Optional.empty();
        seen = Optional.empty();
    }

    private Look examine(boolean everRead) throws TroubleException {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            if (file.isDirectory()) {
                throw new TroubleException(Trouble.folder());
            }
            if (!Files.isReadable(path)) {
                throw new TroubleException(Trouble.forbidden(path.toString()));
            }
            if (file.size() == 0) {
                throw new TroubleException(Trouble.empty(path.toString()));
            }
            Object key = Optional.<Object>ofNullable(file.fileKey()).orElse(path);
            return new Look(key, file.size(), file.lastModifiedTime().toMillis());
        } catch (NoSuchFileException e) {
            throw new TroubleException(Trouble.missing(path.toString(), everRead));
        } catch (AccessDeniedException e) {
            throw new TroubleException(Trouble.forbidden(path.toString()));
        } catch (IOException e) {
            throw new TroubleException(Trouble.unreadable(
                    "cannot be read",
                    "see if the disk that holds " + path + " is well",
                    String.valueOf(e.getMessage())));
        }
    }
}

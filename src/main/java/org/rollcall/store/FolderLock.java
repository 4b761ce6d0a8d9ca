package org.rollcall.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.rollcall.log.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Only one program writes a data folder: a server, a restore or an import. Whoever holds this lock is that program; the
 * system takes it back when the process ends, however it ends, so there is nothing to clean up.
 *
 * <p>The file is of no other use: a lock on the store itself would be lost when SQLite closes a handle on it. A process
 * may hold it once. Its system properties know that it does, because they are shared by all applications in it, and
 * because opening and closing the file once more would release the lock. They know the folder by its real path, which is one for
 * all links to it.
 */
public final class FolderLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
    private static final String NAME = "monitor.lock";
    private static final String HELD = "org.rollcall.folder.";
    private static final int MOST = 100;
    /** Never closed, and reachable so that nobody else closes them: that would release the lock of whoever has it. */
    private static final List<FileChannel> LEFT_OPEN = new CopyOnWriteArrayList<>();

    private final String property;
    private final FileChannel channel;

    private FolderLock(String property, FileChannel channel) {
        this.property = property;
        this.channel = channel;
    }

    /** Takes the lock for as long as it is not closed, or says who has it. */
    public static FolderLock take(Path folder, String purpose) {
        return tryTake(folder, purpose)
                .orElseThrow(() -> new StoreException(
                        "the data folder " + folder + " is in use by " + holder(folder) + "; stop it first"));
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @param purpose what the others are told, for example {@code a server}
     */
    public static Optional<FolderLock> tryTake(Path folder, String purpose) {
        String property = HELD + realPath(folder);
        if (System.getProperties().putIfAbsent(property, purpose) != null) {
            return Optional.empty();
        }
        Optional<FileChannel> channel = Optional.empty();
        try {
            channel = lockedFile(folder.resolve(NAME), purpose);
        } catch (OverlappingFileLockException e) {
            // The folder has two real paths, by a mount. The name stays taken, for nobody here may open the file again.
            System.setProperty(property, "another application");
            return Optional.empty();
        } catch (IOException e) {
            throw new StoreException("cannot lock the data folder " + folder, e);
        } finally {
            if (channel.isEmpty()) {
                System.getProperties().remove(property, purpose);
            }
        }
        return channel.map(open -> new FolderLock(property, open));
    }

    private static Optional<FileChannel> lockedFile(Path file, String purpose) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            sign(channel, purpose);
            return Optional.of(channel);
        } catch (OverlappingFileLockException e) {
            LEFT_OPEN.add(channel);
            throw e;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void sign(FileChannel channel, String purpose) {
        String text = purpose + ", process " + ProcessHandle.current().pid();
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException e) {
            LOG.debug("the lock has no name on it", e); // on a full disk; it holds without
        }
    }

    private static Path realPath(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new StoreException("cannot lock the data folder " + folder, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("cannot unlock the data folder", e);
        } finally {
            System.getProperties().remove(property);
        }
    }

    private static String holder(Path folder) {
        String here = System.getProperty(HELD + realPath(folder));
        if (here != null) {
            return here + " in this process"; // the file must not be opened
        }
        ByteBuffer text = ByteBuffer.allocate(MOST);
        try (FileChannel channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ)) {
            channel.read(text, 0);
        } catch (IOException e) {
            return "another program"; // it cannot be said more closely
        }
        String said =
                new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).replaceAll("[^a-z0-9, ]", "");
        return said.isBlank() ? "another program" : said;
    }
}

package org.rollcall.client;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of a spool, {@code spool} in its folder: lines, each with its checksum, appended and never changed; and
 * {@code lock}, which says whose it is as long as that process lives. For one thread at a time.
 *
 * <p>What is after the last line's end when it is opened was being written when the process or the machine died: it is
 * cut off. A broken line before that costs itself alone. {@link #replace} writes a new file beside this one, syncs it and
 * puts it in its place in one step, so that a crash finds the old one or the new one.
 */
final class SpoolFile implements AutoCloseable {
    /** Hears of each whole line that is found, and where it begins. */
    interface Reader {
        void line(SpoolLine line, long begin);
    }

    private static final int LONGEST = 256 * 1024; // of a line; an event's has at most about 60 KiB
    private static final int PIECE = 64 * 1024;

    private final Path file;
    private final FileChannel lockChannel;
    private FileChannel channel;
    private long end;

    private SpoolFile(Path file, FileChannel lockChannel, FileChannel channel) {
        this.file = file;
        this.lockChannel = lockChannel;
        this.channel = channel;
    }

    /** Opens or makes the spool of the folder, for its owner alone; fails when another process has it. */
    static SpoolFile open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockChannel = channel(folder.resolve("lock"));
        try {
            FileLock lock = lockChannel.tryLock();
            if (lock == null) {
                throw new IOException("another process uses the spool " + folder);
            }
            Path file = folder.resolve("spool");
            SpoolFile opened = new SpoolFile(file, lockChannel, channel(file));
            opened.forgetReplacement();
            return opened;
        } catch (OverlappingFileLockException e) {
            lockChannel.close();
            throw new IOException("another client of this process uses the spool " + folder, e);
        } catch (IOException e) {
            lockChannel.close();
            throw e;
        }
    }

    private static FileChannel channel(Path path) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            return FileChannel.open(path, options, owner);
        }
        return FileChannel.open(path, options);
    }

    /** Reads everything, and cuts off what was not finished; how many lines were broken. */
    int read(Reader reader) throws IOException {
        int broken = 0;
        long begin = 0;
        Stored source = new Stored();
        for (byte[] line = source.next(); line != null; line = source.next()) {
            var parsed = SpoolLine.parse(line);
            if (parsed.isPresent()) {
                reader.line(parsed.get(), begin);
            } else {
                broken++;
            }
            begin = source.place;
        }
        end = begin;
        if (channel.size() > end) {
            channel.truncate(end);
        }
        return broken;
    }

    /** Appends the bytes; where they begin. When it fails, what was written of them is cut off or written over. */
    long append(byte[] bytes, boolean sync) throws IOException {
        try {
            long begin = end;
            long place = write(channel, ByteBuffer.wrap(bytes), begin);
            if (sync) {
                channel.force(false);
            }
            end = place;
            return begin;
        } catch (IOException e) {
            cutOff(e);
            throw e;
        }
    }

    private void cutOff(IOException why) {
        try {
            channel.truncate(end);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private static long write(FileChannel to, ByteBuffer buffer, long from) throws IOException {
        long place = from;
        while (buffer.hasRemaining()) {
            place += to.write(buffer, place);
        }
        return place;
    }

    byte[] read(long place, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, place + buffer.position()) < 0) {
                throw new EOFException("the spool " + file + " is shorter than it was");
            }
        }
        return buffer.array();
    }

    long size() {
        return end;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * Whether there is a file under its name; one that somebody put in its place counts, because {@link #replace} would
     * destroy it.
     */
    boolean isThere() {
        return Files.exists(file);
    }

    /** Puts a file with these lines in the place of the present one. */
    void replace(Lines content) throws IOException {
        Files.createDirectories(folder());
        Path next = replacement();
        Files.deleteIfExists(next);
        FileChannel fresh = channel(next);
        long place = 0;
        try {
            for (byte[] line = content.next(); line != null; line = content.next()) {
                place = write(fresh, ByteBuffer.wrap(line), place);
            }
            fresh.force(true);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            fresh.close();
            forgetReplacement(); // a disk that is full needs the space
            throw e;
        }
        FileChannel old = channel;
        channel = fresh;
        end = place;
        old.close();
    }

    private Path replacement() {
        return file.resolveSibling("spool.new");
    }

    private void forgetReplacement() {
        try {
            Files.deleteIfExists(replacement());
        } catch (IOException e) {
            // it only takes space; the next replace says what is in the way
        }
    }

    /** Moves the file away, whatever it is, and begins a new one. */
    Path setAside(long millis) throws IOException {
        Path aside = file.resolveSibling("spool.broken-" + millis);
        Files.move(file, aside);
        FileChannel old = channel;
        channel = channel(file);
        end = 0;
        old.close();
        return aside;
    }

    private Path folder() {
        return requireNonNull(file.getParent(), "the spool is in a folder");
    }

    @Override
    public void close() throws IOException {
        channel.close();
        lockChannel.close(); // gives the lock back
    }

    /** Lines one after the other, with their ends; null after the last one. */
    interface Lines {
        byte @Nullable [] next() throws IOException;
    }

    /** The lines of the file without their ends; an unfinished one is not given. */
    private final class Stored implements Lines {
        private final ByteBuffer piece = ByteBuffer.allocate(PIECE).flip();
        private long filled;
        private long place; // after the last line that was given

        @Override
        public byte @Nullable [] next() throws IOException {
            var line = new ByteArrayOutputStream();
            long length = 0;
            while (true) {
                if (!piece.hasRemaining()) {
                    piece.clear();
                    int read = channel.read(piece, filled);
                    piece.flip();
                    if (read <= 0) {
                        return null;
                    }
                    filled += read;
                }
                byte b = piece.get();
                length++;
                if (b == '\n') {
                    place += length;
                    return line.toByteArray();
                }
                if (length <= LONGEST) {
                    line.write(b);
                }
            }
        }
    }
}

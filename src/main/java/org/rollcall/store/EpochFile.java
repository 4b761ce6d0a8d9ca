package org.rollcall.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.rollcall.event.EventId;
import org.rollcall.log.StoreException;

/**
 * Remembers beside the store the last id that was given out, so that a store that was deleted, damaged or put back from
 * a backup does not give one out again.
 *
 * <p>It is written after each commit, in place and without a sync: a killed process loses nothing of it, and after a
 * power cut the synced store is the newer of the two.
 */
final class EpochFile implements AutoCloseable {
    /** Ids that a power cut may have taken from the file, when the store is gone or it cannot be read. */
    static final long LAG = 10_000;

    /** Above this a script cannot count any more; only garbage says so. */
    private static final long HIGHEST = 1L << 52;

    private static final int WIDTH = 40;

    private final Path file;
    private final boolean existed;
    private final FileChannel channel;
    private final ByteBuffer line = ByteBuffer.allocate(WIDTH + 1);

    EpochFile(Path folder, Instant now) {
        this.file = folder.resolve("monitor.epoch");
        this.existed = Files.exists(file);
        try {
            if (existed && !Files.isRegularFile(file)) {
                Files.move(file, folder.resolve("monitor.epoch.corrupt-" + now.getEpochSecond()));
            }
            this.channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreException("cannot open " + file, e);
        }
    }

    /** The highest id known to have been given out; nothing when there was no file or it is garbage. */
    Optional<EventId> read() {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return EventId.parse(new String(bytes, StandardCharsets.ISO_8859_1).strip())
                    .filter(id -> id.epoch() < HIGHEST && id.sequence() < HIGHEST);
        } catch (IOException e) {
            throw new StoreException("cannot read " + file, e);
        }
    }

    /** Whether there was one before this start. */
    boolean existed() {
        return existed;
    }

    void write(EventId last) {
        byte[] text = last.toString().getBytes(StandardCharsets.US_ASCII);
        line.clear();
        line.put(text);
        while (line.position() < WIDTH) {
            line.put((byte) ' ');
        }
        line.put((byte) '\n').flip();
        try {
            int written = channel.write(line, 0);
            if (written != WIDTH + 1) {
                throw new IOException("wrote " + written + " bytes of " + (WIDTH + 1));
            }
        } catch (IOException e) {
            throw new StoreException("cannot write " + file, e);
        }
    }

    /** Writes it so that a power cut does not take it back. */
    void writeForGood(EventId last) {
        write(last);
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new StoreException("cannot write " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("cannot close " + file, e);
        }
    }
}

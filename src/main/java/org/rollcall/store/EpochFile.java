package org.rollcall.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
    /** Ids that a power cut may have taken from the file, when the store is gone as well. */
    static final long LAG = 10_000;

    private static final int WIDTH = 40;

    private final Path file;
    private final boolean existed;
    private final FileChannel channel;
    private final ByteBuffer line = ByteBuffer.allocate(WIDTH + 1);

    EpochFile(Path folder) {
        this.file = folder.resolve("monitor.epoch");
        this.existed = Files.exists(file);
        try {
            this.channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreException("cannot open " + file, e);
        }
    }

    /** The highest id known to have been given out; epoch 1 and sequence 0 when there was no file. */
    EventId read() {
        try {
            return EventId.parse(Files.readString(file).strip()).orElse(new EventId(1, 0));
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

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("cannot close " + file, e);
        }
    }
}

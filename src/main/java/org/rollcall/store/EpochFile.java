package org.rollcall.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.rollcall.event.EventId;
import org.rollcall.log.StoreException;

/**
 * Remembers beside the store which ids were given out, so that a store that was deleted, damaged or put back from a
 * backup does not give them out again. It is written now and then and may lag behind by {@link #LAG} ids.
 */
final class EpochFile {
    static final long LAG = 10_000;

    private final Path file;

    EpochFile(Path folder) {
        this.file = folder.resolve("monitor.epoch");
    }

    /** The highest id known to have been given out; epoch 1 and sequence 0 when there is no file. */
    EventId read() {
        try {
            return EventId.parse(Files.readString(file).strip()).orElse(new EventId(1, 0));
        } catch (NoSuchFileException e) {
            return new EventId(1, 0); // the very first start
        } catch (IOException e) {
            throw new StoreException("cannot read " + file, e);
        }
    }

    boolean exists() {
        return Files.exists(file);
    }

    void write(EventId last) {
        Path next = file.resolveSibling("monitor.epoch.tmp");
        try {
            Files.writeString(next, last + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StoreException("cannot write " + file, e);
        }
    }
}

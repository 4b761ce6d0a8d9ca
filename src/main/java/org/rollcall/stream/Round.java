package org.rollcall.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is the same for all clients of one round, and the space in which a client's bytes are put together. */
final class Round {
    private byte[] gathered = new byte[2 * ChannelOutlet.MOST];
    private int length;
    private ByteBuffer piece = ByteBuffer.wrap(gathered);
    private final long heartbeat;
    private long now;
    private byte @Nullable [] tick;
    int served; // how many clients were written to
    long frames; // how many entries, to all of them
    long bytes; // how much, to all of them
    int lost; // how many were found dead

    /** @param heartbeat the longest silence, in nanoseconds */
    Round(long heartbeat) {
        this.heartbeat = heartbeat;
    }

    /** Begins the next one: {@code tick} is sent to everybody. */
    void begin(long newNow, byte @Nullable [] newTick) {
        now = newNow;
        tick = newTick;
        served = 0;
        frames = 0;
        bytes = 0;
        lost = 0;
    }

    /** In nanoseconds of the hub's clock. */
    long now() {
        return now;
    }

    byte @Nullable [] tick() {
        return tick;
    }

    /** Whether a client that was written to at this time needs a comment, lest it looks dead, and is found out if it is. */
    boolean isSilence(long wroteAt) {
        return now - wroteAt >= heartbeat;
    }

    void clear() {
        length = 0;
    }

    void add(byte[] bytes, int from, int count) {
        if (length + count > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(2 * gathered.length, length + count));
        }
        System.arraycopy(bytes, from, gathered, length, count);
        length += count;
    }

    void add(byte[] bytes) {
        add(bytes, 0, bytes.length);
    }

    /** Everything that was added; the first {@link #length} bytes count. */
    byte[] gathered() {
        return gathered;
    }

    int length() {
        return length;
    }

    /** The first bytes of an array, ready to be written; one buffer for all clients in a row that are sent the same. */
    ByteBuffer piece(byte[] bytes, int count) {
        if (piece.array() != bytes) {
            piece = ByteBuffer.wrap(bytes);
        }
        return piece.position(0).limit(count);
    }
}

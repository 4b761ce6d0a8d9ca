package org.rollcall.stream;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The way to one browser, which never blocks. Only the hub's thread writes; everything else is for any thread. Whoever made
 * it is told when it becomes ready, and when it is dead.
 */
interface Outlet {
    /** Whether it seems to take something now; costs nothing. */
    boolean isReady();

    /** Whether something that was written waits for the next {@link #write}. */
    boolean hasRest();

    /** Whether it really takes something now. If not, it becomes ready later. */
    boolean takes() throws IOException;

    /** How many bytes should be written at a time, at most; a single message may be longer. */
    int most();

    /**
     * Hands over a piece once {@link #takes} has said yes, and with it what has waited. The buffer's position tells
     * afterwards how far it was taken; of the rest the caller may have some {@linkplain #keep kept}. The bytes are the
     * caller's again. After an exception the caller calls {@link #fail}.
     *
     * @param piece of an array and from its beginning; it may be empty
     */
    void write(ByteBuffer piece) throws IOException;

    /** These bytes come before the next piece; only after a write that has not taken everything. */
    void keep(byte[] bytes, int from, int to);

    /** Nothing can be written any more. */
    boolean isDead();

    /** Ends the answer politely: the browser comes back with its last id. */
    void end();

    /** A write has failed: nothing more is written. */
    void fail();
}

package org.rollcall.stream;

import java.util.Arrays;
import java.util.List;
import org.rollcall.log.Frame;

/**
 * Messages that follow one another, gathered once for all clients that stand at the same place and want the same; not to
 * be changed by anyone.
 *
 * @param ends where each message ends in the bytes
 * @param sequences of the messages
 * @param next the sequence at which a client stands once it has all of them
 */
@SuppressWarnings("ArrayRecordComponent") // shared, compared by nobody
record Run(long from, int most, byte[] bytes, int[] ends, long[] sequences, long next) {

    /** @param frames that are wanted; there may be none */
    static Run of(long from, int most, List<Frame> frames, long next) {
        int[] ends = new int[frames.size()];
        long[] sequences = new long[ends.length];
        int length = 0;
        for (int i = 0; i < ends.length; i++) {
            length += frames.get(i).sse().length;
            ends[i] = length;
            sequences[i] = frames.get(i).id().sequence();
        }
        if (ends.length == 1) { // most often: then nothing is copied
            return new Run(from, most, frames.get(0).sse(), ends, sequences, next);
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < ends.length; i++) {
            byte[] sse = frames.get(i).sse();
            System.arraycopy(sse, 0, bytes, ends[i] - sse.length, sse.length);
        }
        return new Run(from, most, bytes, ends, sequences, next);
    }

    int length() {
        return bytes.length;
    }

    int messages() {
        return ends.length;
    }

    /** How many messages have begun in so many bytes. */
    int messagesIn(int length) {
        if (length == 0) {
            return 0;
        }
        int found = Arrays.binarySearch(ends, length);
        return found >= 0 ? found + 1 : -found;
    }

    /** How many bytes so many messages have. */
    int end(int messages) {
        return messages == 0 ? 0 : ends[messages - 1];
    }

    /** The sequence at which a client stands once it has so many of them. */
    long after(int messages) {
        return messages == 0 ? from : sequences[messages - 1];
    }
}

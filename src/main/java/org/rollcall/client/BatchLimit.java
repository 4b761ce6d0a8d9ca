package org.rollcall.client;

/**
 * How much is sent at once: what the line lets through in time. It follows from what was sent, not from what was allowed, so
 * a few small events say nothing about a large batch. For the sender's thread.
 */
final class BatchLimit {
    static final int MOST_ROWS = 1_000;
    /** How long fewer bytes take says how far the server is, not how much the line carries. */
    static final int SMALL = 16 * 1024;

    private static final int MOST_BYTES = 900_000; // the server takes 1 MiB

    private int rows = MOST_ROWS;
    private int bytes = MOST_BYTES;

    int rows() {
        return rows;
    }

    /** Of all bodies together; a batch of one row may have more. */
    int bytes() {
        return bytes;
    }

    /** So much did not get through in time: the next batch has half of it. */
    void wasTooMuch(int rowsSent, int bytesSent) {
        rows = Math.max(1, rowsSent / 2);
        bytes = Math.max(1, bytesSent / 2);
    }

    /** So much got through, and more would have: the next batch may have twice of it. */
    void wasEasy(int rowsSent, int bytesSent) {
        rows = Math.min(MOST_ROWS, Math.max(rows, 2 * rowsSent));
        bytes = Math.min(MOST_BYTES, Math.max(bytes, 2 * bytesSent));
    }
}

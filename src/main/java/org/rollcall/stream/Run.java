package org.rollcall.stream;

/**
 * Messages that follow one another, gathered once for all clients that stand at the same place and want the same; not to
 * be changed by anyone.
 *
 * @param bytes of which the first {@code length} count
 * @param frames how many messages they are
 * @param next the sequence at which a client stands once it has them
 */
@SuppressWarnings("ArrayRecordComponent") // shared bytes, compared by nobody
record Run(long from, byte[] bytes, int length, int frames, long next) {}

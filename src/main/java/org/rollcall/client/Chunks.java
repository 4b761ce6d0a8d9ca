package org.rollcall.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The bytes of a body as they come, for one thread that waits for them. Asks for the next ones when these are taken. */
final class Chunks implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    /** One thing that came: bytes, or the end, with a problem or without. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes it
    private record Piece(byte @Nullable [] bytes, @Nullable Throwable problem) {}

    private final BlockingQueue<Piece> pieces =
            new LinkedBlockingQueue<>(); // two at most: one was asked for, and the end
    private volatile Flow.@Nullable Subscription subscription; // set once

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        int size = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = ByteBuffer.allocate(size);
        buffers.forEach(all::put);
        pieces.add(new Piece(all.array(), null));
    }

    @Override
    public void onError(Throwable problem) {
        pieces.add(new Piece(null, problem));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(null, null));
    }

    /** The next bytes, or null at the end; fails when nothing comes for so long. */
    byte @Nullable [] next(Duration patience) throws IOException, InterruptedException {
        Piece piece = pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (piece == null) {
            throw new IOException("silent for " + patience.toSeconds() + " s");
        }
        Throwable problem = piece.problem();
        if (problem != null) {
            throw new IOException(problem.toString(), problem);
        }
        Flow.Subscription from = subscription;
        if (piece.bytes() != null && from != null) {
            from.request(1);
        }
        return piece.bytes();
    }

    @Override
    public void close() {
        Flow.Subscription from = subscription;
        if (from != null) {
            from.cancel();
        }
    }
}

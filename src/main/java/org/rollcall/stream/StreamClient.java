package org.rollcall.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rollcall.log.Frame;
import org.rollcall.wire.Scope;
import org.rollcall.wire.SnapshotFrames;

/**
 * One connection: a cursor into the log and nothing else that grows.
 *
 * <p>Structure: {@link #drain} writes everything pending in one piece of at most {@value #MOST_BYTES} bytes, and only
 * while the container is ready for it, because what the socket does not take the container would copy to the heap.
 *
 * <p>Races: the container may recycle the response as soon as a write has failed, while the hub is still inside
 * {@code write}. Every use of the output therefore holds the client's lock, and the container's callbacks take the same
 * lock to set {@code dead}. After an exception nobody calls {@code complete}: the container does.
 */
final class StreamClient implements WriteListener, AsyncListener {
    static final int MOST_BYTES = 16 * 1024;

    /** What a client reads from, shared by all of them. */
    interface Source {
        /**
         * Frames after the sequence, of at most so many bytes and at least one if there is any.
         *
         * @throws Pruned when the next one is no longer stored
         */
        List<Frame> after(long sequence, int mostBytes);

        /** The newest sequence that there is. */
        long last();

        /** The whole state as the scope shows it; nothing while there is no such station. */
        Optional<SnapshotFrames.Message> dashboard(Scope scope, long now);

        /** What moves in the scope, if it is newer than the version and time for it. */
        Optional<SnapshotFrames.Message> metrics(Scope scope, long version, long now);
    }

    /** What a client would get next was pruned meanwhile: it has to come back, and is told how much it has missed. */
    static final class Pruned extends RuntimeException {
        private static final long serialVersionUID = 1;

        Pruned(long sequence) {
            super("the entry after " + sequence + " is no longer stored");
        }
    }

    /**
     * Where a client begins.
     *
     * @param first what is sent before anything else
     * @param after the sequence after which entries follow
     * @param version of the state that the client has; 0 when that is not known
     * @param waiting whether the whole state has to come first, and there is none yet
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Start(byte[] first, long after, long version, boolean waiting) {}

    private final Object lock = new Object(); // guards everything below, and every use of out
    private final AsyncContext async;
    private final ServletOutputStream out;
    private final StreamFilter filter;
    private final Source source;
    private final Runnable wakeHub;
    private final long endsAt;
    private final ByteArrayOutputStream greeting = new ByteArrayOutputStream(0);
    private long cursor;
    private long metricsVersion;
    private long metricsAt;
    private long wroteAt;
    private boolean ready; // the first onWritePossible has come and nothing is blocked
    private boolean waiting; // for the station to be known
    private boolean dead;

    /**
     * @param now in nanoseconds of the hub's clock
     * @param endsAt when the stream ends, in nanoseconds of the hub's clock
     */
    StreamClient(
            AsyncContext async,
            ServletOutputStream out,
            StreamFilter filter,
            Source source,
            Runnable wakeHub,
            Start start,
            long now,
            long endsAt) {
        this.async = async;
        this.out = out;
        this.filter = filter;
        this.source = source;
        this.wakeHub = wakeHub;
        this.cursor = start.after();
        this.metricsVersion = start.version();
        this.waiting = start.waiting();
        this.metricsAt = now;
        this.wroteAt = now;
        this.endsAt = endsAt;
        greeting.writeBytes(start.first());
    }

    boolean isDead() {
        synchronized (lock) {
            return dead;
        }
    }

    /**
     * Writes what is pending, as far as the connection takes it.
     *
     * @param tick what is due for everyone this time, or nothing: a heartbeat, a keepalive
     * @return whether more is pending that could be written now
     */
    boolean drain(long now, long metricsEvery, long heartbeatEvery, Optional<byte[]> tick) {
        synchronized (lock) {
            if (dead) {
                return false;
            }
            try {
                if (!ready || !out.isReady()) {
                    ready = false;
                    return false;
                }
                byte[] pending = pending(now, metricsEvery, heartbeatEvery, tick);
                if (pending.length > 0) {
                    out.write(pending);
                    wroteAt = now;
                    if (out.isReady()) {
                        out.flush();
                    } else {
                        ready = false;
                    }
                } else if (now - endsAt > 0) {
                    dead = true;
                    async.complete();
                    return false;
                }
                return ready && source.last() > cursor;
            } catch (Pruned e) {
                end();
                return false;
            } catch (IOException | RuntimeException e) { // the container ends and recycles the connection
                dead = true;
                return false;
            }
        }
    }

    /** Ends the stream politely: the browser comes back with its last id. */
    void end() {
        synchronized (lock) {
            if (!dead) {
                dead = true;
                try {
                    async.complete();
                } catch (IllegalStateException e) {
                    return; // the container was faster
                }
            }
        }
    }

    private byte[] pending(long now, long metricsEvery, long heartbeatEvery, Optional<byte[]> tick) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        if (greeting.size() > 0) {
            bytes.writeBytes(greeting.toByteArray());
            greeting.reset();
        }
        if (waiting) {
            begin(bytes, now);
        }
        while (bytes.size() < MOST_BYTES) {
            List<Frame> frames = new ArrayList<>(source.after(cursor, MOST_BYTES - bytes.size()));
            if (frames.isEmpty()) {
                break;
            }
            for (Frame frame : frames) {
                if (filter.wants(frame)) {
                    bytes.writeBytes(frame.sse());
                }
                cursor = frame.id().sequence();
            }
        }
        if (!waiting && bytes.size() < MOST_BYTES && filter.wantsMetrics() && now - metricsAt >= metricsEvery) {
            source.metrics(filter.scope(), metricsVersion, now).ifPresent(metrics -> {
                bytes.writeBytes(metrics.sse());
                metricsVersion = metrics.version();
                metricsAt = now;
            });
        }
        tick.ifPresent(bytes::writeBytes);
        if (bytes.size() == 0 && now - wroteAt >= heartbeatEvery) {
            bytes.writeBytes(org.rollcall.wire.SseFrames.HEARTBEAT);
        }
        return bytes.toByteArray();
    }

    /** The station that the client looks at may have come: then the stream begins as any other one does. */
    private void begin(ByteArrayOutputStream bytes, long now) {
        Optional<SnapshotFrames.Message> dashboard = source.dashboard(filter.scope(), now);
        if (dashboard.isPresent()) {
            bytes.writeBytes(dashboard.get().sse());
            cursor = dashboard.get().asOf().sequence();
            metricsVersion = dashboard.get().version();
            waiting = false;
        } else {
            cursor = source.last();
        }
    }

    @Override
    public void onWritePossible() {
        synchronized (lock) {
            if (dead) {
                return;
            }
            ready = true;
        }
        wakeHub.run();
    }

    @Override
    public void onError(Throwable failure) {
        die();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        die();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        die();
    }

    @Override
    public void onError(AsyncEvent event) {
        die();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // nobody starts it again
    }

    private void die() {
        synchronized (lock) {
            dead = true;
        }
        wakeHub.run();
    }
}

package org.rollcall.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rollcall.wire.SnapshotFrames;
import org.rollcall.wire.SseFrames;

/**
 * One connection: a cursor into the log and nothing else that grows.
 *
 * <p>Structure: {@link #drain} writes what is pending in one piece of at most {@value Lane#MOST_BYTES} bytes, or one
 * message and its companions, and only while the container is ready for it, because what the socket does not take the
 * container would copy to the heap. Entries are the lane's bytes, shared by all clients at the same place.
 *
 * <p>Races: the container may recycle the response as soon as a write has failed, while the hub is still inside
 * {@code write}. Every use of the output therefore holds the client's lock, and the container's callbacks take the same
 * lock to set {@code dead}. After an exception nobody calls {@code complete}: the container does.
 */
final class StreamClient implements WriteListener, AsyncListener {
    /** The hub, as a client sees it. */
    interface Hub {
        /** Something happened to a client that the hub should look at. */
        void attend();

        /** The whole state as the scope shows it; nothing while there is no such station. */
        Optional<SnapshotFrames.Message> dashboard(StreamFilter filter, long now);
    }

    /**
     * Where a client begins.
     *
     * @param first what is sent before anything else
     * @param dashboard the whole state, if it is not resumed; shared bytes
     * @param after the sequence after which entries follow
     * @param waiting whether the whole state has to come first, and there is none yet
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Start(byte[] first, Optional<SnapshotFrames.Message> dashboard, long after, boolean waiting) {}

    private static final byte[] NOTHING = {};

    private final Object lock = new Object(); // guards every use of out, and is held to change ready and dead
    private final AsyncContext async;
    private final ServletOutputStream out;
    private final StreamFilter filter;
    private final Hub hub;
    private final long endsAt;
    private volatile boolean ready; // the first onWritePossible has come and nothing is blocked
    private volatile boolean dead;

    // The hub's thread only, once it has the client.
    private byte[] greeting;
    private byte @Nullable [] dashboard; // written as far as told
    private int told;
    private long cursor;
    private long metricsVersion;
    private long metricsAt;
    private long wroteAt;
    private boolean waiting; // for the station to be known
    private boolean unflushed; // something may lie in the container's buffer

    /**
     * @param now in nanoseconds of the hub's clock
     * @param endsAt when the stream ends, in nanoseconds of the hub's clock
     */
    StreamClient(
            AsyncContext async,
            ServletOutputStream out,
            StreamFilter filter,
            Hub hub,
            Start start,
            long now,
            long endsAt) {
        this.async = async;
        this.out = out;
        this.filter = filter;
        this.hub = hub;
        this.endsAt = endsAt;
        this.greeting = start.first();
        this.cursor = start.after();
        this.waiting = start.waiting();
        this.metricsAt = now - SnapshotFrames.EVERY;
        this.wroteAt = now;
        start.dashboard().ifPresent(this::begin);
    }

    boolean isDead() {
        return dead;
    }

    StreamFilter filter() {
        return filter;
    }

    /**
     * Writes what is pending, as far as the connection takes it. The hub's thread only.
     *
     * @return whether more is pending that could be written now
     */
    boolean drain(Lane lane, Round round) {
        if (dead || !ready || !isDue(lane, round)) {
            return false;
        }
        Run run;
        try {
            run = next(lane, round.now());
        } catch (RuntimeException e) { // pruned meanwhile, or the journal cannot be read: it comes back, and is told
            end();
            return false;
        }
        try {
            synchronized (lock) {
                return !dead && write(lane, round, run);
            }
        } catch (IOException | RuntimeException e) { // the container ends and recycles the connection
            dead = true;
            return false;
        }
    }

    private @Nullable Run next(Lane lane, long now) {
        if (waiting) {
            await(lane, now);
        }
        return greeting.length == 0 && dashboard == null && !waiting && lane.isBehind(cursor) ? lane.run(cursor) : null;
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

    private boolean isDue(Lane lane, Round round) {
        return unflushed
                || greeting.length > 0
                || dashboard != null
                || waiting
                || lane.isBehind(cursor)
                || round.tick() != null
                || isMetricsDue(lane, round.now())
                || round.isSilence(wroteAt)
                || isOver(round.now());
    }

    private boolean isMetricsDue(Lane lane, long now) {
        SnapshotFrames.Message metrics = lane.metrics();
        return metrics != null
                && !waiting
                && metrics.version() > metricsVersion
                && now - metricsAt >= SnapshotFrames.EVERY;
    }

    private boolean isOver(long now) {
        return now - endsAt > 0;
    }

    /** The station that the client looks at may have come: then the stream begins as any other one does. */
    private void await(Lane lane, long now) {
        Optional<SnapshotFrames.Message> message = hub.dashboard(filter, now);
        if (message.isPresent()) {
            begin(message.get());
            waiting = false;
        } else {
            cursor = Math.max(cursor, lane.end());
        }
    }

    private void begin(SnapshotFrames.Message message) {
        dashboard = message.sse();
        told = 0;
        cursor = message.asOf().sequence();
        metricsVersion = message.version();
    }

    private boolean write(Lane lane, Round round, @Nullable Run run) throws IOException {
        if (!out.isReady()) {
            ready = false;
            return false;
        }
        round.clear();
        addGreeting(round);
        byte[] bytes = run == null ? NOTHING : run.bytes();
        int length = run == null ? 0 : run.length();
        int room = Lane.MOST_BYTES - round.length() - length; // whoever is alone may be longer than all of it
        SnapshotFrames.Message metrics = dashboard == null && isMetricsDue(lane, round.now()) ? lane.metrics() : null;
        boolean later = metrics != null && metrics.sse().length > room && room < Lane.MOST_BYTES;
        metrics = later ? null : metrics;
        byte[] tick = dashboard == null && round.tick() != null ? round.tick() : NOTHING;
        if (round.length() > 0 || metrics != null || tick.length > 0) {
            round.add(bytes, 0, length);
            if (metrics != null) {
                round.add(metrics.sse());
                metricsVersion = metrics.version();
                metricsAt = round.now();
            }
            round.add(tick);
            bytes = round.gathered();
            length = round.length();
        }
        if (length == 0 && round.isSilence(wroteAt)) {
            bytes = SseFrames.HEARTBEAT;
            length = bytes.length;
        }
        send(bytes, length, round);
        if (run != null) {
            cursor = run.next();
            round.frames += run.frames();
        }
        boolean more = later || dashboard != null || (!waiting && lane.isBehind(cursor));
        if (length == 0 && !more && isOver(round.now())) {
            dead = true;
            async.complete();
        }
        return more && ready;
    }

    /**
     * Writes and flushes. What fits into the container's buffer goes to the socket in one piece with the flush. Of what is
     * longer the socket may refuse a part; then a rest may lie in that buffer, which only another flush takes out of it.
     */
    private void send(byte[] bytes, int length, Round round) throws IOException {
        boolean fits = !unflushed && length <= Lane.MOST_BYTES; // then the socket has not been asked yet
        if (length > 0) {
            out.write(bytes, 0, length);
            wroteAt = round.now();
            round.served++;
            round.bytes += length;
            unflushed = true;
        }
        if (unflushed) {
            ready = fits || out.isReady();
            if (ready) {
                out.flush();
                unflushed = false;
            }
        }
    }

    private void addGreeting(Round round) {
        round.add(greeting);
        greeting = NOTHING;
        if (dashboard != null) {
            int count = Math.min(dashboard.length - told, Lane.MOST_BYTES - round.length());
            round.add(dashboard, told, count);
            told += count;
            dashboard = told == dashboard.length ? null : dashboard;
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
        hub.attend();
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
        hub.attend();
    }
}

package org.rollcall.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rollcall.wire.SnapshotFrames;
import org.rollcall.wire.SseFrames;

/**
 * One connection: a cursor into the log and nothing else that grows.
 *
 * <p>{@link #drain} writes what is pending in one piece as long as the {@link Outlet} likes it, or one message and its
 * companions, and only while that is ready for it. Entries are the lane's bytes, shared by all clients at the
 * same place.
 */
final class StreamClient {
    /** The hub, as a client sees it. */
    @FunctionalInterface
    interface Hub {
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

    /** For so long after its time a stream waits for a moment in which nothing is to be sent, in nanoseconds. */
    private static final long PATIENCE = Duration.ofMinutes(1).toNanos();

    private final Outlet out;
    private final StreamFilter filter;
    private final Hub hub;
    private final long endsAt;

    // The hub's thread only, once it has the client.
    private byte[] greeting;
    private byte @Nullable [] dashboard; // written as far as told
    private int told;
    private long cursor;
    private long metricsVersion;
    private long metricsAt;
    private long wroteAt;
    private boolean waiting; // for the station to be known

    /**
     * @param now in nanoseconds of the hub's clock
     * @param endsAt when the stream ends, in nanoseconds of the hub's clock
     */
    StreamClient(Outlet out, StreamFilter filter, Hub hub, Start start, long now, long endsAt) {
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
        return out.isDead();
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
        if (isOver(round.now() - PATIENCE)) {
            end();
            return false;
        }
        if (!out.isReady() || !isDue(lane, round)) {
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
            return out.takes() && write(lane, round, run);
        } catch (IOException | RuntimeException e) {
            out.fail();
            return false;
        }
    }

    private @Nullable Run next(Lane lane, long now) {
        if (waiting) {
            await(lane, now);
        }
        return greeting.length == 0 && dashboard == null && !waiting && lane.isBehind(cursor)
                ? lane.run(cursor, out.most())
                : null;
    }

    /** Ends the stream politely: the browser comes back with its last id. */
    void end() {
        out.end();
    }

    private boolean isDue(Lane lane, Round round) {
        return out.hasRest()
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

    private boolean isOver(long time) {
        return time - endsAt > 0;
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
        round.clear();
        addGreeting(round);
        byte[] bytes = run == null ? NOTHING : run.bytes();
        int length = run == null ? 0 : run.length();
        int room = out.most() - round.length() - length; // whoever is alone may be longer than all of it
        SnapshotFrames.Message metrics = dashboard == null && isMetricsDue(lane, round.now()) ? lane.metrics() : null;
        boolean later = metrics != null && metrics.sse().length > room && room < out.most();
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
        send(bytes, length, round, run);
        boolean more = later || dashboard != null || (!waiting && lane.isBehind(cursor));
        if (length == 0 && !more && isOver(round.now())) {
            out.end();
        }
        return more && out.isReady();
    }

    /** Of a run alone, messages that have not begun when the connection is full are left for later. */
    private void send(byte[] bytes, int length, Round round, @Nullable Run run) throws IOException {
        ByteBuffer piece = round.piece(bytes, length);
        out.write(piece);
        int taken = piece.position();
        int end = length;
        if (run != null) {
            boolean split = taken < length && bytes == run.bytes();
            int messages = split ? run.messagesIn(taken) : run.messages();
            end = split ? run.end(messages) : length;
            cursor = split ? run.after(messages) : run.next();
            round.frames += messages;
        }
        if (taken < end) {
            out.keep(bytes, taken, end);
        }
        if (taken > 0) {
            wroteAt = round.now();
            round.served++;
            round.bytes += taken;
        }
    }

    private void addGreeting(Round round) {
        round.add(greeting);
        greeting = NOTHING;
        if (dashboard != null) {
            int count = Math.min(dashboard.length - told, out.most() - round.length());
            round.add(dashboard, told, count);
            told += count;
            dashboard = told == dashboard.length ? null : dashboard;
        }
    }
}

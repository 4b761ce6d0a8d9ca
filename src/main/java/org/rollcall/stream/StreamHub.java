package org.rollcall.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.rollcall.config.StreamSettings;
import org.rollcall.log.EventLog;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.wire.Json;
import org.rollcall.wire.Scope;
import org.rollcall.wire.SnapshotFrames;
import org.rollcall.wire.SseFrames;
import org.rollcall.worker.Worker;

/**
 * All open streams, drained by one thread that the log wakes. A browser costs a cursor, not a thread, queue or copy.
 *
 * <p>A client that the ring has overtaken is continued from the journal, a page at a time, until it is current.
 */
public final class StreamHub implements AutoCloseable {
    private static final long METRICS_EVERY = SnapshotFrames.EVERY;
    private static final int PAGE = 200;

    private final EventLog log;
    private final Journal journal;
    private final SnapshotFrames snapshots;
    private final Json json;
    private final StreamSettings settings;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Random random = new Random();
    private final List<StreamClient> clients = new CopyOnWriteArrayList<>();
    private final Source source = new Source();
    private final Worker worker = new Worker("rollcall-stream", Duration.ofMillis(250), this::turn);
    private long keptAliveAt; // the worker's

    public StreamHub(
            EventLog log,
            Journal journal,
            SnapshotFrames snapshots,
            Json json,
            StreamSettings settings,
            Clock clock,
            LongSupplier nanos) {
        this.log = log;
        this.journal = journal;
        this.snapshots = snapshots;
        this.json = json;
        this.settings = settings;
        this.clock = clock;
        this.nanos = nanos;
        this.keptAliveAt = nanos.getAsLong();
    }

    public StreamHub start() {
        log.onAppend(worker::wake);
        worker.start();
        return this;
    }

    /** How many streams are open. */
    public int clients() {
        return clients.size();
    }

    boolean isFull() {
        return clients.size() >= settings.clients();
    }

    /** Takes over a connection whose headers are set. */
    StreamClient open(
            AsyncContext async, HttpServletResponse response, StreamFilter filter, Optional<String> lastEventId)
            throws IOException {
        long now = nanos.getAsLong();
        Optional<SnapshotFrames.Message> dashboard = snapshots.dashboard(filter.scope(), now);
        Resume resume = Resume.of(lastEventId, log.last(), firstStored(lastEventId), settings.replay());
        ByteArrayOutputStream first = new ByteArrayOutputStream(256);
        first.writeBytes(SseFrames.retry(2_000 + random.nextInt(3_001)));
        resume.reset().ifPresent(reset -> first.writeBytes(reset(reset)));
        StreamClient.Start start;
        if (resume.after().isPresent()) {
            start = new StreamClient.Start(first.toByteArray(), resume.after().getAsLong(), 0, false);
        } else if (dashboard.isPresent()) {
            first.writeBytes(dashboard.get().sse());
            long after = dashboard.get().asOf().sequence();
            start = new StreamClient.Start(
                    first.toByteArray(), after, dashboard.get().version(), false);
        } else {
            start = new StreamClient.Start(first.toByteArray(), log.last().sequence(), 0, true);
        }
        long life = settings.lifetime().toNanos();
        long endsAt = now + life + (long) (random.nextDouble() * life / 2);
        StreamClient client = new StreamClient(
                async, response.getOutputStream(), filter, source, worker::wake, start, now - METRICS_EVERY, endsAt);
        async.addListener(client);
        clients.add(client);
        response.getOutputStream().setWriteListener(client);
        return client;
    }

    @Override
    public void close() {
        worker.close();
        clients.forEach(StreamClient::end);
        clients.clear();
    }

    /** The oldest sequence that can be read; asked of the journal only for an id that the ring does not have. */
    private long firstStored(Optional<String> lastEventId) {
        boolean inRing = lastEventId
                .flatMap(org.rollcall.event.EventId::parse)
                .filter(id -> id.sequence() + 1 >= log.head())
                .isPresent();
        return inRing || lastEventId.isEmpty() ? log.head() : Math.min(log.head(), journal.first());
    }

    private byte[] reset(Resume.Reset reset) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(
                "missed",
                reset.missed().isPresent() ? Optional.of(reset.missed().getAsLong()) : Optional.empty());
        document.put("reason", reset.reason());
        return SseFrames.message(Optional.empty(), "reset", json.write(document));
    }

    private boolean turn() {
        long now = nanos.getAsLong();
        Optional<byte[]> tick = Optional.empty();
        if (now - keptAliveAt >= settings.keepalive().toNanos()) {
            keptAliveAt = now;
            byte[] body = json.write(Map.of("timestamp", clock.instant()));
            tick = Optional.of(SseFrames.message(Optional.empty(), "keepalive", body));
            snapshots.forgetUnused(now);
        }
        boolean more = false;
        List<StreamClient> gone = new ArrayList<>();
        for (StreamClient client : clients) {
            more |= client.drain(now, METRICS_EVERY, settings.heartbeat().toNanos(), tick);
            if (client.isDead()) {
                gone.add(client);
            }
        }
        if (!gone.isEmpty()) {
            clients.removeAll(gone);
        }
        return more;
    }

    /** The ring, and behind it the journal. */
    private final class Source implements StreamClient.Source {
        @Override
        public List<Frame> after(long sequence, int mostBytes) {
            List<Frame> frames = new ArrayList<>();
            long tail = log.last().sequence();
            int bytes = 0;
            for (long next = sequence + 1; next <= tail; next++) {
                Optional<Frame> frame = log.at(next);
                if (frame.isEmpty()) {
                    return frames.isEmpty() ? stored(sequence, tail) : frames;
                }
                bytes += frame.get().sse().length;
                if (bytes > mostBytes && !frames.isEmpty()) {
                    return frames;
                }
                frames.add(frame.get());
            }
            return frames;
        }

        @Override
        public long last() {
            return log.last().sequence();
        }

        @Override
        public Optional<SnapshotFrames.Message> dashboard(Scope scope, long now) {
            return snapshots.dashboard(scope, now);
        }

        @Override
        public Optional<SnapshotFrames.Message> metrics(Scope scope, long version, long now) {
            return snapshots.version() == version ? Optional.empty() : snapshots.metrics(scope, version, now);
        }

        /** A page of the journal, without what is stored but not yet shown. */
        private List<Frame> stored(long sequence, long tail) {
            List<Frame> frames = journal.after(sequence, PAGE);
            boolean gap = frames.isEmpty() || frames.get(0).id().sequence() > sequence + 1;
            if (gap && sequence + 1 < journal.first()) { // numbers that no entry has are not a loss
                throw new StreamClient.Pruned(sequence);
            }
            return frames.stream()
                    .filter(frame -> frame.id().sequence() <= tail)
                    .toList();
        }
    }
}

package org.rollcall.stream;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rollcall.config.StreamSettings;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;
import org.rollcall.log.Journal;
import org.rollcall.wire.Json;
import org.rollcall.wire.SnapshotFrames;
import org.rollcall.wire.SseFrames;
import org.rollcall.worker.Worker;

/**
 * All open streams, served in rounds by one thread that the log wakes. A browser costs a cursor, not a thread, queue or copy.
 *
 * <p>Clients that want the same are a {@link Lane}. A round looks at each lane once, and at its clients only when there is
 * something new for them, when one of all clients became able to take more, or when it is time for comments. What moves
 * ({@code metrics}) wakes nobody: it goes with the next entry, or {@value #REST_MILLIS} ms later. After a long round the
 * next one waits a little ({@link Pace}), so that more goes out in one write.
 *
 * <p>A client that the ring has overtaken is continued from the journal, by pages, until it is current.
 */
public final class StreamHub implements AutoCloseable {
    private static final long REST_MILLIS = 150;
    private static final long CHECK_EVERY = Duration.ofMillis(250).toNanos();

    private final EventLog log;
    private final Journal journal;
    private final SnapshotFrames snapshots;
    private final Json json;
    private final StreamSettings settings;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Random random = new Random();
    private final AtomicInteger open = new AtomicInteger();
    private final Queue<StreamClient> incoming = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean attention = new AtomicBoolean();
    private final StreamTally tally = new StreamTally();
    private final Worker worker =
            new Worker("rollcall-stream", Duration.ofMillis(REST_MILLIS), this::turn).ending(this::end);
    private volatile long seen = -1; // the newest sequence that a round began with; the worker's
    private volatile boolean closed; // set once, by close

    // The worker's.
    private final Map<StreamFilter, Lane> lanes = new HashMap<>();
    private final Shelf shelf;
    private final Round round;
    private final Pace pace = new Pace();
    private long keptAliveAt;
    private long checkedAt;

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
        this.shelf = new Shelf(log, journal);
        this.round = new Round(settings.heartbeat().toNanos());
        this.keptAliveAt = nanos.getAsLong();
        this.checkedAt = keptAliveAt;
    }

    public StreamHub start() {
        log.onAppend(() -> {
            if (log.last().sequence() != seen) {
                worker.wake();
            }
        });
        worker.start();
        return this;
    }

    /** How many streams are open. */
    public int clients() {
        return open.get();
    }

    /** What they have done so far, in numbers. */
    public StreamTally tally() {
        return tally;
    }

    /** Keeps a place for one more stream, which {@link #open} or {@link #release} must follow; false when all are taken. */
    boolean reserve() {
        if (open.incrementAndGet() <= settings.clients()) {
            return true;
        }
        open.decrementAndGet();
        tally.refuse();
        return false;
    }

    /** Gives a reserved place back. */
    void release() {
        open.decrementAndGet();
    }

    /**
     * Takes over a connection whose headers are set.
     *
     * @param way makes its outlet, given whom to tell that it is ready or dead
     */
    StreamClient open(Function<Runnable, Outlet> way, StreamFilter filter, Optional<String> lastEventId) {
        long now = nanos.getAsLong();
        Resume resume = Resume.of(lastEventId, log.last(), firstStored(lastEventId), settings.replay());
        tally.open(resume);
        ByteArrayOutputStream first = new ByteArrayOutputStream(256);
        first.writeBytes(SseFrames.retry(2_000 + random.nextInt(3_001)));
        resume.reset().ifPresent(reset -> first.writeBytes(reset(reset)));
        Optional<SnapshotFrames.Message> dashboard =
                resume.after().isPresent() ? Optional.empty() : snapshots.dashboard(filter.scope(), now);
        boolean waiting = resume.after().isEmpty() && dashboard.isEmpty();
        long after = resume.after().orElseGet(log.last()::sequence);
        long life = settings.lifetime().toNanos();
        long endsAt = now + life + (long) (random.nextDouble() * life / 2);
        StreamClient client = new StreamClient(
                way.apply(this::attend),
                filter,
                this::dashboard,
                new StreamClient.Start(first.toByteArray(), dashboard, after, waiting),
                now,
                endsAt);
        incoming.add(client); // from now on the place is given back when the hub finds the client dead
        if (closed) {
            client.end();
        }
        attend();
        return client;
    }

    /** Streams end with all that is in the log by now. */
    @Override
    public void close() {
        closed = true;
        worker.close();
    }

    private void end() {
        try {
            turn();
        } finally {
            endAll();
        }
    }

    private void endAll() {
        for (StreamClient client = incoming.poll(); client != null; client = incoming.poll()) {
            client.end();
        }
        lanes.values().forEach(lane -> lane.clients().forEach(StreamClient::end));
        lanes.clear();
        open.set(0);
    }

    /** The oldest sequence that can be read; asked of the journal only for an id that the ring does not have. */
    private long firstStored(Optional<String> lastEventId) {
        boolean inRing = lastEventId
                .flatMap(EventId::parse)
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

    /** One round by hand, for tests; otherwise the worker takes it. */
    boolean turn() {
        pace.await(nanos.getAsLong());
        FanOutEvent event = new FanOutEvent();
        event.begin();
        boolean anyone = attention.getAndSet(false);
        boolean changed = shelf.look();
        seen = shelf.tail();
        takeIncoming();
        long now = nanos.getAsLong();
        round.begin(now, tick(now));
        boolean everyone = anyone || changed || round.tick() != null || now - checkedAt >= CHECK_EVERY;
        if (everyone) {
            checkedAt = now;
        }
        boolean more = false;
        try {
            for (Lane lane : lanes.values()) {
                if (changed) {
                    lane.forget();
                }
                boolean entries = lane.look();
                boolean figures = lane.offer(metrics(lane, now));
                if (entries || figures || everyone) {
                    more |= lane.serve(round);
                }
            }
        } finally { // their places are free, whatever another lane met
            open.addAndGet(-round.lost);
        }
        if (round.lost > 0) {
            lanes.values().removeIf(lane -> lane.clients().isEmpty());
        }
        if (more) {
            attention.set(true);
        }
        long ended = nanos.getAsLong();
        tally.round(round, shelf.pagesRead(), ended - now);
        record(event);
        pace.rest(now, ended, round.served, round.bytes, more);
        return more;
    }

    private void record(FanOutEvent event) {
        event.end();
        if (round.served > 0 && event.shouldCommit()) {
            event.clients = round.served;
            event.frames = round.frames;
            event.bytes = round.bytes;
            event.commit();
        }
    }

    private void takeIncoming() {
        for (StreamClient client = incoming.poll(); client != null; client = incoming.poll()) {
            lanes.computeIfAbsent(client.filter(), filter -> new Lane(filter, shelf))
                    .add(client);
        }
    }

    private byte @Nullable [] tick(long now) {
        if (now - keptAliveAt < settings.keepalive().toNanos()) {
            return null;
        }
        keptAliveAt = now;
        snapshots.forgetUnused(now);
        return SseFrames.message(Optional.empty(), "keepalive", json.write(Map.of("timestamp", clock.instant())));
    }

    /** The newest of what moves, made at most once a second for each scope, if the lane has another one. */
    private SnapshotFrames.@Nullable Message metrics(Lane lane, long now) {
        SnapshotFrames.Message known = lane.metrics();
        long version = known == null ? 0 : known.version();
        if (!lane.filter().wantsMetrics() || snapshots.version() == version) {
            return null;
        }
        return snapshots.metrics(lane.filter().scope(), version, now).orElse(null);
    }

    /** Something happened to a client that the hub should look at; from any thread. */
    private void attend() {
        attention.set(true);
        worker.wake();
    }

    private Optional<SnapshotFrames.Message> dashboard(StreamFilter filter, long now) {
        return snapshots.dashboard(filter.scope(), now);
    }
}

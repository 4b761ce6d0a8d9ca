package org.rollcall.stream;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;
import org.rollcall.log.Frame;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/**
 * What the stream's own code costs, without container and kernel: encoding an event, showing it in the ring, and handing
 * it to one of a thousand clients ({@code drain} is for one delivery).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StreamCostBench {
    private static final int CLIENTS = 1_000;

    private final EventJson json = new EventJson(new Json(ZoneOffset.UTC));
    private final Event event = new Event(
            new EventId(1, 1),
            Event.Kind.EVENT,
            Instant.EPOCH,
            Instant.EPOCH,
            "gate",
            "scan",
            "bench",
            Map.of("n", 1, "t", 1L, "pad", "x".repeat(180)),
            Optional.empty());
    private final Frame frame = json.encode(event);
    private final EventLog log = new EventLog(10_000, 16 << 20, new EventId(1, 0));
    private final Shelf shelf = new Shelf(log, new MemoryJournal());
    private final Lane lane = new Lane(StreamFilter.of(Optional.of("fleet"), Set.of("scan"), Optional.empty()), shelf);
    private final Round round = new Round(Long.MAX_VALUE);
    private long sequence;

    @Setup
    public void connect() {
        for (int i = 0; i < CLIENTS; i++) {
            StreamClient client = new StreamClient(
                    ChannelOutlet.over(new Sink(), Runnable::run, () -> {}),
                    lane.filter(),
                    (filter, now) -> Optional.empty(),
                    new StreamClient.Start(new byte[0], Optional.empty(), 0, false),
                    0,
                    Long.MAX_VALUE);
            lane.add(client);
        }
    }

    @Benchmark
    public Frame encode() {
        return json.encode(event);
    }

    @Benchmark
    public EventId append() {
        show();
        return log.last();
    }

    @Benchmark
    @OperationsPerInvocation(CLIENTS)
    public boolean drain() {
        show();
        shelf.look();
        lane.look();
        round.begin(1, null);
        boolean more = lane.serve(round);
        if (round.served != CLIENTS) {
            throw new IllegalStateException(round.served + " were served");
        }
        return more;
    }

    private void show() {
        log.append(List.of(new Frame(
                new EventId(1, ++sequence),
                frame.kind(),
                frame.station(),
                frame.type(),
                frame.sse(),
                frame.jsonOffset(),
                frame.jsonLength())));
    }

    /** A connection that takes everything. */
    private static final class Sink implements WritableByteChannel {
        private long taken;

        @Override
        public int write(ByteBuffer bytes) {
            int length = bytes.remaining();
            bytes.position(bytes.limit());
            taken += length;
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // always open
        }

        @Override
        public String toString() {
            return taken + " bytes";
        }
    }
}

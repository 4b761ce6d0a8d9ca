package org.rollcall.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.rollcall.stream.StreamHub;
import org.rollcall.stream.StreamTally;

/** The open streams and what was written to them. */
final class StreamMeters {
    private StreamMeters() {}

    static void bind(MeterRegistry registry, Help help, StreamHub hub) {
        StreamTally tally = hub.tally();
        help.gauge("rollcall.stream.clients", "Open streams", hub, StreamHub::clients);
        help.counter("rollcall.stream.opened", "Streams that were opened", tally, StreamTally::opened);
        help.counter(
                "rollcall.stream.refused",
                "Streams that were refused because rollcall.stream.clients were open",
                tally,
                StreamTally::refused);
        help.counter("rollcall.stream.resumed", "Opened streams that went on after an id", tally, StreamTally::resumed);
        help.counter(
                "rollcall.stream.resets",
                "Opened streams that were told that they had missed something",
                tally,
                StreamTally::resets);
        help.counter("rollcall.stream.writes", "Writes to streams, of all of them", tally, StreamTally::writes);
        help.counter(
                "rollcall.stream.frames",
                "Entries that were written to streams, to all of them",
                tally,
                StreamTally::frames);
        help.counter(
                "rollcall.stream.bytes",
                "Bytes that were written to streams, to all of them",
                tally,
                StreamTally::bytes);
        help.counter(
                "rollcall.stream.overtaken.pages",
                "Pages read from the store for streams that were behind what is kept in memory",
                tally,
                StreamTally::pages);
        Timer rounds = Timer.builder("rollcall.stream.round")
                .description("How long a round took that wrote to streams")
                .serviceLevelObjectives(Buckets.times())
                .register(registry);
        tally.onRound(nanos -> rounds.record(nanos, TimeUnit.NANOSECONDS));
    }
}

package org.rollcall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.rollcall.config.StreamSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;
import org.rollcall.log.Frame;
import org.rollcall.monitor.Snapshot;
import org.rollcall.summary.FleetDesk;
import org.rollcall.wire.Json;
import org.rollcall.wire.Outlooks;
import org.rollcall.wire.SnapshotFrames;
import org.rollcall.wire.SnapshotJson;

/** Issue 5, item 5, and F16: whoever stalls, drops and comes back has everything that it wants once and in order. */
class StreamRoundsProperties {
    private static final int RING = 12;
    private static final int MUCH = 1 << 20;
    private static final List<String> STATIONS = List.of("a", "b", "c");
    private static final List<StreamFilter> FILTERS = List.of(
            StreamFilter.of(Optional.empty(), Set.of(), Optional.empty()),
            fleet(Set.of("scan"), Optional.empty()),
            fleet(Set.of("scan", "sync"), Optional.of("a")),
            fleet(Set.of("error"), Optional.empty()),
            fleet(Set.of("sync", "erasure"), Optional.of("b")));

    private final FleetDesk desk = new FleetDesk();
    private final Json json = new Json(ZoneOffset.UTC);
    private final MemoryJournal journal = new MemoryJournal();
    private final EventLog log = new EventLog(RING, MUCH, new EventId(1, 0));
    private final AtomicReference<Snapshot> newest = new AtomicReference<>();
    private final List<Frame> all = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private long version;
    private long nanos;
    private final StreamHub hub;

    StreamRoundsProperties() {
        STATIONS.forEach(name -> desk.fine(name, name, ""));
        show();
        hub = new StreamHub(
                log,
                journal,
                new SnapshotFrames(new Outlooks(newest::get, log), new SnapshotJson("test"), json),
                json,
                new StreamSettings(1_000, Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofDays(1), 100_000),
                Clock.systemUTC(),
                () -> nanos);
    }

    /** One browser, over all of its connections. */
    private final class Reader {
        final StreamFilter filter;
        final boolean direct = readers.size() % 2 == 1; // half of them have the socket itself
        FakeConnection connection;
        final List<Long> seen = new ArrayList<>();
        long since = -1;
        Optional<String> last = Optional.empty();

        Reader(StreamFilter filter) {
            this.filter = filter;
            connect();
        }

        void connect() {
            connection = new FakeConnection(300, direct);
            assertThat(hub.reserve()).isTrue();
            hub.open(connection::outlet, filter, last);
        }

        void drop() {
            keep();
            connection.cut();
            connect();
        }

        void keep() {
            connection.ids(true).forEach(id -> since = since < 0 ? id : since);
            seen.addAll(connection.ids(false));
            List<Long> ids = seen.isEmpty() ? connection.ids(true) : seen;
            if (!ids.isEmpty()) {
                last = Optional.of("1-" + ids.get(ids.size() - 1));
            }
        }

        List<Long> expected() {
            return all.stream()
                    .filter(filter::wants)
                    .map(frame -> frame.id().sequence())
                    .filter(sequence -> sequence > since)
                    .toList();
        }
    }

    private static StreamFilter fleet(Set<String> types, Optional<String> station) {
        return StreamFilter.of(Optional.of("fleet"), types, station);
    }

    @Property(tries = 300)
    void everyReaderHasEverythingOnceAndInOrder(@ForAll long seed, @ForAll @IntRange(min = 20, max = 300) int steps) {
        StreamRoundsProperties world = new StreamRoundsProperties();
        world.play(new Random(seed), steps);
        for (Reader reader : world.readers) {
            world.settle();
            reader.keep();
            assertThat(reader.seen).as("%s", reader.filter).isEqualTo(reader.expected());
        }
    }

    @Test
    void whatWasPutTogetherBeforeAnErasureIsNotSentAfterIt() {
        Reader stalled = read(FILTERS.get(0));
        for (int i = 0; i < 3 * RING; i++) {
            append("a", "scan", "2021001".repeat(40));
        }
        hub.turn();
        stalled.connection.read(0); // the container calls for the first time
        hub.turn();
        hub.turn();
        List<Frame> erased = all.stream()
                .map(frame -> frame(frame.id().sequence(), "a", "scan", "gone"))
                .toList();
        journal.prune(Long.MAX_VALUE);
        erased.forEach(journal::store);
        log.replace(erased);
        settle();
        String text = stalled.connection.text(); // what was under way when it happened cannot be taken back
        assertThat(text).contains("2021001", "gone");
        assertThat(text.indexOf("gone")).isGreaterThan(text.lastIndexOf("2021001"));
    }

    @Test
    void whoStandsAtPlacesOfOnePageSharesIt() {
        Reader first = read(FILTERS.get(0));
        for (int i = 0; i < 200; i++) {
            append("a", "scan", "x");
        }
        settle();
        int before = journal.pages();
        for (int i = 0; i < 50; i++) {
            first.keep();
            first.last = Optional.of("1-" + (1 + i));
            first.seen.clear();
            first.connection.cut();
            first.connect();
            readers.add(new Reader(FILTERS.get(0)));
        }
        settle();
        assertThat(journal.pages() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void whatWasPrunedMeanwhileEndsTheStreamAndIsNeverLeftOutInSilence() {
        Reader stalled = read(FILTERS.get(0));
        hub.turn();
        for (int i = 0; i < 4 * RING; i++) {
            append("a", "scan", "x".repeat(2_000));
        }
        hub.turn();
        journal.prune(3L * RING);
        settle();
        stalled.keep();
        List<Long> seen = stalled.seen;
        for (int i = 1; i < seen.size(); i++) {
            assertThat(seen.get(i)).isEqualTo(seen.get(i - 1) + 1);
        }
        assertThat(stalled.connection.isComplete() || seen.size() == 4 * RING).isTrue();
    }

    @Test
    void aPieceIsNeverLongerThanItsWayLikesIt() {
        Reader reader = read(FILTERS.get(0));
        Reader direct = read(FILTERS.get(0));
        for (int i = 0; i < 500; i++) {
            append("a", "scan", "x".repeat(i));
        }
        settle();
        assertThat(reader.connection.mostAtOnce()).isBetween(AsyncOutlet.MOST / 2, 8 * 1024);
        assertThat(direct.connection.mostAtOnce()).isBetween(ChannelOutlet.MOST / 2, 32 * 1024);
    }

    private void play(Random random, int steps) {
        List<String> types = List.of("scan", "sync", "error", "photo", "erasure");
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(9)) {
                case 0, 1 -> {
                    for (int i = random.nextInt(2 * RING); i >= 0; i--) {
                        append(
                                STATIONS.get(random.nextInt(3)),
                                types.get(random.nextInt(5)),
                                "x".repeat(random.nextInt(random.nextInt(10) == 0 ? 12_000 : 600)));
                    }
                }
                case 2 -> show();
                case 3 -> readers.add(new Reader(FILTERS.get(random.nextInt(FILTERS.size()))));
                case 4 -> any(random).ifPresent(Reader::drop);
                case 5, 6 -> any(random).ifPresent(reader -> reader.connection.read(random.nextInt(20_000)));
                case 7 -> nanos += random.nextInt(3) * 600_000_000L;
                default -> hub.turn();
            }
        }
    }

    private Optional<Reader> any(Random random) {
        return readers.isEmpty() ? Optional.empty() : Optional.of(readers.get(random.nextInt(readers.size())));
    }

    /** Everybody reads, until nothing more comes; well before the next heartbeat. */
    private void settle() {
        for (int i = 0; i < 200; i++) {
            readers.forEach(reader -> reader.connection.read(MUCH));
            hub.turn();
        }
    }

    private Reader read(StreamFilter filter) {
        Reader reader = new Reader(filter);
        readers.add(reader);
        return reader;
    }

    private void append(String station, String type, String text) {
        Frame frame = frame(log.last().sequence() + 1, station, type, text);
        all.add(frame);
        journal.store(frame);
        log.append(List.of(frame));
    }

    private static Frame frame(long sequence, String station, String type, String text) {
        byte[] sse = ("id: 1-" + sequence + "\ndata: {\"type\":\"event\",\"data\":\"" + text + "\"}\n\n")
                .getBytes(StandardCharsets.UTF_8);
        return new Frame(new EventId(1, sequence), Event.Kind.EVENT, station, type, sse, 0, 0);
    }

    private void show() {
        newest.set(StreamDesk.snapshot(++version, log.last(), desk));
    }
}

package org.rollcall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.StreamSettings;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;

/** What is counted of the streams, and what Flight Recorder has of a round. */
class StreamTallyTest {
    private static final int RING = 12;
    private static final int MUCH = 1 << 20;
    private static final int MOST = 2;
    private static final StreamFilter ALL = StreamFilter.of(Optional.empty(), Set.of(), Optional.empty());

    @TempDir
    Path folder;

    private final MemoryJournal journal = new MemoryJournal();
    private final EventLog log = new EventLog(RING, MUCH, new EventId(1, 0));
    private final List<Long> rounds = new ArrayList<>();
    private StreamHub hub;
    private StreamTally tally;

    @BeforeEach
    void open() {
        StreamSettings settings =
                new StreamSettings(MOST, Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofDays(1), 100_000);
        hub = StreamDesk.hub(log, journal, settings, () -> 0);
        tally = hub.tally();
        tally.onRound(rounds::add);
    }

    private FakeConnection connect(Optional<String> last) throws Exception {
        FakeConnection connection = new FakeConnection(MUCH, false);
        assertThat(hub.reserve()).isTrue();
        hub.open(connection::outlet, ALL, last);
        hub.turn();
        connection.read(0); // the container calls for the first time
        return connection;
    }

    private void append(int number) {
        StreamDesk.append(log, journal, number);
    }

    private void settle(FakeConnection... connections) {
        for (int i = 0; i < 20; i++) {
            hub.turn();
            for (FakeConnection connection : connections) {
                connection.read(MUCH);
            }
        }
    }

    @Test
    void openedResumedResetAndRefusedStreamsAreCounted() throws Exception {
        append(3 * RING);
        FakeConnection fresh = connect(Optional.empty());
        FakeConnection back = connect(Optional.of("1-1"));
        settle(fresh, back);
        assertThat(hub.reserve()).isFalse();
        assertThat(tally.opened()).isEqualTo(2);
        assertThat(tally.resumed()).isEqualTo(1);
        assertThat(tally.resets()).isZero();
        assertThat(tally.refused()).isEqualTo(1);
        assertThat(tally.pages())
                .as("the second one's place was no longer in the ring")
                .isPositive();
        assertThat(tally.frames()).as("the snapshot is as of nothing").isEqualTo(2 * 3 * RING - 1);
        fresh.cut();
        append(1); // which cannot be written to it, and so its place is given back
        settle(back);
        settle(connect(Optional.of("7-99")), back);
        assertThat(tally.resets()).isEqualTo(1);
    }

    @Test
    void whatIsDeliveredIsCountedForEachStreamAndARoundIsRecorded() throws Exception {
        FakeConnection one = connect(Optional.empty());
        FakeConnection two = connect(Optional.empty());
        settle(one, two);
        long writes = tally.writes();
        long bytes = tally.bytes();
        rounds.clear();
        Path file = folder.resolve("rounds.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("rollcall.FanOut");
            recording.start();
            append(5);
            hub.turn();
            hub.turn(); // nothing is new: no round that counts
            recording.stop();
            recording.dump(file);
        }
        assertThat(tally.writes() - writes).isEqualTo(2);
        assertThat(tally.frames()).isEqualTo(10);
        assertThat(rounds).hasSize(1);
        List<RecordedEvent> recorded = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("rollcall.FanOut"))
                .toList();
        assertThat(recorded).hasSize(1);
        assertThat(recorded.get(0).getInt("clients")).isEqualTo(2);
        assertThat(recorded.get(0).getLong("frames")).isEqualTo(10);
        assertThat(recorded.get(0).getLong("bytes")).isEqualTo(tally.bytes() - bytes);
    }
}

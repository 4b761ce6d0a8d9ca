package org.rollcall.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.config.StreamSettings;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;

/** A stream has an end, whatever its reader does, and the hub rests when there is nothing to do. */
class StreamEndsTest {
    private static final int MUCH = 1 << 20;
    private static final StreamFilter ALL = StreamFilter.of(Optional.empty(), Set.of(), Optional.empty());

    /** Life, its random half, and the minute in which a quiet moment is waited for. */
    private static final Duration LONGEST = Duration.ofMinutes(10 + 5 + 1).plusSeconds(1);

    private final MemoryJournal journal = new MemoryJournal();
    private final AtomicLong nanos = new AtomicLong();

    private StreamHub hub(EventLog log) {
        StreamSettings settings =
                new StreamSettings(2, Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofMinutes(10), 100_000);
        return StreamDesk.hub(log, journal, settings, nanos::get);
    }

    private void append(EventLog log, int number) {
        StreamDesk.append(log, journal, number);
    }

    @ParameterizedTest(name = "handed over: {0}")
    @ValueSource(booleans = {false, true})
    void whoNeverReadsHasNoPlaceForEver(boolean direct) {
        EventLog log = new EventLog(12, MUCH, new EventId(1, 0));
        StreamHub hub = hub(log);
        FakeConnection connection = new FakeConnection(0, direct);
        hub.reserve();
        hub.open(connection::outlet, ALL, Optional.empty());
        hub.turn();
        connection.read(0);
        hub.turn();
        assertThat(connection.isComplete()).isFalse();
        nanos.addAndGet(LONGEST.toNanos());
        hub.turn();
        assertThat(connection.isComplete()).isTrue();
        assertThat(hub.clients()).isZero();
    }

    @Test
    void whoIsSentSomethingInEveryRoundComesBackToo() {
        EventLog log = new EventLog(12, MUCH, new EventId(1, 0));
        StreamHub hub = hub(log);
        FakeConnection connection = new FakeConnection(MUCH, true);
        hub.reserve();
        hub.open(connection::outlet, ALL, Optional.empty());
        hub.turn();
        connection.read(0);
        for (int minute = 0; minute <= LONGEST.toMinutes() + 1; minute++) {
            append(log, 1);
            hub.turn();
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        }
        assertThat(connection.isComplete()).isTrue();
    }

    @Test
    void whatIsStoredAtTheStopIsToldBeforeTheStreamsEnd() {
        EventLog log = new EventLog(12, MUCH, new EventId(1, 0));
        StreamHub hub = hub(log);
        FakeConnection connection = new FakeConnection(MUCH, true);
        hub.reserve();
        hub.open(connection::outlet, ALL, Optional.empty());
        hub.turn();
        connection.read(0);
        hub.turn();
        append(log, 2);
        hub.close();
        assertThat(connection.ids(false)).containsExactly(1L, 2L);
        assertThat(connection.isComplete()).isTrue();
    }

    @Test
    void anIdBetweenTheLastEntryAndANewEpochLeavesTheHubAtRest() {
        append(new EventLog(12, MUCH, new EventId(1, 0)), 90);
        EventLog log = new EventLog(12, MUCH, new EventId(2, 100)); // ten numbers that nobody has
        StreamHub hub = hub(log);
        FakeConnection connection = new FakeConnection(MUCH, true);
        hub.reserve();
        hub.open(connection::outlet, ALL, Optional.of("2-95"));
        hub.turn();
        connection.read(0);
        boolean more = true;
        for (int i = 0; more && i < 20; i++) {
            more = hub.turn();
        }
        assertThat(more).as("more to do").isFalse();
        int pages = journal.pages();
        hub.turn();
        assertThat(journal.pages()).isEqualTo(pages);
    }
}

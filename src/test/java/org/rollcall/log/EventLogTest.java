package org.rollcall.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;

class EventLogTest {
    private static Frame frame(long epoch, long sequence, int size) {
        byte[] bytes = "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
        return new Frame(new EventId(epoch, sequence), Event.Kind.EVENT, "gate", "scan", bytes, 0, bytes.length);
    }

    @Property
    void theRingHoldsTheNewestInOrderAndNothingElse(
            @ForAll @IntRange(min = 1, max = 20) int capacity,
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 400) Integer> sizes) {
        long mostBytes = 4_000;
        EventLog log = new EventLog(capacity, mostBytes, new EventId(1, 100));
        long sequence = 100;
        for (int size : sizes) {
            log.append(List.of(frame(1, ++sequence, size)));
        }
        assertThat(log.last()).isEqualTo(new EventId(1, sequence));
        assertThat(log.at(log.head() - 1)).isEmpty();
        assertThat(log.at(sequence + 1)).isEmpty();
        long weight = 0;
        for (long s = log.head(); s <= sequence; s++) {
            Optional<Frame> frame = log.at(s);
            assertThat(frame).as("sequence %d", s).isPresent();
            assertThat(frame.orElseThrow().id().sequence()).isEqualTo(s);
            weight += frame.orElseThrow().weight();
        }
        assertThat(sequence - log.head() + 1).isLessThanOrEqualTo(capacity);
        assertThat(weight).isLessThanOrEqualTo(mostBytes);
    }

    @Property
    void resumingAtAnyIdEqualsNeverHavingLeft(
            @ForAll @IntRange(min = 1, max = 50) int number, @ForAll @IntRange(min = 0, max = 50) int left) {
        EventLog log = new EventLog(64, 1_000_000, new EventId(1, 0));
        for (long s = 1; s <= number; s++) {
            log.append(List.of(frame(1, s, 10)));
        }
        long from = Math.min(left, number);
        List<Long> seen =
                new ArrayList<>(LongStream.rangeClosed(1, from).boxed().toList());
        for (long s = from + 1; s <= log.last().sequence(); s++) {
            seen.add(log.at(s).orElseThrow().id().sequence());
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, number).boxed().toList());
    }

    @Test
    void aHoleInTheSequenceEmptiesTheRing() {
        EventLog log = new EventLog(8, 1_000_000, new EventId(1, 0));
        log.append(List.of(frame(1, 1, 1), frame(1, 2, 1)));
        log.append(List.of(frame(2, 10, 1)));
        assertThat(log.head()).isEqualTo(10);
        assertThat(log.at(2)).isEmpty();
        assertThat(log.last()).isEqualTo(new EventId(2, 10));
    }

    @Test
    void anAppendWakesTheReadersOnce() {
        EventLog log = new EventLog(8, 1_000_000, new EventId(1, 0));
        List<EventId> woken = new ArrayList<>();
        log.onAppend(() -> woken.add(log.last()));
        log.append(List.of(frame(1, 1, 1), frame(1, 2, 1)));
        assertThat(woken).containsExactly(new EventId(1, 2));
    }
}

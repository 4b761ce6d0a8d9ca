package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WatchPositionTest {
    @Property(tries = 200)
    void whatWasWrittenIsReadBack(
            @ForAll Set<@LongRange(min = 1, max = 300) Long> pending,
            @ForAll Set<@LongRange(min = 1, max = 300) Long> queue,
            @ForAll @LongRange(min = 0, max = 20) long retries) {
        WatchPosition position = new WatchPosition();
        position.highest = 18_231;
        position.mark = "1a.-2b";
        position.at = Optional.of(Instant.parse("2026-10-25T00:50:00.123Z"));
        position.pending.addAll(pending);
        queue.forEach(id -> position.see(new QueueRow(
                id,
                id + 7,
                Optional.of("2026-11-23T10:00:00"),
                retries,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true)));
        WatchPosition read = WatchPosition.parse(position.write()).orElseThrow();
        assertThat(read.write()).isEqualTo(position.write());
        assertThat(read.at).isEqualTo(position.at);
        assertThat(read.pending).isEqualTo(position.pending);
        assertThat(read.queue.keySet()).isEqualTo(position.queue.keySet());
    }

    @Test
    void anOutageOfTenThousandRowsIsAShortLine() {
        WatchPosition position = new WatchPosition();
        for (long id = 1; id <= 12_000; id++) {
            position.pending.add(id);
            position.see(new QueueRow(
                    id,
                    id,
                    Optional.of("2026-11-23 10:00:00"),
                    3,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true));
        }
        assertThat(position.dropExcess()).isEqualTo(2_000);
        assertThat(position.write()).hasSizeLessThan(200);
    }

    @Test
    void aPositionOfAnEarlierVersionHasNoMoment() {
        assertThat(WatchPosition.parse("v=1;highest=7;mark=1a.2b;attached=0").orElseThrow().at)
                .isEmpty();
    }

    @Test
    void whatIsNoPositionIsNone() {
        assertThat(WatchPosition.parse("{}")).isEmpty();
        assertThat(WatchPosition.parse("v=1;highest=1;queue=1:2")).isEmpty();
    }
}

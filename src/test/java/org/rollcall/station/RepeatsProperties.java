package org.rollcall.station;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RepeatsProperties {
    private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");
    private static final Duration WITHIN = Duration.ofMinutes(5);

    private static List<Instant> repeats(List<Integer> seconds) {
        Repeats repeats = new Repeats(WITHIN);
        List<Instant> found = new ArrayList<>();
        seconds.forEach(second -> found.addAll(repeats.add("1", START.plusSeconds(second))));
        Collections.sort(found);
        return found;
    }

    @Property
    void theSameScansAreRepeatsInWhateverOrderTheyAreTold(
            @ForAll @Size(max = 30) List<@IntRange(max = 3_000) Integer> seconds, @ForAll long order) {
        List<Integer> sorted = new ArrayList<>(seconds);
        Collections.sort(sorted);
        List<Instant> expected = new ArrayList<>();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i) - sorted.get(i - 1) < 300) {
                expected.add(START.plusSeconds(sorted.get(i)));
            }
        }
        List<Integer> shuffled = new ArrayList<>(seconds);
        Collections.shuffle(shuffled, new Random(order));
        assertThat(repeats(sorted)).isEqualTo(expected);
        assertThat(repeats(shuffled)).isEqualTo(expected);
    }

    @Example
    void memoryIsBounded() {
        Repeats repeats = new Repeats(WITHIN);
        for (int i = 0; i <= Repeats.MOST; i++) {
            assertThat(repeats.add("s" + i, START)).isEmpty();
        }
        assertThat(repeats.add("s0", START)).as("the first one is forgotten").isEmpty();
        assertThat(repeats.add("s" + Repeats.MOST, START)).hasSize(1);
        assertThat(repeats.add("x".repeat(65), START)).isEmpty();
        assertThat(repeats.add("x".repeat(65), START)).as("no student's number").isEmpty();
    }

    /** A hundred gates hold a hundred of these. */
    @Example
    void whatIsOlderThanEighteenHoursIsForgotten() {
        for (boolean kept : List.of(true, false)) {
            Repeats repeats = new Repeats(WITHIN);
            repeats.add("1", START);
            repeats.add("2", START.plus(Duration.ofHours(18)).plusSeconds(kept ? 0 : 1));
            assertThat(repeats.add("1", START.plusSeconds(1))).hasSize(kept ? 1 : 0);
        }
    }
}

package org.rollcall.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.rollcall.event.Event;

/** A journey is what was told, in whatever order, and a percentile is a value of the sorted list. */
class JourneyProperties {
    private static final int RECORDS = 6;

    /** One thing that is told: of which record or student, what, and how many seconds after the morning began. */
    record Word(int record, boolean named, String type, int second, int retries) {
        /** Three students, so that some have several records; a record is always of the same one. */
        String student() {
            return "S" + record % 3;
        }

        Event event(Told told) {
            Instant at = Told.MORNING.plusMillis(second * 1_000L + 7L * record);
            if (retries > 0) {
                return told.retry(record, student(), retries, at);
            }
            return named ? told.of(record, student(), type, at) : told.loose(student(), type, at);
        }
    }

    @Provide
    Arbitrary<List<Word>> words() {
        Arbitrary<Integer> record = Arbitraries.integers().between(0, RECORDS - 1);
        Arbitrary<Integer> second = Arbitraries.integers().between(0, 4_000);
        Arbitrary<String> hop = Arbitraries.of("scan", "scan", "photo", "sync", "sms");
        Arbitrary<Word> named =
                Combinators.combine(record, hop, second).as((r, type, at) -> new Word(r, true, type, at, 0));
        Arbitrary<Word> loose = Combinators.combine(record, Arbitraries.of("photo", "sms"), second)
                .as((r, type, at) -> new Word(r, false, type, at, 0));
        Arbitrary<Word> retry = Combinators.combine(
                        record, second, Arbitraries.integers().between(1, 12))
                .as((r, at, retries) -> new Word(r, true, "warning", at, retries));
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(6, named),
                        net.jqwik.api.Tuple.of(2, loose),
                        net.jqwik.api.Tuple.of(1, retry))
                .list()
                .ofMaxSize(30);
    }

    @Property
    void whateverTheOrderOfTheHopsTheJourneyIsTheSame(@ForAll("words") List<Word> words, @ForAll long seed) {
        Told told = new Told();
        List<Event> events = words.stream().map(word -> word.event(told)).toList();
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, new Random(seed));

        JourneyBook one = book(events);
        JourneyBook other = book(shuffled);

        for (int record = 0; record < RECORDS; record++) {
            assertThat(find(other, record)).isEqualTo(find(one, record));
        }
        assertThat(other.lags(Told.MORNING)).isEqualTo(one.lags(Told.MORNING));
    }

    @Property
    void aJourneyOfEventsIsTheOneInTheBook(@ForAll("words") List<Word> words) {
        Told told = new Told();
        List<Event> events =
                words.stream().filter(Word::named).map(word -> word.event(told)).toList();
        JourneyBook book = book(events);
        for (int record = 0; record < RECORDS; record++) {
            assertThat(Journey.of("gate-1", String.valueOf(record), events)).isEqualTo(find(book, record));
        }
    }

    @Property
    void aPercentileIsTheNearestRankOfTheSortedList(
            @ForAll @Size(min = 1, max = 300) List<@LongRange(min = 0, max = 100_000_000) Long> lags) {
        long[] values = lags.stream().mapToLong(Long::longValue).toArray();
        Spread spread = Spread.of(Arrays.copyOf(values, values.length + 5), values.length);

        List<Long> sorted = lags.stream().sorted().toList();
        assertThat(spread.count()).isEqualTo(lags.size());
        assertThat(spread.mean())
                .isEqualTo(lags.stream().mapToDouble(lag -> lag).average().orElseThrow() / 1_000);
        for (Map.Entry<Double, Double> one : Map.of(0.50, spread.p50(), 0.95, spread.p95(), 0.99, spread.p99())
                .entrySet()) {
            int rank = (int) Math.ceil(one.getKey() * sorted.size() - 1e-9);
            assertThat(one.getValue()).isEqualTo(sorted.get(rank - 1) / 1_000.0);
        }
    }

    private static JourneyBook book(List<Event> events) {
        JourneyBook book = new JourneyBook(station -> ZoneOffset.ofHours(8));
        events.forEach(book::take);
        return book;
    }

    private static Optional<Journey> find(JourneyBook book, int record) {
        return book.ofRecord(String.valueOf(record), Optional.empty()).stream().findFirst();
    }
}

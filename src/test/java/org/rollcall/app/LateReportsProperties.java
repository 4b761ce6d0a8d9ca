package org.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.rollcall.event.Signal;
import org.rollcall.station.Figures;

/** What a station tells late comes to the same as if it had told it at once, but for the alarm. */
class LateReportsProperties {
    private static final Instant START = GateDesk.at("06:00");
    private static final Duration MORNING = Duration.ofMinutes(40);

    @Provide
    Arbitrary<List<Signal.Occurrence>> morning() {
        Arbitrary<Integer> second = Arbitraries.integers().between(1, (int) MORNING.toSeconds() - 1);
        Arbitrary<String> type = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.just("scan")),
                net.jqwik.api.Tuple.of(2, Arbitraries.just("sync")),
                net.jqwik.api.Tuple.of(1, Arbitraries.of("photo", "sms", "error", "backup")),
                net.jqwik.api.Tuple.of(2, Arbitraries.just("warning")));
        Arbitrary<Integer> student = Arbitraries.integers().between(1, 6);
        return Combinators.combine(second, type, student)
                .as((at, what, who) -> GateDesk.event(
                        what,
                        START.plusSeconds(at),
                        what.equals("warning")
                                ? Map.of("retry_count", who, "error", "no route")
                                : what.equals("sync") && who == 1
                                        ? Map.of("record_id", 1, "error", "no route")
                                        : Map.of(
                                                "student_id",
                                                "s" + who,
                                                "record_id",
                                                who % 3 == 0 ? "" : who + at / 600)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Property(tries = 25)
    void aBatchToldLateGivesTheSameDayAndNoNewAlert(
            @ForAll("morning") List<Signal.Occurrence> events, @ForAll long order, @ForAll boolean twice)
            throws IOException {
        Figures live = figures(events, false, order, twice);
        Figures late = figures(events, true, order, twice);
        assertThat(late.scansToday()).isEqualTo(live.scansToday());
        assertThat(late.syncedToday()).isEqualTo(live.syncedToday());
        assertThat(late.photosToday()).isEqualTo(live.photosToday());
        assertThat(late.repeatsToday()).isEqualTo(live.repeatsToday());
        assertThat(late.successRate()).isEqualTo(live.successRate());
        assertThat(late.eventsToday()).isEqualTo(live.eventsToday());
        assertThat(late.scansByFiveMinutes()).isEqualTo(live.scansByFiveMinutes());
        assertThat(late.lastScan()).isEqualTo(live.lastScan());
    }

    private static Figures figures(List<Signal.Occurrence> events, boolean late, long order, boolean twice)
            throws IOException {
        Path folder = Files.createTempDirectory("rollcall-late");
        try (GateDesk gate = new GateDesk(folder, "06:00")) {
            gate.tick();
            if (late) {
                gate.until(START.plus(MORNING).plusSeconds(150), () -> {});
                List<Signal> shuffled = new ArrayList<>(events);
                Collections.shuffle(shuffled, new Random(order));
                int cut = shuffled.size() / 2;
                gate.tell(shuffled.subList(0, cut).toArray(Signal[]::new));
                gate.pass(Duration.ofSeconds(twice ? 90 : 1));
                gate.tell(shuffled.subList(cut, shuffled.size()).toArray(Signal[]::new));
            } else {
                List<Signal.Occurrence> sorted = new ArrayList<>(events);
                sorted.sort(Comparator.comparing(event -> event.timestamp().orElseThrow()));
                for (Signal.Occurrence event : sorted) {
                    gate.until(event.timestamp().orElseThrow(), () -> {});
                    gate.tell(event);
                }
            }
            gate.until(START.plus(Duration.ofMinutes(50)), () -> {});
            if (late) {
                assertThat(gate.told()).isEmpty();
            }
            Figures figures = gate.view().figures();
            gate.restart(Duration.ZERO);
            assertThat(gate.view().figures().repeatsToday()).as("counted anew").isEqualTo(figures.repeatsToday());
            assertThat(gate.view().figures().syncedToday()).as("counted anew").isEqualTo(figures.syncedToday());
            assertThat(gate.view().figures().eventsToday()).isEqualTo(figures.eventsToday());
            return figures;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

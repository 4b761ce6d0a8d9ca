package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.rollcall.config.RetentionSettings;
import org.rollcall.event.Event;
import org.rollcall.history.Series;
import org.rollcall.history.Step;
import org.rollcall.log.Frame;
import org.rollcall.store.HistoryDesk.Happened;

/** What is pruned is a prefix of the log that is old and counted, and the history does not notice. */
class RetentionProperties {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:10Z");
    private static final RetentionSettings THIRTY =
            new RetentionSettings(Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(730));

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void anOldCountedPrefixGoesAndNothingElse(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 44) Integer> counted,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 44) Integer> uncounted)
            throws SQLException {
        List<Instant> times = new ArrayList<>();
        try (HistoryDesk desk = new HistoryDesk(THIRTY)) {
            desk.now = NOW.minus(Duration.ofDays(60)); // nothing is old yet
            append(desk, counted, times);
            desk.settle();
            append(desk, uncounted, times);
            double[] before = days(desk);

            HistoryFile file = new HistoryFile(desk.folder.resolve("monitor.db"), new WriteTurns());
            Retention retention = new Retention(file, THIRTY);
            boolean more = true;
            while (more) {
                more = retention.slice(NOW, counted.size());
            }
            file.close();

            int kept = 0;
            while (kept < counted.size() && times.get(kept).isBefore(NOW.minus(Duration.ofDays(30)))) {
                kept++;
            }
            List<Long> expected = new ArrayList<>();
            for (long sequence = kept + 1L; sequence <= times.size(); sequence++) {
                expected.add(sequence);
            }
            List<Frame> left = desk.journal.after(0, 1_000);
            assertThat(left.stream().map(frame -> frame.id().sequence())).containsExactlyElementsOf(expected);
            assertThat(desk.journal.first()).isEqualTo(kept + 1L);
            assertThat(desk.journal.last().sequence()).isEqualTo(times.size());
            assertThat(days(desk)).containsExactly(before);

            desk.restart();
            assertThat(desk.journal.last().sequence()).isEqualTo(times.size()); // never given out twice
            desk.settle();
            assertThat(sum(days(desk))).isEqualTo(times.size()); // what was not pruned was counted once
        }
    }

    @Example
    void whatWasToldLateIsKeptAsLongAsWhatWasToldAtOnce() throws SQLException {
        try (HistoryDesk desk = new HistoryDesk(THIRTY)) {
            desk.now = NOW.minus(Duration.ofDays(20)); // an import of events of last year
            append(desk, List.of(400, 401), new ArrayList<>());
            HistoryFile file = new HistoryFile(desk.folder.resolve("monitor.db"), new WriteTurns());
            Retention retention = new Retention(file, THIRTY);
            retention.slice(NOW, 2);
            assertThat(desk.journal.after(0, 10)).hasSize(2);
            retention.slice(NOW.plus(Duration.ofDays(11)), 2);
            assertThat(desk.journal.after(0, 10)).isEmpty();
            file.close();
        }
    }

    private static void append(HistoryDesk desk, List<Integer> daysAgo, List<Instant> times) {
        List<Happened> batch = new ArrayList<>();
        for (int days : daysAgo) {
            Instant at = NOW.minus(Duration.ofDays(days)).plusSeconds(times.size());
            times.add(at);
            batch.add(new Happened(Event.Kind.EVENT, "gate-1", "scan", at));
        }
        if (!batch.isEmpty()) {
            desk.append(batch);
        }
    }

    private static double[] days(HistoryDesk desk) {
        return desk.column(Series.SCANS, Step.DAY, NOW.minus(Duration.ofDays(50)), NOW.plus(Duration.ofDays(1)));
    }

    private static double sum(double[] column) {
        double sum = 0;
        for (double value : column) {
            sum += Double.isNaN(value) ? 0 : value;
        }
        return sum;
    }
}

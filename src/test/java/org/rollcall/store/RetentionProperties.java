package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
    private static final int AHEAD = -4_400; // days ago: in 2038
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

    @Example
    void anEntryOfAClockThatWasFarAheadStopsNothing_F14() throws SQLException {
        assertThat(leftOf(List.of(AHEAD, 40, 35, 5))).containsExactly(4L);
        assertThat(leftOf(List.of(40, AHEAD, AHEAD, 35, 5, 40))).containsExactly(5L, 6L);
    }

    @Example
    void whatFollowsDecidesOverAnEntryThatLiesAhead() throws SQLException {
        assertThat(leftOf(List.of(40, AHEAD, 5, 40, 5))).containsExactly(2L, 3L, 4L, 5L);
        assertThat(leftOf(List.of(40, AHEAD))).containsExactly(2L);
        assertThat(leftOf(List.of(40, 0, 40, 5)))
                .as("a second ahead is no wonder")
                .containsExactly(2L, 3L, 4L);
    }

    @Example
    void aRunOfEntriesAheadThatIsLongerThanASliceIsPassedOver() throws SQLException {
        List<Integer> days = new ArrayList<>(Collections.nCopies(350, AHEAD));
        days.addAll(Collections.nCopies(400, 40));
        days.add(5);
        assertThat(leftOf(days)).containsExactly(751L);
    }

    @Example
    void whereMostOfTheLogLiesAheadTheClockIsBehindAndNothingIsPassedOver() throws SQLException {
        try (HistoryDesk desk = new HistoryDesk(THIRTY)) {
            desk.now = NOW.minus(Duration.ofDays(2_500));
            append(
                    desk,
                    List.of(3, 3, 2_500, 2),
                    new ArrayList<>()); // one was stamped by the clock of a board that woke up
            assertThat(left(desk, NOW.minus(Duration.ofDays(2_400)))).hasSize(4);
        }
    }

    /** Which entries are left when no more can be pruned, of some that were received when they happened. */
    private static List<Long> leftOf(List<Integer> daysAgo) throws SQLException {
        try (HistoryDesk desk = new HistoryDesk(THIRTY)) {
            desk.now = NOW.minus(Duration.ofDays(60));
            append(desk, daysAgo, new ArrayList<>());
            return left(desk, NOW);
        }
    }

    private static List<Long> left(HistoryDesk desk, Instant now) throws SQLException {
        try (HistoryFile file = new HistoryFile(desk.folder.resolve("monitor.db"), new WriteTurns())) {
            Retention retention = new Retention(file, THIRTY);
            for (int slice = 0; slice < 100; slice++) {
                retention.slice(now, Long.MAX_VALUE);
            }
        }
        return desk.journal.after(0, 1_000).stream()
                .map(frame -> frame.id().sequence())
                .toList();
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

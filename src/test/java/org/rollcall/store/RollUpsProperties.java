package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.rollcall.event.Event;
import org.rollcall.history.Chart;
import org.rollcall.history.Grid;
import org.rollcall.history.HistoryQuery;
import org.rollcall.history.Series;
import org.rollcall.history.Step;
import org.rollcall.store.HistoryDesk.Happened;

/** The roll-ups are what one gets by counting the log anew, whatever happens to the reader in between. */
class RollUpsProperties {
    /** The clocks of Berlin are set back on this day. */
    private static final Instant MIDDLE = Instant.parse("2026-10-25T01:00:00Z");

    private static final Map<String, ZoneId> ZONES = Map.of(
            "gate-1", ZoneId.of("Europe/Berlin"),
            "gate-2", ZoneId.of("Asia/Kathmandu"),
            "gate-3", ZoneId.of("Pacific/Apia"));
    private static final Map<Series, String> COUNTS = Map.of(
            Series.SCANS, "scan",
            Series.SYNCS, "sync",
            Series.SMS, "sms",
            Series.ERRORS, "error",
            Series.WARNINGS, "warning",
            Series.EVENTS, "");

    /** What the log and its reader go through: a batch is stored, the reader takes a turn, or all is started again. */
    record Deed(List<Happened> batch, boolean turn, boolean restart) {}

    @Provide
    Arbitrary<List<Deed>> deeds() {
        Arbitrary<Happened> event = Combinators.combine(
                        Arbitraries.frequency(
                                net.jqwik.api.Tuple.of(9, Event.Kind.EVENT),
                                net.jqwik.api.Tuple.of(1, Event.Kind.ALERT),
                                net.jqwik.api.Tuple.of(1, Event.Kind.STATE)),
                        Arbitraries.of("gate-1", "gate-2", "gate-3"),
                        Arbitraries.of("scan", "scan", "scan", "sync", "sms", "photo", "error", "warning", "door.open"),
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(-300, 300)),
                                net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(-8_000, 8_000)),
                                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(-3_000_000, 3_000_000))))
                .as((kind, station, type, seconds) -> new Happened(
                        kind, station, type, MIDDLE.plusSeconds(seconds).plusMillis(seconds & 511)));
        Arbitrary<Deed> deed = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        4, event.list().ofMinSize(1).ofMaxSize(60).map(batch -> new Deed(batch, false, false))),
                net.jqwik.api.Tuple.of(3, Arbitraries.just(new Deed(List.of(), true, false))),
                net.jqwik.api.Tuple.of(1, Arbitraries.just(new Deed(List.of(), false, true))));
        return deed.list().ofMinSize(1).ofMaxSize(25);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void theyEqualANaiveCountForAnyBatchingOrderLatenessAndRestart(@ForAll("deeds") List<Deed> deeds) {
        List<Happened> all = new ArrayList<>();
        try (HistoryDesk desk = new HistoryDesk(HistoryDesk.LONG)) {
            desk.zones.putAll(ZONES);
            for (Deed deed : deeds) {
                if (deed.turn()) {
                    desk.history.turn();
                } else if (deed.restart()) {
                    desk.restart();
                } else {
                    desk.append(deed.batch());
                    all.addAll(deed.batch());
                }
            }
            desk.settle();
            all.removeIf(each -> each.kind() != Event.Kind.EVENT);
            for (Step step : Step.values()) {
                ZONES.forEach((station, zone) -> assertThat(counted(desk, step, station, zone))
                        .as("%s of %s", step, station)
                        .isEqualTo(naive(all, step, station, zone)));
            }
            assertThat(together(desk)).as("all stations").isEqualTo((double) all.size());
        }
    }

    private static Map<String, Double> counted(HistoryDesk desk, Step step, String station, ZoneId zone) {
        Grid grid = Grid.of(step, zone, MIDDLE.minus(Duration.ofDays(40)), MIDDLE.plus(Duration.ofDays(40)));
        HistoryQuery query = new HistoryQuery(grid, List.copyOf(COUNTS.keySet()), List.of(station), false);
        Map<String, Double> found = new TreeMap<>();
        desk.history.chart(query).line(Chart.TOGETHER).columns().forEach((series, column) -> {
            for (int bin = 0; bin < column.length; bin++) {
                if (column[bin] > 0) {
                    found.put(series + " " + grid.start(bin), column[bin]);
                }
            }
        });
        return found;
    }

    private static Map<String, Double> naive(List<Happened> events, Step step, String station, ZoneId zone) {
        Map<String, Double> counts = new TreeMap<>();
        for (Happened event : events) {
            if (event.station().equals(station)) {
                ZonedDateTime at = event.at().atZone(zone);
                Instant start = switch (step) {
                    case MINUTE -> at.truncatedTo(ChronoUnit.MINUTES).toInstant();
                    case HOUR -> at.truncatedTo(ChronoUnit.HOURS).toInstant();
                    case DAY -> at.toLocalDate().atStartOfDay(zone).toInstant();
                };
                COUNTS.forEach((series, type) -> {
                    if (type.isEmpty() || type.equals(event.type())) {
                        counts.merge(series + " " + start, 1.0, Double::sum);
                    }
                });
            }
        }
        return counts;
    }

    private static double together(HistoryDesk desk) {
        double sum = 0;
        for (double value : desk.column(
                Series.EVENTS, Step.DAY, MIDDLE.minus(Duration.ofDays(40)), MIDDLE.plus(Duration.ofDays(40)))) {
            sum += Double.isNaN(value) ? 0 : value;
        }
        return sum;
    }
}

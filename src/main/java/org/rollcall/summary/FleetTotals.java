package org.rollcall.summary;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.rollcall.station.Figures;
import org.rollcall.station.StationView;

/**
 * The figures of all stations added up; those that know theirs. Empty where no station does. What a database that cannot be
 * read any more held on another day is not added to today's.
 *
 * @param scansLastMinute of the last full minute
 * @param successRate synced of all scans that could be, in percent
 * @param stale stations whose figures stand still since their database cannot be read
 * @param staleAsOf of when the oldest of those figures are
 * @param clockOff stations whose clock is off by more than {@link #CLOCK_LIMIT} seconds
 */
public record FleetTotals(
        int stations,
        OptionalLong scansToday,
        OptionalLong scansLastMinute,
        OptionalDouble successRate,
        OptionalLong queueSize,
        Optional<Instant> queueOldest,
        OptionalLong clockOff,
        int stale,
        Optional<Instant> staleAsOf) {
    private static final double CLOCK_LIMIT = 10;

    static FleetTotals of(List<StationView> views, Instant now) {
        List<StationView> today =
                views.stream().filter(view -> isOfToday(view, now)).toList();
        List<Figures> stale = views.stream()
                .filter(FleetTotals::standsStill)
                .map(StationView::figures)
                .toList();
        return new FleetTotals(
                views.size(),
                sum(today, view -> view.figures().scansToday()),
                sum(views, view -> lastMinute(view.figures())),
                rate(today),
                sum(views, view -> view.figures().queueSize()),
                views.stream()
                        .flatMap(view -> view.figures().queueOldest().stream())
                        .min(Instant::compareTo),
                sum(views, FleetTotals::isClockOff),
                stale.size(),
                stale.stream().map(Figures::asOf).min(Instant::compareTo));
    }

    private static boolean isOfToday(StationView view, Instant now) {
        Instant midnight =
                now.atZone(view.zone()).toLocalDate().atStartOfDay(view.zone()).toInstant();
        return view.figures().dayStart().equals(midnight);
    }

    /** A station whose database fails may still report, or may have nothing to add. */
    private static boolean standsStill(StationView view) {
        return view.source()
                .filter(state -> state.condition().isFailure())
                .filter(state -> !view.figures().asOf().isAfter(state.since()))
                .isPresent();
    }

    private static OptionalLong lastMinute(Figures figures) {
        List<Optional<Integer>> minutes = figures.scansByMinute();
        Optional<Integer> full = minutes.size() < 2 ? Optional.empty() : minutes.get(minutes.size() - 2);
        return full.isPresent() ? OptionalLong.of(full.get()) : OptionalLong.empty();
    }

    private static OptionalLong isClockOff(StationView view) {
        OptionalDouble clock = view.vitals().clock();
        return clock.isPresent()
                ? OptionalLong.of(Math.abs(clock.getAsDouble()) > CLOCK_LIMIT ? 1 : 0)
                : OptionalLong.empty();
    }

    private static OptionalDouble rate(List<StationView> views) {
        List<Figures> known = views.stream()
                .map(StationView::figures)
                .filter(figures -> figures.scansToday().isPresent()
                        && figures.syncedToday().isPresent())
                .toList();
        if (known.isEmpty()) {
            return OptionalDouble.empty();
        }
        long scans = known.stream()
                .mapToLong(figures -> figures.scansToday().getAsLong())
                .sum();
        long synced = known.stream()
                .mapToLong(figures -> figures.syncedToday().getAsLong())
                .sum();
        return OptionalDouble.of(scans == 0 ? 100.0 : 100.0 * synced / scans);
    }

    private static OptionalLong sum(List<StationView> views, Function<StationView, OptionalLong> figure) {
        OptionalLong sum = OptionalLong.empty();
        for (StationView view : views) {
            OptionalLong one = figure.apply(view);
            if (one.isPresent()) {
                sum = OptionalLong.of(sum.orElse(0) + one.getAsLong());
            }
        }
        return sum;
    }
}

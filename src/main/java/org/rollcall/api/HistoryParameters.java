package org.rollcall.api;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rollcall.history.Grid;
import org.rollcall.history.HistoryQuery;
import org.rollcall.history.Series;
import org.rollcall.history.Step;

/** What is asked of the history, or a {@link BadRequest} that says what would be right. */
final class HistoryParameters {
    static final int MOST_POINTS = 10_000;
    static final int MOST_VALUES = 200_000;
    private static final int MOST_STATIONS = 1_000;
    private static final Duration USUAL = Duration.ofHours(24);
    private static final int SUITS = 1_500; // points, about what a wide screen can show

    private final Instant now;
    private final ZoneId zone;
    private final Supplier<List<String>> known;

    /**
     * @param zone the home station's
     * @param known the stations of which anything is kept
     */
    HistoryParameters(Instant now, ZoneId zone, Supplier<List<String>> known) {
        this.now = now;
        this.zone = zone;
        this.known = known;
    }

    HistoryQuery query(
            @Nullable String series,
            List<String> station,
            @Nullable String by,
            @Nullable String from,
            @Nullable String to,
            @Nullable String step) {
        List<Series> wanted = series(series);
        List<String> stations = stations(station);
        boolean apart = apart(by);
        Instant end = Parameters.time("to", to, now, zone).orElse(now);
        Instant start = Parameters.time("from", from, now, zone).orElse(end.minus(USUAL));
        if (!start.isBefore(end)) {
            throw new BadRequest("bad-from", "from must be before to");
        }
        Step width = step(step, start, end);
        int lines = !apart ? 1 : stations.isEmpty() ? Math.max(1, known.get().size()) : stations.size();
        check(width, start, end, lines * wanted.size());
        return new HistoryQuery(Grid.of(width, zone, start, end), wanted, stations, apart);
    }

    private static void check(Step step, Instant from, Instant to, int columns) {
        long points = Grid.atMost(step, from, to);
        if (fits(points, columns)) {
            return;
        }
        String coarser = Arrays.stream(Step.values())
                .filter(other -> other.compareTo(step) > 0 && fits(Grid.atMost(other, from, to), columns))
                .findFirst()
                .map(other -> "take step=" + other.word())
                .orElse("take a shorter span, fewer series or fewer stations");
        throw new BadRequest(
                "too-many-points",
                "an answer has at most " + MOST_POINTS + " points and " + MOST_VALUES + " values; " + coarser);
    }

    private static boolean fits(long points, int columns) {
        return points <= MOST_POINTS + 3 && points * columns <= MOST_VALUES + 3L * columns;
    }

    private static Step step(@Nullable String given, Instant from, Instant to) {
        if (given == null || given.isBlank()) {
            return Arrays.stream(Step.values())
                    .filter(step -> Grid.atMost(step, from, to) <= SUITS)
                    .findFirst()
                    .orElse(Step.DAY);
        }
        return Step.parse(given.strip())
                .orElseThrow(() -> new BadRequest("bad-step", "step must be minute, hour or day"));
    }

    private static List<Series> series(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return Series.ALL;
        }
        List<Series> wanted = new ArrayList<>();
        for (String word : given.strip().split("\\s*,\\s*", -1)) {
            Series series = Series.parse(word)
                    .orElseThrow(() -> new BadRequest(
                            "bad-series",
                            "series must be some of "
                                    + Series.ALL.stream().map(Series::word).collect(Collectors.joining(", "))));
            if (!wanted.contains(series)) {
                wanted.add(series);
            }
        }
        return wanted;
    }

    private static List<String> stations(List<String> given) {
        if (given.size() > MOST_STATIONS) {
            throw new BadRequest("bad-station", "station must be given at most " + MOST_STATIONS + " times");
        }
        return given.stream()
                .flatMap(name -> Parameters.text("station", name).stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean apart(@Nullable String by) {
        if (by != null && !by.isBlank() && !by.equals("station")) {
            throw new BadRequest("bad-by", "by must be station");
        }
        return by != null && !by.isBlank();
    }
}

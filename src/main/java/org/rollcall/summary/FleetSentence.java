package org.rollcall.summary;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in one sentence how all stations are: what needs somebody, the worst first; or that nothing does. */
final class FleetSentence {
    private static final int CLAUSES = 3;
    private static final List<TileState> WELL =
            List.of(TileState.FINE, TileState.ASLEEP, TileState.PARTIAL, TileState.STALE, TileState.WAITING);

    private final List<FleetProblem> problems;
    private final List<FleetSummary.Count> counts;
    private final List<Tile> tiles;
    private final FleetTotals totals;
    private final Instant now;
    private final ZoneId zone;

    FleetSentence(
            List<FleetProblem> problems,
            List<FleetSummary.Count> counts,
            List<Tile> tiles,
            FleetTotals totals,
            Instant now,
            ZoneId zone) {
        this.problems = problems;
        this.counts = counts;
        this.tiles = tiles;
        this.totals = totals;
        this.now = now;
        this.zone = zone;
    }

    Sentence sentence(FleetSummary.Journal journal) {
        if (journal.failure().isPresent()) {
            return Summary.journalFails(journal.failure(), journal.damaged());
        }
        return problems.isEmpty() ? nothingWrong() : needing();
    }

    private Sentence needing() {
        List<FleetProblem> waiting =
                problems.stream().filter(problem -> !problem.taken()).toList();
        int taken = problems.size() - waiting.size();
        List<FleetProblem> said = waiting.isEmpty() ? problems : waiting;
        boolean error = said.stream().anyMatch(problem -> problem.shape() == Shape.ERROR);
        List<String> meta = new ArrayList<>();
        if (taken > 0 && !waiting.isEmpty()) {
            meta.add(Words.count(taken, "more is", "more are") + " acknowledged");
        }
        rest().ifPresent(meta::add);
        stale().ifPresent(meta::add);
        return new Sentence(
                error ? "error" : "degraded",
                error ? Shape.ERROR : Shape.WARNING,
                lead(waiting.size()),
                clauses(said),
                Optional.empty(),
                meta.isEmpty() ? Optional.empty() : Optional.of(String.join(" · ", meta)));
    }

    private static String lead(int needing) {
        if (needing == 0) {
            return "All that is wrong is acknowledged.";
        }
        return Words.count(needing, "thing needs", "things need") + " you.";
    }

    private static String clauses(List<FleetProblem> said) {
        List<String> clauses = new ArrayList<>(
                said.stream().limit(CLAUSES).map(FleetProblem::clause).toList());
        if (said.size() > CLAUSES) {
            clauses.add("and " + Words.number(said.size() - CLAUSES) + " more");
        }
        return Words.capital(String.join("; ", clauses)) + ".";
    }

    private Sentence nothingWrong() {
        if (only(TileState.WAITING)) {
            return said(
                    "initializing",
                    Shape.INITIALIZING,
                    "Waiting for the first news.",
                    "Rollcall is running and no station has reported yet");
        }
        if (only(TileState.ASLEEP)) {
            String next = tiles.stream()
                    .flatMap(tile -> tile.opensAt().stream())
                    .min(Instant::compareTo)
                    .map(at -> "; the next one starts " + Words.next(at, now, zone))
                    .orElse("");
            return said("asleep", Shape.ASLEEP, "Asleep by timetable.", "No window is open" + next);
        }
        boolean fine =
                counts.stream().allMatch(count -> count.state() == TileState.FINE || count.state() == TileState.ASLEEP);
        String rest = rest().orElse("");
        return fine
                ? said("healthy", Shape.FINE, "All fine.", rest)
                : said("partial", Shape.PARTIAL, "Nothing needs you.", rest);
    }

    private boolean only(TileState state) {
        return counts.stream().allMatch(count -> count.state() == state);
    }

    private static Sentence said(String state, Shape shape, String lead, String text) {
        return new Sentence(state, shape, lead, text + ".", Optional.empty(), Optional.empty());
    }

    /** "43 stations fine, 7 asleep by timetable": those at which nothing is wrong. */
    private Optional<String> rest() {
        List<String> parts = new ArrayList<>();
        for (TileState state : WELL) {
            int stations = counts.stream()
                    .filter(count -> count.state() == state)
                    .mapToInt(FleetSummary.Count::stations)
                    .sum();
            if (stations > 0) {
                String number = parts.isEmpty() ? Words.count(stations, "station", "stations") : Words.number(stations);
                parts.add(number + " " + word(state));
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts));
    }

    /** Which part of the sums stands still; its database is among the problems. */
    private Optional<String> stale() {
        return totals.staleAsOf()
                .map(at -> "the sums have " + Words.count(totals.stale(), "station", "stations") + " as of "
                        + Words.time(at, now, zone) + (totals.stale() > 1 ? " or later" : ""));
    }

    private static String word(TileState state) {
        return switch (state) {
            case ASLEEP -> "asleep by timetable";
            case PARTIAL -> "partly heard";
            case WAITING -> "not heard yet";
            case STALE -> "without fresh news";
            default -> "fine";
        };
    }
}

package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rollcall.alert.Alert;
import org.rollcall.event.ComponentStatus;
import org.rollcall.station.Figures;
import org.rollcall.station.StationView;

/** Makes a station's tile from what is wrong there. */
final class Tiles {
    private static final Duration BAR = Duration.ofMinutes(2);

    private final Instant now;
    private final ZoneId zone;

    Tiles(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /**
     * @param open the station's open alerts
     * @param link the link behind which it is, if that is down
     */
    Tile tile(StationView view, List<Trouble> troubles, List<Alert> open, Optional<Link> link) {
        Optional<Trouble> worst = troubles.stream().min(Comparator.comparing(Trouble::state));
        boolean behind = link.isPresent()
                && worst.filter(trouble -> trouble.state() == TileState.SILENT).isPresent();
        TileState state = behind ? TileState.LINK : worst.map(Trouble::state).orElseGet(() -> quiet(view));
        Figures figures = view.figures();
        return new Tile(
                view,
                state,
                worst.map(Trouble::since).orElse(view.since()),
                behind
                        ? "behind " + FleetProblems.name(link.orElseThrow())
                        : worst.map(Trouble::reason).orElseGet(() -> why(view, state)),
                figures.lastScan().or(() -> news(view)),
                state == TileState.ASLEEP ? view.phase().until() : Optional.empty(),
                view.figures().queueSize(),
                open.stream().anyMatch(alert -> alert.metric().equals("queue_size")),
                bars(view));
    }

    /** How a station is at which nothing is wrong. */
    private TileState quiet(StationView view) {
        return switch (view.status()) {
            case ERROR -> TileState.ERROR;
            case DEGRADED -> TileState.WARNING;
            case INITIALIZING -> TileState.WAITING;
            case ASLEEP -> TileState.ASLEEP;
            case HEALTHY -> TileState.FINE;
            case PARTIAL -> isAnythingFresh(view) ? TileState.PARTIAL : TileState.STALE;
        };
    }

    private boolean isAnythingFresh(StationView view) {
        boolean read =
                view.source().filter(state -> state.condition().isReadable()).isPresent();
        boolean online = Stream.concat(view.expected().stream(), view.others().stream())
                .anyMatch(seen -> seen.status() == ComponentStatus.ONLINE);
        boolean heard = Stream.concat(view.lastHeartbeat().stream(), view.figures().lastScan().stream())
                .anyMatch(at -> !at.plus(view.limit()).isBefore(now));
        return read || online || heard;
    }

    private String why(StationView view, TileState state) {
        return switch (state) {
            case WAITING -> "nothing was heard of it yet";
            case STALE, PARTIAL -> Summary.elsewhere(view, List.of(), now, zone).notAll();
            default -> "";
        };
    }

    private static Optional<Instant> news(StationView view) {
        return Stream.of(
                        view.figures().lastSync(),
                        view.figures().lastPhoto(),
                        view.figures().lastSms(),
                        view.lastHeartbeat())
                .flatMap(Optional::stream)
                .max(Instant::compareTo);
    }

    /** What a station that cannot be heard has done since is not known, and is not nothing. */
    private static List<Optional<Integer>> bars(StationView view) {
        Figures figures = view.figures();
        Optional<Instant> end = view.isStale()
                ? Optional.of(figures.asOf())
                : view.silentSince().map(since -> view.lastHeartbeat().orElse(since));
        if (end.isEmpty()) {
            return figures.scansByTwoMinutes();
        }
        List<Optional<Integer>> bars = new ArrayList<>();
        Instant start = figures.hourStart();
        for (Optional<Integer> bar : figures.scansByTwoMinutes()) {
            boolean unheard = bar.filter(scans -> scans > 0).isEmpty() && start.isAfter(end.get());
            bars.add(unheard ? Optional.empty() : bar);
            start = start.plus(BAR);
        }
        return bars;
    }
}

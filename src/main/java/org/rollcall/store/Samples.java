package org.rollcall.store;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.rollcall.history.Step;
import org.rollcall.station.Figures;
import org.rollcall.station.Overall;
import org.rollcall.station.StationView;

/**
 * Looks at each station's figures once a minute. A row says that the minute was watched, so that a count of nothing is
 * a zero and not unknown. There is none for a station whose source cannot be read or, when it has no source, of which
 * nothing was ever heard or whose heartbeat is overdue. The worker's thread only.
 */
final class Samples {
    private static final int AT_ONCE = 100;

    private final HistoryFile file;
    private final Function<String, ZoneId> zones;
    private final Pace pace = new Pace(AT_ONCE, AT_ONCE);
    private Instant sampled = Instant.MIN;

    Samples(HistoryFile file, Function<String, ZoneId> zones) {
        this.file = file;
        this.zones = zones;
    }

    /** Looks if the minute is a new one; returns whether it did. */
    boolean turn(List<StationView> views, Instant now) throws SQLException {
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        if (minute.equals(sampled)) {
            return false;
        }
        List<StationView> watched = views.stream().filter(Samples::isWatched).toList();
        for (int from = 0; from < watched.size(); from += AT_ONCE) {
            Bins bins = new Bins();
            watched.subList(from, Math.min(watched.size(), from + AT_ONCE)).forEach(view -> see(bins, view, minute));
            file.write(pace, bins::write);
        }
        sampled = minute;
        return true;
    }

    private static boolean isWatched(StationView view) {
        return view.source()
                .map(state -> state.condition().isReadable())
                .orElse(view.silentSince().isEmpty() && view.status() != Overall.INITIALIZING);
    }

    private void see(Bins bins, StationView view, Instant minute) {
        ZoneId zone = zones.apply(view.name());
        Figures figures = view.figures();
        // just after midnight they may still be yesterday's
        boolean today = figures.dayStart().equals(Step.DAY.floor(minute, zone));
        boolean rate = today
                && figures.scansToday().isPresent()
                && figures.syncedToday().isPresent();
        OptionalLong none = OptionalLong.empty();
        OptionalLong[] seen = {
            figures.queueSize(),
            figures.failedSyncs(),
            rate ? figures.scansToday() : none,
            rate ? figures.syncedToday() : none
        };
        for (Step step : Step.values()) {
            bins.see(step, Bins.at(step, minute, zone), view.name(), seen);
        }
    }
}

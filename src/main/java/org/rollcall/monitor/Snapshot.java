package org.rollcall.monitor;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.alert.Alert;
import org.rollcall.event.EventId;
import org.rollcall.event.SourceState;
import org.rollcall.journey.Lags;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.station.Figures;
import org.rollcall.station.StationView;
import org.rollcall.summary.Fleet;
import org.rollcall.summary.Line;
import org.rollcall.summary.Sentence;
import org.rollcall.summary.Stop;

/**
 * The whole state as of an id, immutable.
 *
 * @param version grows whenever anything but the clock is different
 * @param at when it was made
 * @param asOf the newest entry that it contains
 * @param zone the home station's
 * @param uptime the monitor's, by a clock that cannot jump
 * @param stations the home station first
 * @param alerts remembered alerts, oldest first
 * @param recentEvents the live window, oldest first
 * @param lags those of each station's day, by its name; a station without journeys has none
 */
public record Snapshot(
        long version,
        Instant at,
        Instant startedAt,
        Duration uptime,
        ZoneId zone,
        EventId asOf,
        List<StationView> stations,
        List<Alert> alerts,
        List<Frame> recentEvents,
        Store store,
        Map<String, Lags> lags) {

    /** The journal as of the snapshot; a failure is why it cannot write. */
    public record Store(Optional<String> failure, Journal.Health health, long bytes) {
        /** {@code writing}, {@code failing} while it cannot write, {@code error} when it never will again as it is. */
        public String state() {
            if (health.damage().isPresent()) {
                return "error";
            }
            return failure.isPresent() ? "failing" : "writing";
        }
    }

    public Snapshot {
        stations = List.copyOf(stations);
        alerts = List.copyOf(alerts);
        lags = Map.copyOf(lags);
        recentEvents = List.copyOf(recentEvents);
    }

    Snapshot withVersion(long newVersion) {
        return new Snapshot(newVersion, at, startedAt, uptime, zone, asOf, stations, alerts, recentEvents, store, lags);
    }

    /** How things are. Made anew each time: most snapshots are replaced before anybody asks. */
    public Sentence sentence() {
        return new Fleet(stations, alerts, at, zone)
                .sentence(store.failure(), store.health().damage().isPresent());
    }

    /** The home station's line; made anew each time. */
    public List<Stop> stops() {
        List<Alert> open = alerts.stream().filter(Alert::isOpen).toList();
        return new Line(home(), lagsOf(home().name()), open, at).stops();
    }

    public Lags lagsOf(String station) {
        return lags.getOrDefault(station, Lags.NONE);
    }

    public StationView home() {
        return stations.get(0);
    }

    /** Whether the stations are as they were, whenever they were looked at. */
    @SuppressWarnings("ReferenceEquality") // one that was not looked at anew is the very same
    boolean hasSameStations(Snapshot other) {
        boolean same = stations.size() == other.stations.size();
        for (int i = 0; same && i < stations.size(); i++) {
            StationView here = stations.get(i);
            StationView there = other.stations.get(i);
            same = here == there || Gist.of(here).equals(Gist.of(there));
        }
        return same;
    }

    /** What is told of any station, without the times at which it was counted. */
    private record Gist(List<Object> parts) {
        static Gist of(StationView view) {
            Figures figures = view.figures();
            return new Gist(List.of(
                    view.name(),
                    view.status(),
                    view.since(),
                    view.expected(),
                    view.others(),
                    view.lastHeartbeat().map(at -> at.truncatedTo(ChronoUnit.MINUTES)),
                    figures.scansToday(),
                    figures.scansLastHour(),
                    figures.syncedToday(),
                    figures.photosToday(),
                    figures.repeatsToday(),
                    figures.queueSize(),
                    figures.failedSyncs(),
                    figures.queueStuck(),
                    List.of(figures.lastScan(), figures.lastSync(), figures.lastSms()),
                    List.of(view.vitals().queueLength(), view.vitals().version()),
                    List.of(view.phase(), view.silentSince()),
                    view.source().map(SourceState::condition),
                    view.source().map(SourceState::message),
                    view.source().map(SourceState::missing),
                    view.profile()));
        }
    }
}

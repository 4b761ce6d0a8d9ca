package org.rollcall.monitor;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.rollcall.alert.Alert;
import org.rollcall.event.EventId;
import org.rollcall.log.Frame;
import org.rollcall.station.StationView;
import org.rollcall.summary.Sentence;
import org.rollcall.summary.Stop;

/**
 * The whole state as of an id, immutable.
 *
 * @param version grows whenever anything but the clock is different
 * @param at when it was made
 * @param asOf the newest entry that it contains
 * @param uptime the monitor's, by a clock that cannot jump
 * @param stations the home station first
 * @param stops the home station's line
 * @param alerts remembered alerts, oldest first
 * @param recentEvents the live window, oldest first
 */
public record Snapshot(
        long version,
        Instant at,
        Instant startedAt,
        Duration uptime,
        ZoneId zone,
        EventId asOf,
        List<StationView> stations,
        Sentence sentence,
        List<Stop> stops,
        List<Alert> alerts,
        List<Frame> recentEvents,
        Store store) {

    /** The journal as of the snapshot; a failure is why it cannot write. */
    public record Store(Optional<String> failure, long bytes) {}

    public Snapshot {
        stations = List.copyOf(stations);
        stops = List.copyOf(stops);
        alerts = List.copyOf(alerts);
        recentEvents = List.copyOf(recentEvents);
    }

    Snapshot withVersion(long newVersion) {
        return new Snapshot(
                newVersion, at, startedAt, uptime, zone, asOf, stations, sentence, stops, alerts, recentEvents, store);
    }

    public StationView home() {
        return stations.get(0);
    }
}

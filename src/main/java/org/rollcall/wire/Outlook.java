package org.rollcall.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.rollcall.alert.Alert;
import org.rollcall.event.Event;
import org.rollcall.log.EventLog;
import org.rollcall.log.Frame;
import org.rollcall.monitor.Snapshot;
import org.rollcall.station.StationView;
import org.rollcall.summary.Line;
import org.rollcall.summary.Sentence;
import org.rollcall.summary.Stop;
import org.rollcall.summary.Summary;

/**
 * The snapshot as seen from one of its stations. That of the home station is in the snapshot; another one's sentence and
 * stops are made when somebody asks, never in the monitor's turn.
 *
 * @param events the newest, oldest first
 * @param alerts those that are remembered, oldest first
 */
public record Outlook(
        Snapshot snapshot,
        StationView station,
        Sentence sentence,
        List<Stop> stops,
        List<Frame> events,
        List<Alert> alerts) {
    static final int EVENTS = 20;

    public Outlook {
        stops = List.copyOf(stops);
        events = List.copyOf(events);
        alerts = List.copyOf(alerts);
    }

    /** As seen from the home station, with the events and alerts of all. */
    static Outlook home(Snapshot snapshot) {
        return new Outlook(
                snapshot,
                snapshot.home(),
                snapshot.sentence(),
                snapshot.stops(),
                snapshot.recentEvents(),
                snapshot.alerts());
    }

    /**
     * As seen from this station, with its own events and alerts; nothing when there is no such station.
     *
     * @param log where its events are looked for, as far back as they are in memory
     */
    static Optional<Outlook> of(Snapshot snapshot, String name, EventLog log) {
        return snapshot.stations().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .map(view -> of(snapshot, view, log));
    }

    private static Outlook of(Snapshot snapshot, StationView view, EventLog log) {
        List<Alert> alerts = snapshot.alerts().stream()
                .filter(alert -> alert.station().equals(view.name()))
                .toList();
        List<Alert> open = alerts.stream().filter(Alert::isOpen).toList();
        Snapshot.Store store = snapshot.store();
        return new Outlook(
                snapshot,
                view,
                new Summary(view, alerts, snapshot.at(), snapshot.zone()) // as all times of the page
                        .sentence(store.failure(), store.health().damage().isPresent()),
                new Line(view, snapshot.lagsOf(view.name()), open, snapshot.at()).stops(),
                newest(snapshot, view.name(), log),
                alerts);
    }

    /** A station's events may be far apart in the log of all, so the short list of all newest ones would not do. */
    private static List<Frame> newest(Snapshot snapshot, String station, EventLog log) {
        List<Frame> newest = new ArrayList<>();
        for (long next = snapshot.asOf().sequence(); next >= log.head() && newest.size() < EVENTS; next--) {
            log.at(next)
                    .filter(frame -> frame.kind() == Event.Kind.EVENT)
                    .filter(frame -> frame.station().equals(station))
                    .ifPresent(newest::add);
        }
        Collections.reverse(newest);
        return newest;
    }
}

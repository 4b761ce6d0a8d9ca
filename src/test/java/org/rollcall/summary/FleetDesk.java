package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.rollcall.alert.Alert;
import org.rollcall.alert.Level;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Reading;
import org.rollcall.event.Signal;
import org.rollcall.event.SourceState;
import org.rollcall.event.SourceState.Condition;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Vitals;
import org.rollcall.station.Overall;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.station.StationView;
import org.rollcall.timetable.Phase;

/** A fleet that a test arranges: stations as a real board has them, placed, asleep or silent as the test says. */
public final class FleetDesk {
    public static final Instant NOW = Instant.parse("2026-11-23T07:12:08Z");

    private final Map<String, StationProfile> profiles = new LinkedHashMap<>();
    private final Map<String, Instant> silent = new LinkedHashMap<>();
    private final Map<String, ZoneId> zones = new LinkedHashMap<>();
    private final Map<String, Phase> phases = new LinkedHashMap<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private Optional<String> failure = Optional.empty();
    private Instant now = NOW;

    public FleetDesk station(String name, String title, String building, String group) {
        return station(name, title, "", building, group);
    }

    public FleetDesk station(String name, String title, String site, String building, String group) {
        profiles.put(
                name,
                new StationProfile(
                        name,
                        title,
                        site,
                        building,
                        "",
                        "",
                        group,
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty()));
        return this;
    }

    /** A station with both components online, that beats. */
    public FleetDesk fine(String name, String title, String building) {
        station(name, title, building, "");
        component(name, "camera", ComponentStatus.ONLINE);
        component(name, "cloud", ComponentStatus.ONLINE);
        return beat(name, NOW.minusSeconds(4));
    }

    /** With a zone of its own. */
    public FleetDesk zone(String name, ZoneId zone) {
        zones.put(name, zone);
        return this;
    }

    public FleetDesk component(String name, String component, ComponentStatus status) {
        signals.add(new Signal.ComponentReport(
                name, component, status, Optional.of("Juan dela Cruz 2021001"), NOW.minusSeconds(120)));
        return this;
    }

    public FleetDesk beat(String name, Instant at) {
        signals.add(new Signal.Heartbeat(
                name,
                new Vitals(
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalLong.of(3),
                        Optional.of("1.2"),
                        OptionalDouble.of(0.4)),
                at));
        return this;
    }

    /** It has never beaten after that. */
    public FleetDesk silentSince(String name, Instant since) {
        silent.put(name, since);
        signals.removeIf(signal ->
                signal instanceof Signal.Heartbeat beat && beat.station().equals(name));
        return beat(name, since.minusSeconds(30));
    }

    FleetDesk phase(String name, Phase phase) {
        phases.put(name, phase);
        return this;
    }

    /** Asleep until then. */
    public FleetDesk asleep(String name, Instant opens) {
        return phase(name, new Phase(Phase.State.CLOSED, "Noon", Optional.empty(), Optional.of(opens)));
    }

    public FleetDesk database(String name, Condition condition) {
        signals.add(new Signal.SourceReport(
                name,
                new SourceState(
                        "attendance database",
                        condition,
                        "/srv/" + name + ".db",
                        NOW.minusSeconds(500),
                        "It is " + condition.word() + ".",
                        Optional.of("put it back"),
                        Optional.of(NOW.minusSeconds(508)),
                        NOW,
                        Duration.ofSeconds(5),
                        List.of())));
        return this;
    }

    /** What its database held when it was last read. */
    FleetDesk reading(String name, Instant at, long scans, long synced) {
        OptionalLong unknown = OptionalLong.empty();
        Instant midnight = at.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        signals.add(new Signal.Measurement(
                name,
                new Reading(
                        at,
                        OptionalLong.of(scans),
                        unknown,
                        OptionalLong.of(synced),
                        unknown,
                        OptionalLong.of(scans - synced),
                        Optional.empty(),
                        unknown,
                        unknown,
                        unknown,
                        OptionalDouble.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        at,
                        List.of(),
                        midnight,
                        List.of(),
                        List.of())));
        return this;
    }

    public FleetDesk event(String name, String type, Instant at, Map<String, Object> data) {
        events.add(new Event(
                new EventId(1, events.size() + 1L),
                Event.Kind.EVENT,
                at,
                at,
                name,
                type,
                "Attendance recorded: 2021001 Juan dela Cruz",
                data,
                Optional.empty()));
        return this;
    }

    public FleetDesk alert(String name, String rule, String metric, Level level, String message, Alert.State state) {
        boolean taken = state == Alert.State.ACKNOWLEDGED;
        alerts.add(new Alert(
                new EventId(1, 1_000L + alerts.size()),
                name,
                rule,
                level,
                state,
                message,
                "212 records wait for the cloud. They are kept at the station.",
                "look at the internet lamp of the school's router",
                metric,
                212,
                50,
                NOW.minusSeconds(1_000),
                NOW.minusSeconds(1_000),
                NOW,
                taken ? Optional.of(new Alert.Acknowledgement("mcruz", "on my way", NOW)) : Optional.empty(),
                Optional.empty(),
                0));
        return this;
    }

    FleetDesk queueAlert(String name) {
        return alert(name, "queue-size", "queue_size", Level.WARNING, "Queue over 50", Alert.State.FIRING);
    }

    FleetDesk journalFails(String why) {
        failure = Optional.of(why);
        return this;
    }

    public FleetDesk at(Instant newNow) {
        now = newNow;
        return this;
    }

    public List<Alert> alerts() {
        return alerts;
    }

    public List<StationView> views() {
        StationSettings settings =
                new StationSettings(List.of("camera", "cloud"), ZoneOffset.UTC, Duration.ofMinutes(15));
        StationBoard board = new StationBoard(settings, List.copyOf(profiles.keySet()), zones, NOW);
        for (Signal signal : signals) {
            if (signal instanceof Signal.ComponentReport report) {
                board.apply(report);
            } else if (signal instanceof Signal.Heartbeat heartbeat) {
                board.apply(heartbeat);
            } else if (signal instanceof Signal.SourceReport report) {
                board.apply(report);
            } else if (signal instanceof Signal.Measurement measurement) {
                board.apply(measurement);
            }
        }
        events.forEach(event -> board.apply(event, now));
        board.settle(now);
        return board.views(now).stream().map(this::placed).toList();
    }

    public FleetSummary summary() {
        return FleetSummary.of(
                views(), alerts, now, ZoneOffset.UTC, new FleetSummary.Journal(failure, false, Duration.ofHours(289)));
    }

    private StationView placed(StationView view) {
        Phase phase = phases.getOrDefault(view.name(), Phase.NONE);
        boolean wrong = view.status() == Overall.ERROR || view.status() == Overall.DEGRADED;
        return new StationView(
                view.name(),
                view.zone(),
                phase.isClosed() && !wrong ? Overall.ASLEEP : view.status(),
                view.since(),
                view.expected(),
                view.others(),
                view.figures(),
                view.source(),
                view.lastHeartbeat(),
                view.vitals(),
                view.upSince(),
                profiles.getOrDefault(view.name(), StationProfile.unknown(view.name())),
                phase,
                Optional.ofNullable(silent.get(view.name())));
    }
}

package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.Signal;
import org.rollcall.event.StationProfile;

/**
 * All stations: a fold over signals and events that returns the changes it made. Not thread-safe: the monitor's thread
 * owns it, and hands out {@link StationView}s.
 */
public final class StationBoard {

    /** A component or the station as a whole ({@code component} is then "overall") came into another status. */
    public record Change(String station, String component, String from, String to, String message) {}

    /** How a station was when it was last looked at. */
    private record Looked(Instant at, StationView view, Map<String, Object> document) {}

    /** For so long a station of which nothing is heard is as it was: no age, minute or midnight is told later. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final StationSettings settings;
    private final List<String> expected; // there whatever the registry says, the home station first
    private final Map<String, ZoneId> zones;
    private final Map<String, Station> stations = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> told = new LinkedHashMap<>();
    private final Map<String, Looked> looked = new HashMap<>(); // none of a station of which something was heard since
    private final Map<String, ZoneId> days = new ConcurrentHashMap<>(); // where each station's day begins
    private List<StationView> settled = List.of();
    private Instant begun = Instant.MIN;

    /** A board with one station that is expected from the start. */
    public StationBoard(StationSettings settings, String home, Instant now) {
        this(settings, List.of(home), Map.of(), now);
    }

    /**
     * A board with stations that are expected from the start.
     *
     * @param settings of every station, but for its zone
     * @param expected their names, the home station first
     * @param zones where the day begins elsewhere than in the settings
     */
    public StationBoard(StationSettings settings, List<String> expected, Map<String, ZoneId> zones, Instant now) {
        this.settings = settings;
        this.expected = List.copyOf(expected);
        this.zones = Map.copyOf(zones);
        expected.forEach(name -> station(name, now).name());
    }

    /** A turn begins. When our own clock has gone back since the last one, nothing that is remembered lies ahead of it. */
    public void begin(Instant now) {
        if (now.isBefore(begun)) {
            stations.values().forEach(station -> station.correct(now));
        }
        begun = now;
    }

    /** Takes the report, unless it is of a new component beyond {@link StationSettings#MOST_COMPONENTS}; whether it did. */
    public boolean apply(Signal.ComponentReport report) {
        return station(report.station(), report.at())
                .report(report.component(), report.status(), report.details(), report.at());
    }

    public void apply(Signal.Heartbeat heartbeat) {
        station(heartbeat.station(), heartbeat.at()).beat(heartbeat.vitals(), heartbeat.at());
    }

    public void apply(Signal.Measurement measurement) {
        station(measurement.station(), measurement.reading().at()).measure(measurement.reading());
    }

    public void apply(Signal.SourceReport report) {
        station(report.station(), report.state().lookedAt()).source(report.state());
    }

    /**
     * Takes over which stations there are. One that is no longer named stays if it is expected from the start or was ever
     * heard of: of that one nothing is known any more but its name, and nobody waits for it until it reports. Any other one
     * is gone.
     */
    public void apply(Signal.Roster roster) {
        looked.clear();
        Map<String, StationProfile> profiles = new LinkedHashMap<>();
        profiles.put(expected.get(0), StationProfile.unknown(expected.get(0)));
        roster.profiles().forEach(profile -> profiles.put(profile.name(), profile));
        expected.forEach(name -> profiles.putIfAbsent(name, StationProfile.unknown(name)));
        Map<String, Station> others = new LinkedHashMap<>(stations);
        others.keySet().removeAll(profiles.keySet());
        profiles.forEach((name, profile) -> {
            Station station = station(name, roster.at());
            adopt(station, profile, roster.at());
            station.name();
            stations.remove(name);
            stations.put(name, station);
        });
        others.forEach((name, station) -> {
            stations.remove(name);
            if (station.hasNews()) {
                adopt(station, StationProfile.unknown(name), roster.at());
                station.unname(roster.at());
                stations.put(name, station);
            } else {
                told.remove(name);
                days.remove(name);
            }
        });
    }

    private void adopt(Station station, StationProfile profile, Instant at) {
        StationSettings own = settingsOf(profile);
        station.adopt(profile, own, at);
        days.put(profile.name(), own.zone());
    }

    /** A station with a database has the zone in which that is read, whatever else is said. */
    private StationSettings settingsOf(StationProfile profile) {
        StationSettings own = settings.of(profile);
        return own.in(zones.getOrDefault(profile.name(), own.zone()));
    }

    public void apply(Event event, Instant now) {
        station(event.station(), now).fold(event, now);
    }

    /** Forgets the day's counts, which are then given anew by {@link #count}. */
    public void forgetDays() {
        looked.clear();
        stations.values().forEach(Station::forgetDay);
    }

    /** Changes what was told of the components in words, for a text that may no longer be there. */
    public void reword(UnaryOperator<String> texts) {
        looked.clear();
        stations.values().forEach(station -> station.reword(texts));
    }

    /** Where the station's day begins. Any thread may ask. */
    public ZoneId zone(String station) {
        ZoneId known = days.get(station);
        return known == null ? settingsOf(StationProfile.unknown(station)).zone() : known;
    }

    /**
     * How long it takes from scan to cloud in the mean, in seconds, by station; of one that is not named it is not known. A
     * station whose source measures it is not told otherwise.
     */
    public void processTimes(Map<String, Double> seconds) {
        looked.clear();
        stations.forEach((name, station) -> {
            Double mean = seconds.get(name);
            station.processTime(mean == null ? OptionalDouble.empty() : OptionalDouble.of(mean));
        });
    }

    /** When the longest of the stations' running days began. */
    public Instant earliestMidnight(Instant now) {
        return stations.values().stream()
                .map(station -> station.midnight(now))
                .min(Instant::compareTo)
                .orElse(now);
    }

    /** Counts events of one minute that were folded before the last start; the latest happened at {@code at}. */
    public void count(String station, String type, Instant at, int events, Instant now) {
        station(station, now).count(type, at, events, now);
    }

    /** Remembers a scan or a sync that was folded before the last start, for the counts of repeats and of synced scans. */
    public void passed(String station, String type, String student, String record, Instant at, Instant now) {
        station(station, now).passed(type, student, record, at, now);
    }

    /** What rules may compare of a station that {@link #views} gave. */
    public Known known(StationView view, Instant now) {
        return Objects.requireNonNull(stations.get(view.name()), view.name())
                .known(view.figures(), zones.containsKey(view.name()), now);
    }

    /** Lets time pass and says what has changed since the last call. */
    public List<Change> settle(Instant now) {
        List<Change> changes = new ArrayList<>();
        settled = new ArrayList<>();
        stations.forEach((name, station) -> {
            if (isDue(name, now)) {
                station.settle(now);
                StationView view = look(name, station, now);
                settled.add(view);
                note(changes, view);
            }
        });
        return changes;
    }

    /** What {@link #settle} last said is not stored: the next call says it again, if it still is so. */
    public void untell(List<Change> changes) {
        for (Change change : changes) {
            Map<String, String> last = told.get(change.station());
            if (last != null) {
                last.put(change.component(), change.from());
            }
        }
    }

    /** The stations that {@link #settle} last looked at: each of which something was heard, and the others once a second. */
    public List<StationView> settled() {
        return settled;
    }

    private void note(List<Change> changes, StationView view) {
        String name = view.name();
        Map<String, String> last = told.computeIfAbsent(name, n -> new LinkedHashMap<>());
        List<StationView.Seen> all = new ArrayList<>(view.expected());
        all.addAll(view.others());
        for (StationView.Seen seen : all) {
            note(
                    changes,
                    last,
                    name,
                    seen.name(),
                    seen.stale() ? "stale" : seen.status().word());
        }
        note(changes, last, name, "overall", view.status().word());
    }

    /** Whether there is a station of that name. */
    public boolean knows(String name) {
        return stations.containsKey(name);
    }

    /**
     * The stations as of now, the home station first. What is shown of one of which nothing was heard is up to {@link #FRESH}
     * old, so that a report costs the work of its own station and not of all.
     */
    public List<StationView> views(Instant now) {
        List<StationView> views = new ArrayList<>(stations.size());
        stations.forEach((name, station) -> {
            Looked known = looked.get(name);
            views.add(known == null || isDue(name, now) ? look(name, station, now) : known.view());
        });
        return views;
    }

    private boolean isDue(String name, Instant now) {
        Looked known = looked.get(name);
        return known == null
                || now.isBefore(known.at())
                || !now.isBefore(known.at().plus(FRESH));
    }

    private StationView look(String name, Station station, Instant now) {
        StationView view = station.view(now);
        looked.put(name, new Looked(now, view, station.document()));
        return view;
    }

    /** The stations as JSON-like documents by name; one that did not change is the same object as before. */
    public Map<String, Map<String, Object>> documents() {
        Map<String, Map<String, Object>> documents = new LinkedHashMap<>();
        stations.forEach((name, station) -> {
            Looked known = looked.get(name);
            documents.put(name, known == null ? station.document() : known.document());
        });
        return documents;
    }

    /** Takes back what {@link #documents} gave, but for stations that nobody knows and that were never heard of. */
    public void restore(Map<String, Map<String, Object>> documents, Instant now) {
        documents.forEach((name, document) -> {
            if (stations.containsKey(name) || Boolean.TRUE.equals(document.get("any_news"))) {
                station(name, now).restore(document, now);
            }
        });
        settleQuietly(now);
    }

    private void settleQuietly(Instant now) {
        stations.forEach((name, station) -> {
            Map<String, String> last = told.computeIfAbsent(name, n -> new LinkedHashMap<>());
            StationView view = station.view(now);
            view.expected()
                    .forEach(seen -> last.put(
                            seen.name(), seen.stale() ? "stale" : seen.status().word()));
            view.others()
                    .forEach(seen -> last.put(
                            seen.name(), seen.stale() ? "stale" : seen.status().word()));
            last.put("overall", view.status().word());
        });
    }

    private static void note(
            List<Change> changes, Map<String, String> last, String station, String component, String word) {
        String before = last.getOrDefault(
                component, component.equals("overall") ? "initializing" : ComponentStatus.UNKNOWN.word());
        last.put(component, word);
        if (!before.equals(word)) {
            String subject = component.equals("overall") ? "Station " + station : component;
            changes.add(new Change(station, component, before, word, subject + " is " + word));
        }
    }

    private Station station(String name, Instant now) {
        looked.remove(name); // whoever asks for a station changes it
        return stations.computeIfAbsent(name, n -> new Station(n, settingsOf(StationProfile.unknown(n)), now));
    }
}

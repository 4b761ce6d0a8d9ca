package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rollcall.alert.Alert;
import org.rollcall.station.StationView;
import org.rollcall.timetable.Phase;

/**
 * All stations at a glance: what is wrong by cause, how many are how, and each one in its place. It is made for whoever
 * looks at all of them, and by nobody else, because it costs some microseconds for each station.
 *
 * @param phase the home station's
 * @param problems the worst first
 * @param counts of those states in which there is any station, the worst first
 * @param places in the order of their first stations; those that nobody placed are last
 * @param tiles in the order of the stations
 */
public record FleetSummary(
        Sentence sentence,
        Phase phase,
        List<FleetProblem> problems,
        List<Count> counts,
        FleetTotals totals,
        List<Place> places,
        List<Tile> tiles,
        List<Service> services) {

    /** How many stations are in a state. */
    public record Count(TileState state, int stations) {}

    /**
     * Stations that stand together.
     *
     * @param name empty when nobody said where they stand
     * @param note how many they are, and how
     */
    public record Place(String name, String note, List<String> stations) {
        public Place {
            stations = List.copyOf(stations);
        }
    }

    /**
     * What all stations use.
     *
     * @param meta what is known of it, followed by the age of {@code at} if there is one
     */
    public record Service(String name, Shape shape, String meta, Optional<Instant> at) {}

    /**
     * Rollcall itself.
     *
     * @param failure why the journal cannot write, if it cannot
     * @param damaged whether that will not pass by itself
     */
    public record Journal(Optional<String> failure, boolean damaged, Duration uptime) {}

    public FleetSummary {
        problems = List.copyOf(problems);
        counts = List.copyOf(counts);
        places = List.copyOf(places);
        tiles = List.copyOf(tiles);
        services = List.copyOf(services);
    }

    /**
     * The summary of these stations.
     *
     * @param views the home station first
     * @param alerts all that are remembered, of any station
     * @param zone in which times are said
     */
    public static FleetSummary of(
            List<StationView> views, List<Alert> alerts, Instant now, ZoneId zone, Journal journal) {
        Map<String, List<Alert>> open =
                alerts.stream().filter(Alert::isOpen).collect(Collectors.groupingBy(Alert::station));
        List<Link> links = Link.down(views);
        Map<String, Link> behind = new HashMap<>();
        links.forEach(link -> link.behind().forEach(view -> behind.put(view.name(), link)));
        Tiles maker = new Tiles(now, zone);
        List<Trouble> troubles = new ArrayList<>();
        List<Tile> tiles = new ArrayList<>();
        for (StationView view : views) {
            List<Alert> its = open.getOrDefault(view.name(), List.of());
            List<Trouble> here = new StationTroubles(view, its, now, zone).all();
            troubles.addAll(here);
            tiles.add(maker.tile(view, here, its, Optional.ofNullable(behind.get(view.name()))));
        }
        List<FleetProblem> problems = new FleetProblems(links, now, zone).of(troubles);
        List<Count> counts = counts(tiles);
        FleetTotals totals = FleetTotals.of(views, now);
        return new FleetSummary(
                new FleetSentence(problems, counts, tiles, totals, now, zone).sentence(journal),
                views.get(0).phase(),
                problems,
                counts,
                totals,
                places(tiles, now, zone),
                tiles,
                FleetServices.of(views, journal));
    }

    private static List<Count> counts(List<Tile> tiles) {
        Map<TileState, Integer> counts = new EnumMap<>(TileState.class);
        tiles.forEach(tile -> counts.merge(tile.state(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> new Count(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static List<Place> places(List<Tile> tiles, Instant now, ZoneId zone) {
        boolean sites = tiles.stream()
                        .map(tile -> tile.view().profile().site())
                        .filter(site -> !site.isBlank())
                        .distinct()
                        .count()
                > 1;
        Map<String, List<Tile>> places = new LinkedHashMap<>();
        tiles.forEach(tile -> places.computeIfAbsent(place(tile.view(), sites), name -> new ArrayList<>())
                .add(tile));
        List<Tile> unplaced = places.remove("");
        if (unplaced != null) {
            places.put("", unplaced);
        }
        return places.entrySet().stream()
                .map(entry -> new Place(
                        entry.getKey(),
                        PlaceNote.of(entry.getValue(), now, zone),
                        entry.getValue().stream().map(Tile::name).toList()))
                .toList();
    }

    private static String place(StationView view, boolean sites) {
        String building = view.profile().building();
        String site = view.profile().site();
        return building.isBlank() || !sites || site.isBlank() ? building : site + ", " + building;
    }
}

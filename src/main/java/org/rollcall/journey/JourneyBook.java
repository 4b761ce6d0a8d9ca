package org.rollcall.journey;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.rollcall.event.Event;

/**
 * The journeys of all stations' running days, in bounded memory. One thread takes events and counts lags; any may look a
 * journey up.
 *
 * <p>What is kept has its place in one queue over all stations: when that is full, the oldest goes, whosever it is.
 */
public final class JourneyBook {
    /** Most journeys, and hops that wait for one, over all stations. */
    public static final int MOST = 20_000;

    private static final Duration COUNT_EVERY = Duration.ofSeconds(1);

    /** What takes up a place: a journey, or a hop that named no record. */
    private record Place(StationJourneys station, String record, Optional<Step> loose) {
        void clear() {
            loose.ifPresentOrElse(station::forget, () -> station.forget(record));
        }

        boolean isOf(String student) {
            return loose.map(step -> step.student().equals(student)).orElseGet(() -> station.isOf(record, student));
        }

        boolean isOver() {
            return loose.map(step -> !station.isOfToday(step.at())).orElseGet(() -> station.isOver(record));
        }
    }

    private final Function<String, ZoneId> zones;
    private final int most;
    private final Map<String, StationJourneys> stations = new ConcurrentHashMap<>();
    private final Deque<Place> places = new ArrayDeque<>();
    private Map<String, Lags> lags = Map.of();
    private Instant countedAt = Instant.MIN;

    /**
     * An empty book.
     *
     * @param zones where each station's day begins
     */
    public JourneyBook(Function<String, ZoneId> zones) {
        this(zones, MOST);
    }

    JourneyBook(Function<String, ZoneId> zones, int most) {
        this.zones = zones;
        this.most = most;
    }

    /** Takes an event as it is stored. */
    void take(Event event) {
        take(event, event.receivedAt());
    }

    /**
     * Takes a stored event; what says nothing of a journey of the running day is left out.
     *
     * @param now no day begins after it, whatever the clock was when the event was stored
     */
    public void take(Event event, Instant now) {
        Optional<Step> step = Step.of(event);
        if (step.isEmpty()) {
            return;
        }
        StationJourneys station = stations.get(event.station());
        if (station == null) {
            station = new StationJourneys(event.station());
            Instant received = event.receivedAt();
            station.turnsDay(received.isAfter(now) ? now : received, zones.apply(event.station()));
            stations.put(event.station(), station);
        }
        take(step.get(), station);
    }

    private void take(Step step, StationJourneys station) {
        if (!station.isOfToday(step.at())) {
            return;
        }
        if (!step.record().isEmpty()) {
            if (station.take(step)) {
                keep(new Place(station, step.record(), Optional.empty()));
            }
        } else if (!step.student().isEmpty() && (step.hop() == Hop.PHOTO || step.hop() == Hop.SMS)) {
            station.takeLoose(step);
            keep(new Place(station, "", Optional.of(step)));
        }
    }

    private void keep(Place place) {
        places.addLast(place);
        if (places.size() > most) {
            places.removeFirst().clear();
        }
    }

    /** Whether it has turned to a day that has not begun: the clock was set back, and what it had of this day is gone. */
    public boolean isAhead(Instant now) {
        long millis = now.toEpochMilli();
        return stations.values().stream().anyMatch(station -> !station.isOfToday(millis));
    }

    /** A student's journeys leave, and what waits for one of his; a later scan begins anew. */
    public void forget(String student) {
        List<Place> gone = new ArrayList<>();
        places.removeIf(place -> place.isOf(student) && gone.add(place));
        gone.forEach(Place::clear);
    }

    /** The record's journeys, one for each station that has it. */
    public List<Journey> ofRecord(String record, Optional<String> station) {
        return at(station).flatMap(one -> one.find(record).stream()).toList();
    }

    /** The student's newest journeys, the newest first. */
    public List<Journey> ofStudent(String student, Optional<String> station, int limit) {
        return at(station)
                .flatMap(one -> one.of(student).stream())
                .sorted(Comparator.comparingLong(Journey::latestMillis).reversed())
                .limit(limit)
                .toList();
    }

    /**
     * The lags of each station's day by the station's name. They are counted at most once a second, so that a burst of
     * events costs one count.
     */
    public Map<String, Lags> lags(Instant now) {
        if (!now.isBefore(countedAt) && now.isBefore(countedAt.plus(COUNT_EVERY))) {
            return lags;
        }
        countedAt = now;
        forgetPast(now);
        List<StationJourneys> changed =
                stations.values().stream().filter(StationJourneys::hasChanged).toList();
        if (!changed.isEmpty()) {
            Map<String, Lags> next = new HashMap<>(lags);
            changed.forEach(station -> next.put(station.name(), station.lags()));
            lags = Map.copyOf(next);
        }
        return lags;
    }

    /** What belongs to a day that is over leaves; one pass, however many stations' days turn at once. */
    private void forgetPast(Instant now) {
        Set<StationJourneys> turned = new HashSet<>();
        for (StationJourneys station : stations.values()) {
            if (station.turnsDay(now, zones.apply(station.name()))) {
                turned.add(station);
            }
        }
        if (!turned.isEmpty()) {
            List<Place> over = new ArrayList<>();
            places.removeIf(place -> turned.contains(place.station()) && place.isOver() && over.add(place));
            over.forEach(Place::clear);
        }
    }

    private Stream<StationJourneys> at(Optional<String> station) {
        return station.map(name -> Stream.ofNullable(stations.get(name))).orElseGet(() -> stations.values().stream());
    }
}

package org.rollcall.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A school with fifty stations in five places, each of which reports over HTTP under its own login. */
final class FleetSchool implements AutoCloseable {
    /** Markup in a title, which every page has to show as text. */
    static final String MARKUP = "Hall <b>2</b>";

    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final List<Place> PLACES = List.of(
            new Place("Main building", "", named("Gate A,Gate B,Gate C,Lobby,Office,Clinic,Canteen,Hall 1", 101, 109)),
            new Place("North wing", "", named("N Gate", 201, 208)),
            new Place("Labs and library", "", named("Library,Media,Lab 1,Lab 2,Lab 3,Lab 4,Lab 5,Lab 6", 0, -1)),
            new Place("Annex", "annex", named("X Gate", 301, 307)),
            new Place("Sports ground", "", named("Field gate,Gym,Pool,Track,Dance,Courts,Stand", 0, -1)));

    private final String address;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Set<String> empty = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> queues = new ConcurrentHashMap<>();
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();

    /** Stations of one building, and the line that they share. */
    record Place(String building, String group, List<String> titles) {}

    private FleetSchool(String address) {
        this.address = address;
    }

    /** The logins of all stations, the first of which is the home station. */
    static List<String> names() {
        return PLACES.stream()
                .flatMap(place -> place.titles().stream())
                .map(FleetSchool::name)
                .toList();
    }

    /** Writes the registry of these stations into a data folder. */
    static void register(Path data) throws IOException {
        List<String> lines = new ArrayList<>(List.of("name,title,building,group"));
        for (Place place : PLACES) {
            for (String title : place.titles()) {
                lines.add(name(title) + "," + title + "," + place.building() + "," + place.group());
            }
        }
        Files.write(data.resolve("stations.csv"), lines);
    }

    static FleetSchool open(String address) {
        return new FleetSchool(address);
    }

    /** From now on all stations say every few seconds that they live. */
    void live() {
        beat();
        beats.scheduleWithFixedDelay(this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A student before the camera of a station, whose record reaches the cloud. */
    void scan(String station, String student) {
        post(station, "api/events", "[" + arrival(student, Instant.now()) + "]");
    }

    private static String arrival(String student, Instant at) {
        String more = student + "\",\"data\":{\"student_id\":\"" + student + "\"},\"timestamp\":\"" + at + "\"}";
        return "{\"type\":\"scan\",\"message\":\"Attendance recorded: " + more
                + ",{\"type\":\"sync\",\"message\":\"Cloud sync successful: " + more;
    }

    /** The last hour as it may have been: a crowd that comes, a few more at one station than at the next. */
    void morning() {
        var chance = new Random(7);
        Instant now = Instant.now();
        for (String name : names()) {
            double busy = 2 + 6 * chance.nextDouble();
            List<String> events = new ArrayList<>();
            for (int minute = 60; minute > 0; minute--) {
                double crowd = Math.exp(-(minute - 4) * (minute - 4) / 500.0);
                long scans = Math.round(busy * crowd * (0.6 + 0.8 * chance.nextDouble()));
                for (int i = 0; i < scans; i++) {
                    Instant at = now.minusMillis(minute * 60_000L - 60_000L * i / scans);
                    events.add(arrival(String.valueOf(2_021_000 + events.size()), at));
                }
            }
            post(name, "api/events", "[" + String.join(",", events) + "]");
        }
    }

    /** Random scans, so many at each call, at stations that somebody may come to. */
    void scans(int count) {
        List<String> names = names().stream()
                .filter(name -> !silent.contains(name) && !empty.contains(name))
                .toList();
        for (int i = 0; i < count; i++) {
            int chosen = ThreadLocalRandom.current().nextInt(names.size());
            scan(names.get(chosen), String.valueOf(ThreadLocalRandom.current().nextInt(2_021_000, 2_022_000)));
        }
    }

    void component(String station, String component, String status, String details) {
        send(
                station,
                "api/components/" + component,
                "PUT",
                "{\"status\":\"" + status + "\",\"details\":\"" + details + "\"}");
    }

    /** From now on its heartbeats say that so many records wait. */
    void queue(String station, int length) {
        queues.put(station, length);
        beat(station);
    }

    /** Nobody comes to this station any more: a sync would say that its cloud is back. */
    void leave(String station) {
        empty.add(station);
    }

    /** The station has had its last heartbeat. */
    void silence(String station) {
        silent.add(station);
    }

    @Override
    public void close() {
        beats.shutdownNow();
    }

    private void beat() {
        for (String name : names()) {
            if (!silent.contains(name)) {
                beat(name);
            }
        }
    }

    private void beat(String station) {
        post(
                station,
                "api/heartbeat",
                "{\"version\":\"1.2\",\"queue_length\":" + queues.getOrDefault(station, 0) + "}");
    }

    private void post(String station, String path, String body) {
        send(station, path, "POST", body);
    }

    private void send(String station, String path, String method, String body) {
        String login = station + ":" + BrowserServer.STATION_PASSWORD;
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/" + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            var answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(
                        method + " " + path + " of " + station + " is " + answer.statusCode() + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + " of " + station, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> named(String titles, int first, int last) {
        List<String> all = new ArrayList<>(List.of(titles.split(",")));
        String prefix = titles.startsWith("N ") ? "N " : titles.startsWith("X ") ? "X " : "Room ";
        if (titles.endsWith("Hall 1")) {
            all.add(MARKUP);
        }
        for (int room = first; room <= last; room++) {
            all.add(prefix + room);
        }
        return all;
    }

    /** "Gate B" reports as gate-b. */
    static String name(String title) {
        return title.toLowerCase(Locale.ROOT).replaceAll("<[^>]*>", "").replace(' ', '-');
    }
}

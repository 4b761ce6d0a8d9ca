package org.rollcall.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Expression language functions of the fleet's pages, for their first paint. They say what {@code app/format/fleet.js}
 * and {@code app/state/fleet.js} say. Each takes what a document may hold, {@code null} included, and never throws.
 */
public final class FleetFunctions {
    private static final int HEIGHT = 16;
    private static final int PITCH = 4;
    private static final double MOST_AT_LEAST = 4;
    private static final int WALL = 60;
    /** The states that need somebody, the worst first. */
    private static final List<String> ILL =
            List.of("error", "silent", "link", "warning", "stale", "partial", "waiting");

    private static final DateTimeFormatter WEEKDAY = DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);

    private FleetFunctions() {}

    /** A station's name as the value of a query. */
    public static String query(@Nullable Object name) {
        return URLEncoder.encode(text(name), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * The places of a fleet in their order, each with those of its stations that a filter leaves.
     *
     * @param show keys of states; all of them when it is empty
     */
    public static List<Map<String, Object>> places(@Nullable Map<String, ?> fleet, @Nullable List<?> show) {
        Map<String, Map<String, ?>> byName = new HashMap<>();
        for (Map<String, ?> station : maps(fleet, "stations")) {
            byName.put(text(station.get("name")), station);
        }
        List<Map<String, ?>> all = maps(fleet, "places");
        List<Map<String, Object>> places = new ArrayList<>();
        for (Map<String, ?> place : all) {
            String name = text(place.get("name"));
            String told = name.isEmpty() ? all.size() > 1 ? "Other stations" : "Stations" : name;
            List<Map<String, Object>> stations = new ArrayList<>();
            for (Object member : list(place.get("stations"))) {
                Map<String, ?> station = byName.get(text(member));
                if (station != null && (show == null || show.isEmpty() || show.contains(station.get("state")))) {
                    Map<String, Object> placed = new HashMap<>(station);
                    placed.put("place", told);
                    stations.add(placed);
                }
            }
            if (!stations.isEmpty()) {
                places.add(Map.of("name", told, "note", text(place.get("note")), "stations", stations));
            }
        }
        return places;
    }

    /** The stations of the wall: all while they are at most 60, else those that need somebody, the worst of them. */
    public static List<Map<String, ?>> wallStations(@Nullable Map<String, ?> fleet) {
        List<Map<String, ?>> all = new ArrayList<>();
        places(fleet, List.of()).forEach(place -> all.addAll(maps(place, "stations")));
        if (all.size() <= WALL) {
            return all;
        }
        List<Map<String, ?>> ill = all.stream().filter(FleetFunctions::isIll).toList();
        return ill.size() <= WALL
                ? ill
                : ill.stream()
                        .sorted(Comparator.comparing(station -> ILL.indexOf(text(station.get("state")))))
                        .limit(WALL)
                        .toList();
    }

    private static boolean isIll(Map<String, ?> station) {
        return ILL.contains(text(station.get("state")));
    }

    /** What the wall says of the stations that it leaves out. */
    public static String wallLeft(@Nullable Map<String, ?> fleet) {
        List<Map<String, ?>> all = maps(fleet, "stations");
        boolean calm = all.stream().filter(FleetFunctions::isIll).count() <= WALL;
        return PageFunctions.number(all.size() - wallStations(fleet).size()) + " more"
                + (calm ? " are fine or asleep" : ", not all of them fine");
    }

    /** The hour of a tile as the path of its bars; a true zero is a line. */
    public static String bars(@Nullable List<?> values) {
        double most = MOST_AT_LEAST;
        for (Object value : list(values)) {
            most = value instanceof Number number ? Math.max(most, number.doubleValue()) : most;
        }
        StringBuilder path = new StringBuilder();
        int x = 0;
        for (Object value : list(values)) {
            if (value instanceof Number number) {
                double share = number.doubleValue() / most;
                long height = share <= 0 ? 1 : Math.max(2, Math.round(share * HEIGHT));
                path.append("M%d %dh3v%dh-3z".formatted(x, HEIGHT - height, height));
            }
            x += PITCH;
        }
        return path.toString();
    }

    /** What is not known of that hour, as a dotted base. */
    public static String gaps(@Nullable List<?> values) {
        StringBuilder path = new StringBuilder();
        int x = 0;
        for (Object value : list(values)) {
            if (value == null) {
                path.append("M%d %dh1v1h-1z".formatted(x + 1, HEIGHT - 1));
            }
            x += PITCH;
        }
        return path.toString();
    }

    /** 07:03 when it is near, else Fri 07:21, else Mon 2 Nov. */
    public static String when(@Nullable String iso, @Nullable String nowIso) {
        OffsetDateTime at = PageFunctions.parse(iso);
        OffsetDateTime now = PageFunctions.parse(nowIso);
        if (at == null || now == null) {
            return "";
        }
        long hours = Duration.between(at, now).abs().toHours();
        if (hours < 12) {
            return PageFunctions.shortClock(iso);
        }
        return hours < 168 ? WEEKDAY.format(at) : PageFunctions.date(iso);
    }

    /** The age of a tile: of its last scan; of a sleeping station when it opens. */
    public static String tileAge(@Nullable Map<String, ?> station, @Nullable String nowIso) {
        if (station == null) {
            return "";
        }
        boolean sleeps = "asleep".equals(station.get("state")) && station.get("opens_at") != null;
        return sleeps ? when(text(station.get("opens_at")), nowIso) : cellAge(text(station.get("age_at")), nowIso);
    }

    /** An age in a table; a dash where nothing was heard. */
    public static String cellAge(@Nullable String iso, @Nullable String nowIso) {
        String age = PageFunctions.age(iso, nowIso);
        return age.isEmpty() ? "—" : age;
    }

    /** A rate, cut and not rounded: {@code 99.9 %}; a dash when there is none. */
    public static String rate(@Nullable Object value) {
        return PageFunctions.metricValue("rate", value);
    }

    /** How much of the running window is left, or when the next one opens. */
    public static String left(@Nullable Map<String, ?> phase, @Nullable String nowIso) {
        String until = phase == null ? "" : text(phase.get("until"));
        OffsetDateTime end = PageFunctions.parse(until);
        OffsetDateTime now = PageFunctions.parse(nowIso);
        if (phase == null || end == null || now == null) {
            return "";
        }
        if (!"open".equals(phase.get("state"))) {
            String window = text(phase.get("window"));
            return (window.isEmpty() ? "next" : window) + " opens " + when(until, nowIso);
        }
        long seconds = Math.max(0, Duration.between(now, end).toSeconds());
        long whole = seconds < 60 ? seconds : (seconds + 59) / 60 * 60;
        return PageFunctions.duration(whole) + " left";
    }

    /** The share of the window that has passed, in thousandths. */
    public static long passed(@Nullable Map<String, ?> phase, @Nullable String nowIso) {
        OffsetDateTime since = phase == null ? null : PageFunctions.parse(text(phase.get("since")));
        OffsetDateTime until = phase == null ? null : PageFunctions.parse(text(phase.get("until")));
        OffsetDateTime now = PageFunctions.parse(nowIso);
        if (since == null || until == null || now == null || !until.isAfter(since)) {
            return 0;
        }
        long whole = Duration.between(since, until).toMillis();
        return Math.min(1000, Math.max(0, 1000 * Duration.between(since, now).toMillis() / whole));
    }

    /** What a service says of itself: {@code last sync 6 s ago}. */
    public static String service(@Nullable Map<String, ?> service, @Nullable String nowIso) {
        if (service == null) {
            return "";
        }
        String at = text(service.get("at"));
        String ago = PageFunctions.age(at, nowIso) + (PageFunctions.recent(at, nowIso) ? " ago" : "");
        return (text(service.get("meta")) + " " + ago).strip();
    }

    /** The wall's first words for a problem: what is wrong, and where. */
    public static String wallLead(@Nullable Map<String, ?> problem) {
        if (problem == null) {
            return "";
        }
        boolean alone = "silent".equals(problem.get("cause"))
                && list(problem.get("stations")).size() == 1;
        String what = text(problem.get("what"));
        return alone
                ? what + " is silent"
                : what + ": " + text(problem.get("word")).toLowerCase(Locale.ROOT);
    }

    /** The wall's second words: since when, and for how long. */
    public static String wallSince(@Nullable Map<String, ?> problem, @Nullable String nowIso) {
        String since = problem == null ? "" : text(problem.get("since"));
        String when = when(since, nowIso);
        return when.isEmpty() ? "" : "since " + when + ", " + PageFunctions.lasted(since, nowIso) + ".";
    }

    /** The wall's line below: the evidence. */
    public static String wallEvidence(@Nullable Map<String, ?> problem) {
        if (problem == null) {
            return "";
        }
        String note = text(problem.get("note"));
        String evidence = text(problem.get("evidence"));
        String both = note + (note.isEmpty() || evidence.isEmpty() ? "" : "; ") + evidence;
        return both.isEmpty() ? "" : Character.toUpperCase(both.charAt(0)) + both.substring(1) + ".";
    }

    private static List<Map<String, ?>> maps(@Nullable Map<String, ?> owner, String key) {
        List<Map<String, ?>> maps = new ArrayList<>();
        for (Object item : list(owner == null ? null : owner.get(key))) {
            if (item instanceof Map<?, ?> map) {
                Map<String, Object> typed = new HashMap<>();
                map.forEach((name, value) -> typed.put(String.valueOf(name), value));
                maps.add(typed);
            }
        }
        return maps;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}

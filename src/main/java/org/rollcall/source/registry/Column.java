package org.rollcall.source.registry;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.rollcall.event.StationProfile;
import org.rollcall.timetable.Timetable;

/** The columns of the registry, in the order in which they are written. */
enum Column {
    NAME("gate-2"),
    TITLE("East gate"),
    SITE("San Isidro High School"),
    BUILDING("Main building"),
    FLOOR("1"),
    ROOM("Lobby"),
    GROUP("east switch"),
    COMPONENTS("camera;cloud"),
    QUEUE_SIZE("100"),
    FAILED_SYNCS("25"),
    SUCCESS_RATE("90"),
    TIMETABLE("mon-fri 06:30-08:00"),
    ZONE("Asia/Manila");

    static final int MOST_TEXT = 100;
    static final int MOST_TIMETABLE = 200;
    static final int MOST_COMPONENTS = 16;
    private static final double MOST_ROWS = 1_000_000_000;

    private static final Pattern NAME_FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern COMPONENT_FORM = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Pattern NUMBER_FORM = Pattern.compile("\\d{1,12}(\\.\\d{1,6})?");

    private final String example;

    Column(String example) {
        this.example = example;
    }

    /** The name in the header. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    String example() {
        return example;
    }

    static Optional<Column> of(String key) {
        for (Column column : values()) {
            if (column.key().equals(key)) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }

    /** Why a cell that is not empty cannot be taken, if it cannot. */
    Optional<String> refusal(String cell) {
        return switch (this) {
            case NAME ->
                unless(
                        NAME_FORM.matcher(cell).matches(),
                        "is not 1 to 64 letters, digits, dots, underscores or dashes that begin with a letter or digit");
            case COMPONENTS -> componentsRefusal(cell);
            case QUEUE_SIZE, FAILED_SYNCS -> unless(isNumber(cell, MOST_ROWS), "is not a number from 0 to 1000000000");
            case SUCCESS_RATE -> unless(isNumber(cell, 100), "is not a number from 0 to 100");
            case TIMETABLE -> textRefusal(cell, MOST_TIMETABLE).or(() -> timetableRefusal(cell));
            case ZONE -> unless(zone(cell).isPresent(), "is not the name of a time zone");
            default -> textRefusal(cell, MOST_TEXT);
        };
    }

    private static Optional<String> textRefusal(String cell, int most) {
        return unless(
                Texts.isPrintable(cell, most),
                "has more than " + most + " characters, or controls, or characters that cannot be seen");
    }

    private static Optional<String> timetableRefusal(String cell) {
        List<String> faults = Timetable.faults(cell);
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults));
    }

    private static Optional<String> componentsRefusal(String cell) {
        List<String> names = components(cell);
        if (names.isEmpty()
                || !names.stream().allMatch(name -> COMPONENT_FORM.matcher(name).matches())) {
            return Optional.of("is not names of the form " + COMPONENT_FORM.pattern() + ", separated by ; or space");
        }
        if (names.size() > MOST_COMPONENTS) {
            return Optional.of("names more than " + MOST_COMPONENTS + " components");
        }
        return unless(new HashSet<>(names).size() == names.size(), "names a component twice");
    }

    private static Optional<String> unless(boolean good, String reason) {
        return good ? Optional.empty() : Optional.of(reason);
    }

    private static boolean isNumber(String cell, double most) {
        return NUMBER_FORM.matcher(cell).matches() && Double.parseDouble(cell) <= most;
    }

    private static List<String> components(String cell) {
        List<String> names = new ArrayList<>(List.of(cell.split("[;\\s]+", -1)));
        names.removeIf(String::isEmpty);
        return names;
    }

    private static Optional<ZoneId> zone(String cell) {
        try {
            return Optional.of(ZoneId.of(cell));
        } catch (DateTimeException e) {
            return Optional.empty(); // absence is the answer
        }
    }

    /** The station of a row whose cells {@link #refusal} has let pass; cells that are missing are empty. */
    static StationProfile profile(Map<Column, String> cells) {
        Map<String, Double> thresholds = new java.util.HashMap<>();
        for (Column column : List.of(QUEUE_SIZE, FAILED_SYNCS, SUCCESS_RATE)) {
            given(cells, column).ifPresent(cell -> thresholds.put(column.rule(), Double.valueOf(cell)));
        }
        return new StationProfile(
                cells.getOrDefault(NAME, ""),
                cells.getOrDefault(TITLE, ""),
                cells.getOrDefault(SITE, ""),
                cells.getOrDefault(BUILDING, ""),
                cells.getOrDefault(FLOOR, ""),
                cells.getOrDefault(ROOM, ""),
                cells.getOrDefault(GROUP, ""),
                given(cells, COMPONENTS).map(Column::components),
                thresholds,
                given(cells, TIMETABLE),
                given(cells, ZONE).flatMap(Column::zone));
    }

    /** The cell of a station; {@link #profile} makes the same of it again. */
    String cell(StationProfile station) {
        return switch (this) {
            case NAME -> station.name();
            case TITLE -> station.title().equals(station.name()) ? "" : station.title();
            case SITE -> station.site();
            case BUILDING -> station.building();
            case FLOOR -> station.floor();
            case ROOM -> station.room();
            case GROUP -> station.group();
            case COMPONENTS ->
                station.components().map(names -> String.join(";", names)).orElse("");
            case QUEUE_SIZE, FAILED_SYNCS, SUCCESS_RATE ->
                Optional.ofNullable(station.thresholds().get(rule()))
                        .map(Column::plain)
                        .orElse("");
            case TIMETABLE -> station.timetable().orElse("");
            case ZONE -> station.zone().map(ZoneId::getId).orElse("");
        };
    }

    /** The rule whose threshold the column holds. */
    private String rule() {
        return key().replace('_', '-');
    }

    private static Optional<String> given(Map<Column, String> cells, Column column) {
        return Optional.ofNullable(cells.get(column)).filter(cell -> !cell.isEmpty());
    }

    private static String plain(double value) {
        return new java.math.BigDecimal(Double.toString(value))
                .stripTrailingZeros()
                .toPlainString();
    }
}

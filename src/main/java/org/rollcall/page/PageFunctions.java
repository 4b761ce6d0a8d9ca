package org.rollcall.page;

import java.text.NumberFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Expression language functions of the dashboard. They say the same words as the page's own
 * {@code app/format} modules, so that nothing moves when the script takes over. Each takes what a
 * snapshot may hold, {@code null} included, and never throws.
 */
public final class PageFunctions {
    private static final char NARROW_SPACE = '\u202f';
    private static final String NONE = "—";
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter SHORT_CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter WEEKDAY = DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);
    private static final Map<String, String> ICONS = Map.of(
            "scan", "scan",
            "sync", "sync",
            "sms", "sms",
            "photo", "photo",
            "warning", "warning-line",
            "error", "error-line");
    private static final Set<String> LEVELS = Set.of("error", "warning", "info");

    private PageFunctions() {}

    /** The time of day with seconds: {@code 07:12:08}. */
    public static String clock(@Nullable String iso) {
        return format(iso, CLOCK);
    }

    /** The time of day: {@code 07:12}. */
    public static String shortClock(@Nullable String iso) {
        return format(iso, SHORT_CLOCK);
    }

    /** The day: {@code Mon 23 Nov}. */
    public static String date(@Nullable String iso) {
        return format(iso, DATE);
    }

    /** The whole time with its offset, for titles. */
    public static String full(@Nullable String iso) {
        return format(iso, FULL);
    }

    /** How long ago: {@code 6 s}, {@code 14 min}, {@code 1 h 12 min}, {@code Fri 07:21}, {@code Mon 2 Nov}. */
    public static String age(@Nullable String iso, @Nullable String nowIso) {
        OffsetDateTime at = parse(iso);
        OffsetDateTime now = parse(nowIso);
        if (at == null || now == null) {
            return "";
        }
        long seconds = Duration.between(at, now).toSeconds();
        if (seconds < -1) {
            return "clock " + span(-seconds) + " ahead";
        }
        if (seconds < 86_400) {
            return span(Math.max(0, seconds));
        }
        return (seconds < 7 * 86_400 ? WEEKDAY : DATE).format(at);
    }

    /** How long since then, however long: {@code 2 d 3 h}. */
    static String lasted(@Nullable String iso, @Nullable String nowIso) {
        OffsetDateTime at = parse(iso);
        OffsetDateTime now = parse(nowIso);
        return at == null || now == null
                ? ""
                : span(Math.max(0, Duration.between(at, now).toSeconds()));
    }

    /** Whether the age is a span, so that "ago" may follow it. */
    public static boolean recent(@Nullable String iso, @Nullable String nowIso) {
        OffsetDateTime at = parse(iso);
        OffsetDateTime now = parse(nowIso);
        if (at == null || now == null) {
            return false;
        }
        long seconds = Duration.between(at, now).toSeconds();
        return seconds >= -1 && seconds < 86_400;
    }

    /** A length of time in at most two units: {@code 2 min}. */
    public static String duration(@Nullable Object seconds) {
        return seconds instanceof Number number ? span(number.longValue()) : "";
    }

    /** Uptime in its two largest units: {@code 3d 4h}. */
    public static String uptime(@Nullable String startedIso, @Nullable String nowIso) {
        OffsetDateTime at = parse(startedIso);
        OffsetDateTime now = parse(nowIso);
        if (at == null || now == null) {
            return NONE;
        }
        long s = Math.max(0, Duration.between(at, now).toSeconds());
        if (s >= 86_400) {
            return s / 86_400 + "d " + s % 86_400 / 3_600 + "h";
        }
        if (s >= 3_600) {
            return s / 3_600 + "h " + s % 3_600 / 60 + "m";
        }
        return s >= 60 ? s / 60 + "m " + s % 60 + "s" : s + "s";
    }

    /** A count with separators; a dash when there is none. */
    public static String number(@Nullable Object value) {
        if (!(value instanceof Number number)) {
            return NONE;
        }
        return NumberFormat.getIntegerInstance(Locale.ENGLISH).format(number).replace('-', '−');
    }

    /** A size of data: {@code 1.2 MB}. */
    public static String bytes(@Nullable Object value) {
        if (!(value instanceof Number number)) {
            return "";
        }
        double size = number.doubleValue();
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        int unit = 0;
        while (size >= 1000 && unit < units.length - 1) {
            size /= 1000;
            unit++;
        }
        String digits =
                unit > 0 && size < 10 ? String.format(Locale.ROOT, "%.1f", size) : String.valueOf(Math.round(size));
        return digits + NARROW_SPACE + units[unit];
    }

    /** An alert's value in the unit that its metric's name implies. */
    public static String metricValue(@Nullable Object metric, @Nullable Object value) {
        if (!(value instanceof Number number)) {
            return NONE;
        }
        String name = String.valueOf(metric);
        double plain = number.doubleValue();
        if (name.contains("rate") || name.contains("percent")) {
            return String.format(Locale.ROOT, "%.1f", Math.floor(plain * 10 + 1e-9) / 10) + NARROW_SPACE + '%';
        }
        if (name.endsWith("_seconds") || name.endsWith("_age")) {
            return plain < 60 ? (long) plain + NARROW_SPACE + "s" : (long) plain / 60 + "" + NARROW_SPACE + "min";
        }
        return plain == Math.rint(plain) ? number(value) : String.valueOf(Math.round(plain * 10) / 10.0);
    }

    /** An alert's limit: a round number as it was set, {@code 80 %} and not {@code 80.0 %}. */
    public static String metricLimit(@Nullable Object metric, @Nullable Object limit) {
        return metricValue(metric, limit).replace(".0", "");
    }

    /** The words under a stop's name, before the age; with {@link #ageAfter} they surround it. */
    public static String ageBefore(Map<String, ?> stop) {
        String label = text(stop.get("age_label"));
        String at = text(stop.get("age_at"));
        String known = at.isEmpty() ? text(stop.get("stale_as_of")) : at;
        if (stale(stop) && !known.isEmpty()) {
            return (at.isEmpty() || label.isEmpty() ? "as of" : label) + " " + clock(known) + " · ";
        }
        if (at.isEmpty()) {
            String note = text(stop.get("note"));
            return note.isEmpty() ? label : note;
        }
        return label.isEmpty() ? "" : label + " ";
    }

    /** The time whose age a stop shows, or nothing. */
    public static String ageAt(Map<String, ?> stop) {
        String at = text(stop.get("age_at"));
        return at.isEmpty() && stale(stop) ? text(stop.get("stale_as_of")) : at;
    }

    /** What follows a stop's age: "ago" or "old". */
    public static String ageAfter(Map<String, ?> stop, @Nullable String nowIso) {
        if (!recent(ageAt(stop), nowIso)) {
            return "";
        }
        if (stale(stop)) {
            return " old";
        }
        return text(stop.get("age_label")).startsWith("oldest") ? "" : " ago";
    }

    /** A stop's limit, said after its age while the age is live. */
    public static String ageLimit(Map<String, ?> stop) {
        boolean live = !stale(stop) && stop.get("age_at") != null;
        return live && stop.get("limit_seconds") != null ? " · limit " + duration(stop.get("limit_seconds")) : "";
    }

    /** The label under a stop's figure; an old figure says of when it is. */
    public static String figureLabel(Map<String, ?> stop) {
        String label = text(stop.get("label"));
        String asOf = text(stop.get("stale_as_of"));
        if (stale(stop) && stop.get("figure") != null && !asOf.isEmpty()) {
            return label.replaceFirst(" (today|since .*)$", "") + ", as of " + shortClock(asOf);
        }
        String note = text(stop.get("note"));
        boolean explained = stop.get("figure") == null && !note.isEmpty() && stop.get("age_at") != null;
        return explained ? label.replaceFirst(" today$", "") + ": " + note : label;
    }

    /** The sprite's symbol for an event's type. */
    public static String icon(@Nullable String type) {
        return type == null ? "custom" : ICONS.getOrDefault(type, "custom");
    }

    /** An event's message; a custom type is said first. */
    public static String message(Map<String, ?> event) {
        String type = text(event.get("type"));
        String message = text(event.get("message"));
        if (ICONS.containsKey(type)) {
            return message;
        }
        String operation = text(data(event).get("operation"));
        String name = type.equals("custom") && !operation.isEmpty() ? operation : type;
        return message.startsWith(name + ":") ? message : name + ": " + message;
    }

    /** The one thing worth knowing beside an event's message. */
    public static String detail(Map<String, ?> event) {
        Map<?, ?> data = data(event);
        switch (text(event.get("type"))) {
            case "scan":
                return text(data.get(data.get("scan_type") == null ? "status" : "scan_type"))
                        .replace('_', ' ');
            case "photo":
                Object size = data.get("size_kb");
                return size instanceof Number ? number(size) + NARROW_SPACE + "kB" : text(size);
            case "sync":
                return data.get("record_id") == null ? "" : "#" + text(data.get("record_id"));
            case "sms":
                return text(data.get("phone"));
            case "warning", "error":
                return text(data.get(data.get("reason") == null ? "error" : "reason"));
            default:
                return data.get("duration") == null
                        ? text(data.get("status"))
                        : text(data.get("duration")) + NARROW_SPACE + 's';
        }
    }

    /** An alert's level as a word with a capital. */
    public static String level(@Nullable String level) {
        return level == null || !LEVELS.contains(level)
                ? "Info"
                : Character.toUpperCase(level.charAt(0)) + level.substring(1);
    }

    /** Open alerts: those that fire before those that someone has taken on, the worst level first, then the oldest. */
    public static List<Map<String, ?>> open(@Nullable List<Map<String, ?>> alerts) {
        if (alerts == null) {
            return List.of();
        }
        List<String> levels = List.of("error", "warning", "info");
        return alerts.stream()
                .filter(alert -> !"resolved".equals(alert.get("state")))
                .sorted(Comparator.comparing((Map<String, ?> alert) -> !"firing".equals(alert.get("state")))
                        .thenComparing(alert -> levels.indexOf(text(alert.get("level"))))
                        .thenComparing(alert -> text(alert.get("since"))))
                .toList();
    }

    /** Who has taken an alert on, and what they say of it; else how long it has lasted. */
    public static String alertNote(Map<String, ?> alert, @Nullable String now) {
        if (alert.get("acknowledged_by") == null) {
            return "for " + lasted(text(alert.get("since")), now);
        }
        String note = text(alert.get("note"));
        return "by " + text(alert.get("acknowledged_by")) + (note.isEmpty() ? "" : ": " + note);
    }

    /** The list from its end to its start. */
    public static List<?> newestFirst(@Nullable List<?> oldestFirst) {
        if (oldestFirst == null) {
            return List.of();
        }
        List<Object> copy = new ArrayList<>(oldestFirst);
        Collections.reverse(copy);
        return copy;
    }

    /** The time of day at which a bin of a series starts. */
    public static String binClock(@Nullable String startIso, @Nullable Object stepSeconds, int index) {
        OffsetDateTime start = parse(startIso);
        if (start == null || !(stepSeconds instanceof Number step)) {
            return "";
        }
        return SHORT_CLOCK.format(start.plusSeconds(step.longValue() * index));
    }

    private static String span(long seconds) {
        if (seconds < 60) {
            return seconds + "" + NARROW_SPACE + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "" + NARROW_SPACE + "min";
        }
        if (seconds < 86_400) {
            return pair(seconds / 3_600, "h", seconds % 3_600 / 60, "min");
        }
        return pair(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        String head = large + "" + NARROW_SPACE + largeUnit;
        return small == 0 ? head : head + " " + small + NARROW_SPACE + smallUnit;
    }

    private static String format(@Nullable String iso, DateTimeFormatter formatter) {
        OffsetDateTime at = parse(iso);
        return at == null ? "" : formatter.format(at);
    }

    static @Nullable OffsetDateTime parse(@Nullable String iso) {
        if (iso == null || iso.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(iso);
        } catch (DateTimeException e) {
            return null; // A time that cannot be read is shown as none, like one that is not known.
        }
    }

    private static boolean stale(Map<String, ?> stop) {
        return Boolean.TRUE.equals(stop.get("stale"));
    }

    private static Map<?, ?> data(Map<String, ?> event) {
        return event.get("data") instanceof Map<?, ?> data ? data : Map.of();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}

package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.rollcall.event.SourceState;

/** Numbers, times and names as people read them. */
public final class Words {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY_TIME = DateTimeFormatter.ofPattern("EEE HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);

    private Words() {}

    /** {@code 06:58} today, {@code Fri 06:58} within a week, else {@code Fri 20 Nov 06:58}. */
    public static String time(Instant at, Instant now, ZoneId zone) {
        var then = at.atZone(zone);
        var today = now.atZone(zone).toLocalDate();
        if (then.toLocalDate().equals(today)) {
            return TIME.format(then);
        }
        boolean thisWeek = then.toLocalDate().isAfter(today.minusDays(7))
                && then.toLocalDate().isBefore(today);
        return (thisWeek ? DAY_TIME : DATE_TIME).format(then);
    }

    /** When something to come begins: {@code at 11:30}, {@code tomorrow at 06:00}, {@code on Mon 30 Nov at 06:00}. */
    static String next(Instant at, Instant now, ZoneId zone) {
        var then = at.atZone(zone);
        var today = now.atZone(zone).toLocalDate();
        String time = "at " + TIME.format(then);
        if (then.toLocalDate().equals(today)) {
            return time;
        }
        boolean tomorrow = then.toLocalDate().equals(today.plusDays(1));
        return (tomorrow ? "tomorrow " : "on " + DATE.format(then) + " ") + time;
    }

    /** {@code 06:58:07} today, else as {@link #time}. */
    static String clock(Instant at, Instant now, ZoneId zone) {
        var then = at.atZone(zone);
        boolean today = then.toLocalDate().equals(now.atZone(zone).toLocalDate());
        return today ? CLOCK.format(then) : time(at, now, zone);
    }

    /** How long, to the minute: {@code under a minute}, {@code 9 min}, {@code 1 h 12 min}, {@code 2 d 3 h}. */
    static String lasting(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + "\u202fd" + (time.toHoursPart() > 0 ? " " + time.toHoursPart() + "\u202fh" : "");
        }
        if (time.toHours() > 0) {
            return time.toHours() + "\u202fh"
                    + (time.toMinutesPart() > 0 ? " " + time.toMinutesPart() + "\u202fmin" : "");
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "\u202fmin" : "under a minute";
    }

    /** Uptime as promised (P9): {@code 3d 4h 12m}, {@code 1h 0m}, {@code 5m 3s}, {@code 9s}. */
    public static String uptime(Duration uptime) {
        Duration d = uptime.isNegative() ? Duration.ZERO : uptime;
        if (d.toDays() > 0) {
            return d.toDays() + "d " + d.toHoursPart() + "h " + d.toMinutesPart() + "m";
        }
        if (d.toHours() > 0) {
            return d.toHours() + "h " + d.toMinutesPart() + "m";
        }
        return d.toMinutes() > 0 ? d.toMinutes() + "m " + d.toSecondsPart() + "s" : d.toSeconds() + "s";
    }

    /** The two largest units of {@link #uptime}: {@code 3d 4h}. */
    static String shortUptime(Duration uptime) {
        String[] units = uptime(uptime).split(" ");
        return units.length < 3 ? String.join(" ", units) : units[0] + " " + units[1];
    }

    /** How far a clock is ahead or behind, for example {@code 2 s ahead}. */
    static String skew(double seconds) {
        long whole = Math.round(Math.abs(seconds));
        return whole == 0 ? "right" : number(whole) + "\u202fs " + (seconds > 0 ? "ahead" : "behind");
    }

    static Optional<String> percent(OptionalDouble value) {
        return value.isPresent() ? Optional.of(Math.round(value.getAsDouble()) + "\u202f%") : Optional.empty();
    }

    static Optional<String> degrees(OptionalDouble celsius) {
        return celsius.isPresent() ? Optional.of(Math.round(celsius.getAsDouble()) + "\u202f°C") : Optional.empty();
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static Optional<String> number(OptionalLong value) {
        return value.isPresent() ? Optional.of(number(value.getAsLong())) : Optional.empty();
    }

    /** One decimal, cut off and not rounded, so that 99.96 is never 100. */
    static Optional<String> rate(OptionalDouble value) {
        return value.isPresent()
                ? Optional.of(String.format(Locale.ROOT, "%.1f", Math.floor(value.getAsDouble() * 10 + 1e-9) / 10))
                : Optional.empty();
    }

    static Optional<String> seconds(OptionalDouble value) {
        return value.isPresent()
                ? Optional.of(String.format(Locale.ROOT, "%.1f\u202fs", value.getAsDouble()))
                : Optional.empty();
    }

    /** {@code 4.1 s} under a minute, else {@code 12 min} or {@code 1 h 5 min}. */
    static String lag(double seconds) {
        Duration whole = Duration.ofSeconds((long) seconds);
        if (whole.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.1f\u202fs", Math.min(59.9, seconds)); // 59.96 is not a minute yet
        }
        String minutes = whole.toMinutesPart() + "\u202fmin";
        return whole.toHours() == 0 ? minutes : number(whole.toHours()) + "\u202fh " + minutes;
    }

    static String count(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }

    /** What is wrong with a database that cannot be read: "missing", "locked", "foreign", "not readable". */
    static String condition(SourceState.Condition failure) {
        return switch (failure) {
            case MISSING -> "missing";
            case LOCKED -> "locked";
            case NOT_A_DATABASE, NO_TABLE -> "foreign";
            default -> "not readable";
        };
    }

    /** "the camera", "the cloud", "SMS", "door". */
    static String component(String name) {
        return switch (name) {
            case "camera", "cloud" -> "the " + name;
            case "sms" -> "SMS";
            default -> name;
        };
    }

    /** "camera", "cloud", "SMS", "door". */
    static String title(String component) {
        return component.equals("sms") ? "SMS" : component;
    }

    /** "a", "a and b", "a, b and c", then "a, b and 2 more". */
    static String few(List<String> names) {
        return names.size() <= 3
                ? list(names)
                : String.join(", ", names.subList(0, 2)) + " and " + number(names.size() - 2L) + " more";
    }

    /** "a", "a and b", "a, b and c". */
    static String list(List<String> names) {
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** With a small first letter, unless it begins a word of capitals. */
    static String lower(String text) {
        boolean capitals = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        return text.isEmpty() || capitals ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}

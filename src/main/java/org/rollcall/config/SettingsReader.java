package org.rollcall.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads values by name and collects what is wrong with them instead of stopping at the first.
 *
 * <p>Durations are written as {@code 5s}, {@code 250ms}, {@code 15m}, {@code 2h}, {@code 30d} or in ISO-8601.
 */
public final class SettingsReader {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    static final String NO_PATH = "cannot be a path here (set LC_ALL=C.UTF-8 if it has letters beyond a to z)";

    private final Function<String, Optional<String>> values;
    private final List<Problem> problems = new ArrayList<>();

    /** A reader over any source of values; a blank value counts as absent. */
    public SettingsReader(Function<String, Optional<String>> values) {
        this.values = key -> values.apply(key).map(String::strip).filter(value -> !value.isEmpty());
    }

    public String text(String key, String fallback, Pattern form, String example) {
        return read(
                key,
                fallback,
                example,
                "does not have the form " + form.pattern(),
                text -> form.matcher(text).matches() ? Optional.of(text) : Optional.empty());
    }

    public String text(String key, String fallback) {
        return values.apply(key).orElse(fallback);
    }

    public Optional<String> optional(String key) {
        return values.apply(key);
    }

    /** A path as the system writes it; the locale decides which letters may be in one. */
    public Path path(String key, Path fallback) {
        return values.apply(key)
                .map(text -> path(key, text, fallback.toString()).orElse(fallback))
                .orElse(fallback);
    }

    /** The path that a text, or a part of one, names; nothing when it cannot be one, which is then a problem. */
    Optional<Path> path(String key, String text, String example) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            problems.add(new Problem(key, text, NO_PATH, example));
            return Optional.empty();
        }
    }

    boolean isFaulty(String key) {
        return problems.stream().anyMatch(problem -> problem.key().equals(key));
    }

    public List<String> list(String key, List<String> fallback, Pattern form, String example) {
        List<String> list = read(key, fallback, example, "each entry must have the form " + form.pattern(), text -> {
            List<String> entries = List.of(text.split("\\s*,\\s*", -1));
            return entries.stream().allMatch(entry -> form.matcher(entry).matches())
                    ? Optional.of(entries)
                    : Optional.empty();
        });
        Set<String> once = new HashSet<>();
        list.stream()
                .filter(entry -> !once.add(entry))
                .distinct()
                .forEach(twice -> problems.add(
                        new Problem(key, values.apply(key).orElse(""), "names " + twice + " twice", example)));
        return list;
    }

    public int whole(String key, int fallback, int least, int most) {
        return read(
                key,
                fallback,
                Integer.toString(fallback),
                "is not a whole number from " + least + " to " + most,
                text -> text.matches("-?\\d{1,9}")
                        ? Optional.of(Integer.valueOf(text)).filter(n -> n >= least && n <= most)
                        : Optional.empty());
    }

    public double number(String key, double fallback, double least, double most) {
        return read(
                key,
                fallback,
                Double.toString(fallback),
                "is not a number from " + least + " to " + most,
                text -> text.matches("-?\\d{1,12}(\\.\\d{1,6})?")
                        ? Optional.of(Double.valueOf(text)).filter(n -> n >= least && n <= most)
                        : Optional.empty());
    }

    public Duration duration(String key, Duration fallback, Duration least, Duration most) {
        return read(
                key,
                fallback,
                shortly(fallback),
                "is not a duration from " + shortly(least) + " to " + shortly(most),
                text -> duration(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0));
    }

    public ZoneId zone(String key) {
        return read(key, ZoneId.systemDefault(), "Asia/Manila", "is not the name of a time zone", text -> {
            try {
                return Optional.of(ZoneId.of(text));
            } catch (java.time.DateTimeException e) {
                return Optional.empty(); // the problem names the value and a good one
            }
        });
    }

    public <E extends Enum<E>> E oneOf(String key, E fallback, Class<E> type) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            words.add(constant.name().toLowerCase(java.util.Locale.ROOT));
        }
        return read(
                key,
                fallback,
                fallback.name().toLowerCase(java.util.Locale.ROOT),
                "is none of " + String.join(", ", words),
                text -> words.contains(text)
                        ? Optional.of(type.getEnumConstants()[words.indexOf(text)])
                        : Optional.empty());
    }

    /** Adds a fault that concerns several values or the outside world. */
    public void problem(Problem problem) {
        problems.add(problem);
    }

    /** Throws when anything was wrong. */
    public void check() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    /** The duration that a text such as {@code 15m} or {@code PT15M} names. */
    public static Optional<Duration> duration(String text) {
        Matcher form = SHORT_DURATION.matcher(text);
        if (form.matches()) {
            long amount = Long.parseLong(form.group(1));
            return Optional.of(
                    switch (form.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
        try {
            return Optional.of(Duration.parse(text)).filter(d -> !d.isNegative());
        } catch (DateTimeParseException e) {
            return Optional.empty(); // absence is the answer
        }
    }

    private <T> T read(String key, T fallback, String example, String reason, Function<String, Optional<T>> parse) {
        Optional<String> text = values.apply(key);
        if (text.isEmpty()) {
            return fallback;
        }
        Optional<T> value = parse.apply(text.get());
        if (value.isEmpty()) {
            problems.add(new Problem(key, text.get(), reason, example));
            return fallback;
        }
        return value.get();
    }

    private static String shortly(Duration duration) {
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        if (duration.toSecondsPart() != 0 || duration.isZero()) {
            return duration.toSeconds() + "s";
        }
        if (duration.toMinutesPart() != 0) {
            return duration.toMinutes() + "m";
        }
        return duration.toHours() % 24 == 0 ? duration.toDays() + "d" : duration.toHours() + "h";
    }
}

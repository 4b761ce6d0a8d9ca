package org.rollcall.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.rollcall.config.SettingsReader;
import org.rollcall.event.EventId;
import org.rollcall.event.EventTypes;

/** Query parameters as values, or a {@link BadRequest}. */
final class Parameters {
    static final int MOST = 1_000;
    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("3000-01-01T00:00:00Z");
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z"); // of the events that are taken
    private static final String YEARS = "1900 to 2999";

    /** A bound by id or by time. */
    record Bound(Optional<EventId> id, Optional<Instant> time) {
        /** The number of the id, of whatever epoch. */
        static OptionalLong sequence(Optional<Bound> bound) {
            return bound.flatMap(Bound::id).stream()
                    .mapToLong(EventId::sequence)
                    .findAny();
        }
    }

    private Parameters() {}

    static int limit(@Nullable String given, int fallback) {
        if (given == null) {
            return fallback;
        }
        if (!given.matches("\\d{1,4}") || Integer.parseInt(given) < 1 || Integer.parseInt(given) > MOST) {
            throw new BadRequest("bad-limit", "limit must be a whole number from 1 to " + MOST);
        }
        return Integer.parseInt(given);
    }

    static List<String> types(@Nullable String given) {
        if (given == null || given.isBlank()) {
            return List.of();
        }
        List<String> types = List.of(given.strip().split("\\s*,\\s*"));
        if (types.size() > 32 || !types.stream().allMatch(EventTypes::isValid)) {
            throw new BadRequest("bad-type", "type must be up to 32 names of the form [a-z][a-z0-9_.-]{0,31}");
        }
        return types;
    }

    /** An id, an ISO-8601 time, a day of the zone or a duration that lies back from now; a very long one means everything. */
    static Optional<Bound> bound(String name, @Nullable String given, Instant now, ZoneId zone) {
        if (given == null || given.isBlank()) {
            return Optional.empty();
        }
        String text = given.strip();
        Optional<EventId> id = EventId.parse(text);
        if (id.isPresent()) {
            return Optional.of(new Bound(id, Optional.empty()));
        }
        Optional<Instant> time = ago(text, now)
                .map(at -> at.isBefore(EARLIEST) ? EARLIEST : at)
                .or(() -> time(text, zone).or(() -> day(text, zone)).filter(Parameters::isNear));
        if (time.isEmpty()) {
            throw new BadRequest(
                    "bad-" + name,
                    name + " must be an event id, an ISO-8601 time or a day such as 2026-11-23, from " + YEARS
                            + ", or a duration such as 15m");
        }
        return Optional.of(new Bound(Optional.empty(), time));
    }

    /** An ISO-8601 time, a day of the zone, or a duration that lies back from now. */
    static Optional<Instant> time(String name, @Nullable String given, Instant now, ZoneId zone) {
        if (given == null || given.isBlank()) {
            return Optional.empty();
        }
        String text = given.strip();
        Optional<Instant> time = ago(text, now)
                .or(() -> time(text, zone))
                .or(() -> day(text, zone))
                .filter(Parameters::isNear);
        if (time.isEmpty()) {
            throw new BadRequest(
                    "bad-" + name,
                    name + " must be an ISO-8601 time or a day such as 2026-11-23, from " + YEARS
                            + ", or a duration such as 30d");
        }
        return time;
    }

    static Optional<String> text(String name, @Nullable String given) {
        if (given != null && given.length() > 200) {
            throw new BadRequest("bad-" + name, name + " must have at most 200 characters");
        }
        return Optional.ofNullable(given).filter(text -> !text.isBlank());
    }

    /** Far from these years milliseconds, and then instants, overflow. */
    private static boolean isNear(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(LAST);
    }

    private static Optional<Instant> ago(String text, Instant now) {
        try {
            return SettingsReader.duration(text).map(now::minus);
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty(); // longer ago than there is time; the caller says what would be right
        }
    }

    private static Optional<Instant> time(String text, ZoneId zone) {
        try {
            // a plus sign that was not encoded arrives as a space
            return Optional.of(OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
        } catch (DateTimeException e) {
            try {
                return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
            } catch (DateTimeException again) {
                return Optional.empty(); // the caller says what would be right
            }
        }
    }

    private static Optional<Instant> day(String text, ZoneId zone) {
        try {
            return Optional.of(LocalDate.parse(text).atStartOfDay(zone).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty(); // the caller says what would be right
        }
    }
}

package org.rollcall.timetable;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a station is in use: windows by the day of the week, and days on which school is out. Immutable but for its
 * calendar, whose file may change; safe for any thread.
 *
 * <p>Windows are times on the wall. One that the clock jumps over in spring is not held that day, one of which it jumps
 * over an end begins or ends with the jump; a time that comes twice in autumn is the first of the two. So windows keep
 * their order and never overlap, whatever the zone.
 */
public final class Timetable {
    /** A text that can be read. */
    public static final String EXAMPLE = "mon-fri 06:00-08:00 morning, 11:30-13:00 afternoon; sat 07:00-09:00";

    /** How far to look for the next window, and for the last one. */
    private static final int SIGHT = 60;

    private record Opening(Window window, Instant from, Instant to) {}

    private final Map<DayOfWeek, List<Window>> days;
    private final SchoolCalendar calendar;

    private Timetable(Map<DayOfWeek, List<Window>> days, SchoolCalendar calendar) {
        this.days = new EnumMap<>(days);
        this.calendar = calendar;
    }

    /** The timetable that a text describes; an {@link IllegalArgumentException} names all faults. */
    public static Timetable parse(String text, SchoolCalendar calendar) {
        TimetableText read = new TimetableText(text);
        if (!read.faults().isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", read.faults()));
        }
        return new Timetable(read.days(), calendar);
    }

    /** What is wrong with a text; empty when it can be read. */
    public static List<String> faults(String text) {
        return new TimetableText(text).faults();
    }

    /** Grows when the calendar says something else, so that a phase may be kept until then. */
    public int version() {
        return calendar.version();
    }

    /** Where a moment lies. A window is open from its first moment on and closed at its last. */
    public Phase phase(Instant now, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        for (int i = -1; i <= SIGHT; i++) { // from yesterday, for where the clock goes back over midnight
            for (Window window : windows(today.plusDays(i))) {
                Opening next = opening(window, today.plusDays(i), zone);
                if (!next.to().isAfter(now) || !next.from().isBefore(next.to())) {
                    continue;
                }
                return next.from().isAfter(now)
                        ? closed(now, zone, Optional.of(next))
                        : new Phase(Phase.State.OPEN, window.name(), Optional.of(next.from()), Optional.of(next.to()));
            }
        }
        return closed(now, zone, Optional.empty());
    }

    private Phase closed(Instant now, ZoneId zone, Optional<Opening> next) {
        String name = next.map(opening -> opening.window().name()).orElse("");
        return new Phase(Phase.State.CLOSED, name, lastClosed(now, zone), next.map(Opening::from));
    }

    private Optional<Instant> lastClosed(Instant now, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        for (int i = 1; i >= -SIGHT; i--) {
            List<Window> windows = windows(today.plusDays(i));
            for (int w = windows.size() - 1; w >= 0; w--) {
                Opening last = opening(windows.get(w), today.plusDays(i), zone);
                if (!last.to().isAfter(now) && last.from().isBefore(last.to())) {
                    return Optional.of(last.to());
                }
            }
        }
        return Optional.empty();
    }

    private List<Window> windows(LocalDate date) {
        if (calendar.isHoliday(date)) {
            return List.of();
        }
        List<Window> windows = days.getOrDefault(date.getDayOfWeek(), List.of());
        return calendar.isHalfDay(date)
                ? windows.stream().filter(window -> window.from() < Window.NOON).toList()
                : windows;
    }

    private static Opening opening(Window window, LocalDate date, ZoneId zone) {
        return new Opening(window, instant(date, window.from(), zone), instant(date, window.to(), zone));
    }

    private static Instant instant(LocalDate date, int minute, ZoneId zone) {
        LocalDateTime wall = date.atStartOfDay().plusMinutes(minute);
        ZoneRules rules = zone.getRules();
        List<ZoneOffset> offsets = rules.getValidOffsets(wall);
        return offsets.isEmpty()
                ? rules.getTransition(wall).getInstant() // the clock jumps over it
                : wall.toInstant(offsets.get(0));
    }
}

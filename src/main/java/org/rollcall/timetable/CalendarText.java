package org.rollcall.timetable;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The all-day events of a calendar in iCalendar's text.
 *
 * <p>Of an event its days count: {@code DTSTART} with {@code DTEND}, which is the day after, or with {@code DURATION} in
 * days or weeks, or alone. One that begins at a time of day, such as a meeting, is no holiday and is passed over, as are
 * cancelled ones. Of recurrences those by the year are known; any other is a fault, and so is a single day of one that is
 * moved or cancelled, so that no holiday is missed in silence.
 */
final class CalendarText {
    private static final int MOST_HOLIDAYS = 2_000;
    /** Parts of a recurrence that are understood; the first day of the week says nothing of whole years. */
    private static final Set<String> RULE =
            Set.of("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "WKST");

    /** One property: {@code NAME;PARAMETER=value:value}. */
    private record Line(String name, String parameters, String value) {}

    private final List<String> lines;

    CalendarText(String text) {
        this.lines = unfolded(text);
    }

    List<Holiday> holidays() throws HolidayFile.UnreadableException {
        if (lines.isEmpty() || !lines.get(0).strip().equalsIgnoreCase("BEGIN:VCALENDAR")) {
            throw new HolidayFile.UnreadableException("is no iCalendar file: it does not begin with BEGIN:VCALENDAR");
        }
        List<Holiday> holidays = new ArrayList<>();
        Map<String, Line> event = new HashMap<>();
        int depth = 0; // 1 in an event, more in its alarms
        for (String text : lines) {
            Line line = line(text);
            if (line.name().equals("BEGIN")) {
                depth += depth > 0 || line.value().equalsIgnoreCase("VEVENT") ? 1 : 0;
            } else if (line.name().equals("END") && depth > 0) {
                depth--;
                if (depth == 0) {
                    holiday(event).ifPresent(holidays::add);
                    event.clear();
                }
            } else if (depth == 1) {
                event.put(line.name(), line);
            }
            if (holidays.size() > MOST_HOLIDAYS) {
                throw new HolidayFile.UnreadableException("has more than " + MOST_HOLIDAYS + " holidays");
            }
        }
        if (depth > 0 || !lines.get(lines.size() - 1).strip().equalsIgnoreCase("END:VCALENDAR")) {
            throw new HolidayFile.UnreadableException("is cut off: it does not end with END:VCALENDAR");
        }
        return holidays;
    }

    private static Optional<Holiday> holiday(Map<String, Line> event) throws HolidayFile.UnreadableException {
        Line instead = event.get("RECURRENCE-ID");
        if (instead != null && instead.value().strip().length() == 8) { // also a cancelled one: its day is school again
            throw fault(event, "has RECURRENCE-ID, which is not understood");
        }
        Line start = event.get("DTSTART");
        Line state = event.get("STATUS");
        boolean cancelled = state != null && state.value().strip().equalsIgnoreCase("CANCELLED");
        if (start == null || cancelled || start.value().strip().length() != 8) {
            return Optional.empty();
        }
        LocalDate first = date(start.value(), event);
        int days = days(first, event);
        Line rule = event.get("RRULE");
        if (event.containsKey("RDATE") || event.containsKey("EXDATE")) {
            throw fault(event, "has RDATE or EXDATE, which are not understood");
        }
        return Optional.of(rule == null ? Holiday.once(first, days) : yearly(first, days, rule.value(), event));
    }

    private static int days(LocalDate first, Map<String, Line> event) throws HolidayFile.UnreadableException {
        Line end = event.get("DTEND");
        Line duration = event.get("DURATION");
        long days = 1;
        if (end != null) {
            days = Math.max(1, ChronoUnit.DAYS.between(first, date(end.value(), event))); // some write the same day
        } else if (duration != null) {
            String text = duration.value().strip().toUpperCase(Locale.ROOT);
            if (!text.matches("\\+?P\\d{1,3}[DW]")) {
                throw fault(event, "has a duration that is not in days or weeks");
            }
            days = Long.parseLong(text.replaceAll("\\D", "")) * (text.endsWith("W") ? 7 : 1);
        }
        if (days < 1 || days > 366) {
            throw fault(event, "lasts longer than a year");
        }
        return (int) days;
    }

    private static Holiday yearly(LocalDate first, int days, String rule, Map<String, Line> event)
            throws HolidayFile.UnreadableException {
        Map<String, String> parts = new HashMap<>();
        for (String part : rule.strip().toUpperCase(Locale.ROOT).split(";", -1)) {
            int equals = Math.max(0, part.indexOf('='));
            parts.put(part.substring(0, equals), part.substring(Math.min(part.length(), equals + 1)));
        }
        int every = number(parts.getOrDefault("INTERVAL", "1"));
        int times = number(parts.getOrDefault("COUNT", "0"));
        boolean known = "YEARLY".equals(parts.get("FREQ"))
                && RULE.containsAll(parts.keySet())
                && every > 0
                && (times > 0 || !parts.containsKey("COUNT"))
                && number(parts.getOrDefault("BYMONTH", "" + first.getMonthValue())) == first.getMonthValue()
                && number(parts.getOrDefault("BYMONTHDAY", "" + first.getDayOfMonth())) == first.getDayOfMonth();
        if (!known) {
            throw fault(event, "comes again by a rule that is not understood: " + shown(rule));
        }
        String until = parts.get("UNTIL");
        return new Holiday(
                first, days, every, until == null ? Optional.empty() : Optional.of(date(until, event)), times);
    }

    private static int number(String text) {
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : -1;
    }

    private static LocalDate date(String text, Map<String, Line> event) throws HolidayFile.UnreadableException {
        String date = text.strip();
        try {
            return LocalDate.parse(date.substring(0, Math.min(8, date.length())), DateTimeFormatter.BASIC_ISO_DATE);
        } catch (DateTimeException e) {
            throw fault(event, "has a date that is none: " + shown(date));
        }
    }

    private static HolidayFile.UnreadableException fault(Map<String, Line> event, String what) {
        Line summary = event.get("SUMMARY");
        String name = summary == null ? "an event without a name" : "“" + shown(plain(summary.value())) + "”";
        return new HolidayFile.UnreadableException(name + " " + what);
    }

    /** A text without its escapes. */
    private static String plain(String text) {
        return text.replaceAll("\\\\[nN]", " ").replaceAll("\\\\(.)", "$1");
    }

    private static String shown(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= 60 ? clean : clean.substring(0, 59) + "…";
    }

    private static Line line(String text) {
        boolean quoted = false;
        int colon = -1;
        for (int i = 0; i < text.length() && colon < 0; i++) {
            quoted ^= text.charAt(i) == '"';
            colon = !quoted && text.charAt(i) == ':' ? i : -1;
        }
        String head = colon < 0 ? text : text.substring(0, colon);
        int semicolon = head.indexOf(';');
        String name = semicolon < 0 ? head : head.substring(0, semicolon);
        return new Line(
                name.strip().toUpperCase(Locale.ROOT),
                semicolon < 0 ? "" : head.substring(semicolon + 1),
                colon < 0 ? "" : text.substring(colon + 1).strip());
    }

    /** Lines that go on after a break and a space are one. */
    private static List<String> unfolded(String text) {
        List<StringBuilder> lines = new ArrayList<>();
        for (String line : text.split("\r\n|\n|\r", -1)) {
            boolean goesOn = line.startsWith(" ") || line.startsWith("\t");
            if (goesOn && !lines.isEmpty()) {
                lines.get(lines.size() - 1).append(line, 1, line.length());
            } else if (!line.isBlank()) {
                lines.add(new StringBuilder(line));
            }
        }
        return lines.stream().map(StringBuilder::toString).toList();
    }
}

package org.rollcall.config;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.rollcall.timetable.Holiday;
import org.rollcall.timetable.HolidayFile;
import org.rollcall.timetable.SchoolCalendar;
import org.rollcall.timetable.Timetable;

/**
 * When stations are in use.
 *
 * @param timetable of every station that has none of its own; empty is always, as if there were no windows
 * @param calendar holidays and half days, of every timetable
 * @param files where holidays are read from, in iCalendar
 */
public record TimetableSettings(Optional<Timetable> timetable, SchoolCalendar calendar, List<Path> files) {
    private static final String HOLIDAYS = "rollcall.timetable.holidays";
    private static final String HALF_DAYS = "rollcall.timetable.halfdays";
    private static final String EXAMPLE = "/etc/rollcall/holidays.ics";
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
    private static final int LONGEST = 366;

    public TimetableSettings {
        files = List.copyOf(files);
    }

    /** Reads {@code rollcall.timetable} and {@code rollcall.timetable.*}, and the files that they name. */
    static TimetableSettings from(SettingsReader reader) {
        List<Path> files = new ArrayList<>();
        Set<LocalDate> holidays = new HashSet<>();
        List<Holiday> fromFiles = new ArrayList<>();
        for (String entry : entries(reader, HOLIDAYS)) {
            if (entry.toLowerCase(Locale.ROOT).endsWith(".ics")) {
                reader.path(HOLIDAYS, entry, EXAMPLE)
                        .map(path -> path.toAbsolutePath().normalize())
                        .ifPresent(file -> {
                            files.add(file);
                            fromFiles.addAll(read(reader, entry, file));
                        });
            } else {
                holidays.addAll(days(reader, HOLIDAYS, entry));
            }
        }
        Set<LocalDate> halfDays = new HashSet<>();
        entries(reader, HALF_DAYS).forEach(entry -> halfDays.addAll(days(reader, HALF_DAYS, entry)));
        SchoolCalendar calendar = new SchoolCalendar(holidays, halfDays, fromFiles);
        return new TimetableSettings(timetable(reader, calendar), calendar, files);
    }

    private static Optional<Timetable> timetable(SettingsReader reader, SchoolCalendar calendar) {
        Optional<String> text = reader.optional("rollcall.timetable");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> faults = Timetable.faults(text.get());
        faults.forEach(
                fault -> reader.problem(new Problem("rollcall.timetable", text.get(), fault, Timetable.EXAMPLE)));
        return faults.isEmpty() ? Optional.of(Timetable.parse(text.get(), calendar)) : Optional.empty();
    }

    private static List<Holiday> read(SettingsReader reader, String entry, Path file) {
        try {
            return HolidayFile.read(file);
        } catch (HolidayFile.UnreadableException e) {
            reader.problem(new Problem(HOLIDAYS, entry, String.valueOf(e.getMessage()), EXAMPLE));
            return List.of();
        }
    }

    private static List<String> entries(SettingsReader reader, String key) {
        return reader.optional(key).map(text -> List.of(COMMA.split(text, -1))).orElse(List.of());
    }

    /** A date, or two with two dots between them, both included. */
    private static List<LocalDate> days(SettingsReader reader, String key, String entry) {
        String[] ends = entry.split("\\.\\.", -1);
        try {
            LocalDate first = LocalDate.parse(ends[0].strip());
            LocalDate last = LocalDate.parse(ends[ends.length - 1].strip());
            long days = ChronoUnit.DAYS.between(first, last) + 1;
            if (ends.length <= 2 && days >= 1 && days <= LONGEST) {
                return first.datesUntil(last.plusDays(1)).toList();
            }
        } catch (DateTimeException e) {
            // told below, with what would do
        }
        String files = key.equals(HOLIDAYS) ? ", nor the path of an .ics file" : "";
        reader.problem(new Problem(
                key, entry, "is no date and no range of at most a year" + files, "2026-12-08, 2026-12-21..2027-01-03"));
        return List.of();
    }
}

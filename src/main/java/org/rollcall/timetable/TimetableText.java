package org.rollcall.timetable;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a timetable, read: days and windows, and everything that is wrong with them.
 *
 * <p>Groups are separated by semicolons. Each has days, then windows separated by commas; a window may end with its name.
 */
final class TimetableText {
    private static final int MOST = 2_000;
    private static final Pattern GROUP = Pattern.compile("([^0-9]*)(\\d.*)", Pattern.DOTALL);
    private static final Pattern WINDOW =
            Pattern.compile("(\\d{1,2}):(\\d{2})\\s*-\\s*(\\d{1,2}):(\\d{2})(?:\\s+(\\p{L}[\\p{L}\\p{N} _.-]{0,31}))?");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private final Map<DayOfWeek, List<Window>> days = new EnumMap<>(DayOfWeek.class);
    private final Set<String> faults = new LinkedHashSet<>(); // one that concerns five days is said once

    TimetableText(String text) {
        if (text.length() > MOST) {
            faults.add("is longer than " + MOST + " characters");
            return;
        }
        for (String group : text.split(";", -1)) {
            if (!group.isBlank()) {
                group(group.strip());
            }
        }
        if (days.isEmpty() && faults.isEmpty()) {
            faults.add("has no window");
        }
    }

    /** Each day's windows in their order; days without any are left out. */
    Map<DayOfWeek, List<Window>> days() {
        return days;
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    private void group(String text) {
        Matcher form = GROUP.matcher(text);
        if (!form.matches()) {
            faults.add("“" + text + "” has no window");
            return;
        }
        List<DayOfWeek> on = weekdays(form.group(1).strip(), text);
        for (String window : form.group(2).split(",", -1)) {
            window(window.strip()).ifPresent(one -> on.forEach(day -> add(day, one)));
        }
    }

    private void add(DayOfWeek day, Window window) {
        List<Window> windows = days.computeIfAbsent(day, d -> new ArrayList<>());
        for (Window other : windows) {
            if (other.overlaps(window)) {
                faults.add(other.times() + " and " + window.times() + " overlap on " + DAYS.get(day.getValue() - 1));
            }
        }
        windows.add(window);
        windows.sort(Comparator.comparing(Window::from));
    }

    private List<DayOfWeek> weekdays(String text, String group) {
        if (text.isEmpty()) {
            faults.add("“" + group + "” does not begin with days, such as mon-fri");
            return List.of();
        }
        List<DayOfWeek> on = new ArrayList<>();
        for (String part : text.toLowerCase(Locale.ROOT).split("[\\s,]+", -1)) {
            String[] ends = part.split("-", -1);
            int first = DAYS.indexOf(ends[0]);
            int last = DAYS.indexOf(ends[ends.length - 1]);
            if (ends.length > 2 || first < 0 || last < 0) {
                faults.add("“" + part + "” is no day or range of days: mon, tue, wed, thu, fri, sat, sun");
                continue;
            }
            for (int i = first; ; i = (i + 1) % DAYS.size()) {
                on.add(DayOfWeek.of(i + 1));
                if (i == last) {
                    break;
                }
            }
        }
        return on.stream().distinct().toList();
    }

    private Optional<Window> window(String text) {
        Matcher form = WINDOW.matcher(text);
        if (!form.matches()) {
            faults.add("“" + text + "” is no window, such as 06:00-08:00 or 06:00-08:00 morning");
            return Optional.empty();
        }
        int from = minute(form.group(1), form.group(2));
        int to = minute(form.group(3), form.group(4));
        if (from < 0 || to < 0 || from == Window.DAY) {
            faults.add("“" + text + "” has a time that no day has");
            return Optional.empty();
        }
        if (from >= to) {
            faults.add("“" + text + "” ends before it begins; a window may not cross midnight");
            return Optional.empty();
        }
        String given = form.group(5);
        String name = given == null ? (from < Window.NOON ? "Morning" : "Afternoon") : capital(given.strip());
        return Optional.of(new Window(from, to, name));
    }

    private static int minute(String hours, String minutes) {
        int hour = Integer.parseInt(hours);
        int minute = Integer.parseInt(minutes);
        boolean known = minute < 60 && (hour < 24 || (hour == 24 && minute == 0));
        return known ? hour * 60 + minute : -1;
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}

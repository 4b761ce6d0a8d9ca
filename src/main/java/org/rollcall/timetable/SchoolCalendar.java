package org.rollcall.timetable;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * The days on which school is out, or over at noon. Safe for any thread: what a file says of holidays is replaced whole
 * while others ask.
 */
public final class SchoolCalendar {
    private final Set<LocalDate> holidays;
    private final Set<LocalDate> halfDays;
    private volatile List<Holiday> fromFiles;
    private volatile int version; // of what the files say

    /**
     * @param holidays by setting
     * @param halfDays days on which only windows that begin before noon are open
     * @param fromFiles further holidays, which {@link #replace} may change
     */
    public SchoolCalendar(Set<LocalDate> holidays, Set<LocalDate> halfDays, List<Holiday> fromFiles) {
        this.holidays = Set.copyOf(holidays);
        this.halfDays = Set.copyOf(halfDays);
        this.fromFiles = List.copyOf(fromFiles);
    }

    /** Every day is a school day. */
    public static SchoolCalendar always() {
        return new SchoolCalendar(Set.of(), Set.of(), List.of());
    }

    /** From now on files say this. */
    public synchronized void replace(List<Holiday> newFromFiles) {
        fromFiles = List.copyOf(newFromFiles);
        version++;
    }

    int version() {
        return version;
    }

    boolean isHoliday(LocalDate date) {
        return holidays.contains(date) || fromFiles.stream().anyMatch(holiday -> holiday.covers(date));
    }

    boolean isHalfDay(LocalDate date) {
        return halfDays.contains(date);
    }
}

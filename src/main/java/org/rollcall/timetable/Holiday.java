package org.rollcall.timetable;

import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Days without school, once or every so many years.
 *
 * @param first the first day, the first time
 * @param days how many in a row, 1 to 366
 * @param everyYears 0 when it does not come again
 * @param until no time begins after this day
 * @param times how often it comes at most; 0 is without an end
 */
public record Holiday(LocalDate first, int days, int everyYears, Optional<LocalDate> until, int times) {
    public Holiday {
        if (days < 1 || days > 366 || everyYears < 0 || times < 0) {
            throw new IllegalArgumentException("a holiday lasts 1 to 366 days");
        }
    }

    /** A holiday that does not come again. */
    public static Holiday once(LocalDate first, int days) {
        return new Holiday(first, days, 0, Optional.empty(), 1);
    }

    boolean covers(LocalDate date) {
        if (date.isBefore(first)) {
            return false;
        }
        if (everyYears == 0) {
            return date.isBefore(first.plusDays(days));
        }
        int year = date.getYear() - first.getYear();
        for (int n = year / everyYears; n >= 0 && n >= year / everyYears - 1; n--) { // it may have begun last year
            LocalDate begins = begins(n);
            if (begins != null && !date.isBefore(begins) && date.isBefore(begins.plusDays(days))) {
                return true;
            }
        }
        return false;
    }

    /** The n-th time, from 0; none when that year has no such day, or it has come to its end. */
    private @Nullable LocalDate begins(int n) {
        LocalDate begins = first.plusYears((long) n * everyYears);
        boolean exists = begins.getDayOfMonth() == first.getDayOfMonth(); // not the 28th for the 29th of February
        boolean past = until.filter(begins::isAfter).isPresent() || (times > 0 && held(n) >= times);
        return exists && !past ? begins : null;
    }

    /** How often it has come before the n-th year in question. */
    private int held(int n) {
        if (first.getMonthValue() != 2 || first.getDayOfMonth() != 29) {
            return n;
        }
        int held = 0;
        for (int i = 0; i < n && held <= times; i++) {
            held += first.plusYears((long) i * everyYears).getDayOfMonth() == 29 ? 1 : 0;
        }
        return held;
    }
}

package org.rollcall.source.attendance;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The station's clock on the wall, as its database writes it.
 *
 * <p>Texts are local times, {@code 2025-12-02 21:55:40} or {@code 2025-12-03T10:30:00.123456}; one that carries an
 * offset means that offset. A time inside a spring gap is moved forward by the gap. A time that happens twice in autumn
 * is the first of the two, unless the row before it was clearly later, by more than {@link #DISORDER}: then it is the
 * second. Rows that are out of order by a little follow the row before them; so one of them does not take itself and all
 * that come after it into the other hour.
 */
final class StationTime {
    private static final Pattern FORM =
            Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})[ T](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9})\\d*)?)?"
                    + "\\s*(Z|[+-]\\d{2}(?::?\\d{2})?)?");

    private static final Duration DISORDER = Duration.ofMinutes(10);

    private final ZoneId zone;

    StationTime(ZoneId zone) {
        this.zone = zone;
    }

    /** The moment that a text names, or nothing when it names none. */
    Optional<Instant> parse(Optional<String> text) {
        return parse(text, Instant.MIN);
    }

    /** As above; {@code previous} is the moment of the row before, which settles a time that happens twice. */
    Optional<Instant> parse(Optional<String> text, Instant previous) {
        if (text.isEmpty() || text.get().length() > 64) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text.get().strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime local = local(form);
            String offset = form.group(8);
            return Optional.of(offset == null ? instant(local, previous) : local.toInstant(ZoneOffset.of(offset)));
        } catch (DateTimeException e) {
            return Optional.empty(); // digits in the right places that are no date, such as the 31st of June
        }
    }

    LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, zone);
    }

    /** The first moment of the station's day, which need not be 00:00. */
    Instant start(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static LocalDateTime local(Matcher form) {
        String second = form.group(6);
        String fraction = form.group(7);
        int nanos = fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
        return LocalDateTime.of(
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)),
                Integer.parseInt(form.group(4)),
                Integer.parseInt(form.group(5)),
                second == null ? 0 : Integer.parseInt(second),
                nanos);
    }

    private Instant instant(LocalDateTime local, Instant previous) {
        Instant first = local.atZone(zone).toInstant();
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.size() == 2 && isClearlyBefore(first, previous)) {
            Instant second = local.toInstant(offsets.get(1));
            return isClearlyBefore(second, previous) ? first : second;
        }
        return first;
    }

    private static boolean isClearlyBefore(Instant one, Instant other) {
        return one.plus(DISORDER).isBefore(other);
    }
}

package org.rollcall.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long to wait after failures: doubled each time, with chance, and never less than the server asked for. */
final class Backoff {
    private static final Duration MOST_ASKED = Duration.ofMinutes(10);

    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private Duration next;

    Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.random = random;
        this.next = first;
    }

    /** After a success. */
    void reset() {
        next = first;
    }

    /** The wait after a failure, at least half of {@code least}; {@code asked} is what the server asked for. */
    Duration failed(Duration least, Optional<Duration> asked) {
        Duration wait = next.compareTo(least) > 0 ? next : least;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(most) > 0 ? most : doubled;
        if (asked.isPresent()) { // never sooner than asked, and not all stations at once
            Duration bounded = asked.get().compareTo(MOST_ASKED) > 0 ? MOST_ASKED : asked.get();
            return share(bounded, 1.0, 1.2);
        }
        return share(wait, 0.5, 1.0);
    }

    private Duration share(Duration whole, double from, double to) {
        return Duration.ofNanos((long) (whole.toNanos() * (from + random.nextDouble() * (to - from))));
    }

    /** What a Retry-After header asks for: seconds or a date. */
    static Optional<Duration> asked(Optional<String> header, Instant now) {
        return header.map(String::strip).flatMap(text -> {
            if (text.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            return date(text).map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
        });
    }

    /** The time of an HTTP date. */
    static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

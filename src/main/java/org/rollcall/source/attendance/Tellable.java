package org.rollcall.source.attendance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.rollcall.event.Signal;
import org.rollcall.event.Signal.Occurrence;

/**
 * Signals in a form that the monitor never refuses. Somebody who reports can be told to correct it; a row of somebody
 * else's database cannot, and would be lost.
 */
final class Tellable {
    /** A row further ahead than this was written, or is read, by a clock that is wrong. */
    private static final Duration MOST_AHEAD = Duration.ofHours(23);

    private static final int MOST_KEY = 200;
    private static final String WRITTEN_TIME = "recorded_at";

    private Tellable() {}

    static Signal of(Signal signal, Instant now) {
        return signal instanceof Occurrence occurrence ? of(occurrence, now) : signal;
    }

    private static Occurrence of(Occurrence given, Instant now) {
        Map<String, Object> data = new LinkedHashMap<>();
        given.data().forEach((name, value) -> data.put(name, value instanceof String text ? withoutNul(text) : value));
        Optional<Instant> at = given.timestamp();
        if (at.filter(time -> time.isAfter(now.plus(MOST_AHEAD))).isPresent()) {
            data.put(WRITTEN_TIME, at.get().toString());
            at = Optional.of(now);
        }
        return new Occurrence(
                given.station(),
                given.type(),
                withoutNul(given.message()),
                data,
                at,
                given.key().map(Tellable::key));
    }

    private static String withoutNul(String text) {
        return text.replace('\0', '\ufffd');
    }

    /** A key that is too long or has controls is told by a hash, so that two different ones stay different. */
    private static String key(String text) {
        boolean plain = text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
        if (plain && text.length() <= MOST_KEY) {
            return text;
        }
        String clean = text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", "\ufffd");
        String head = clean.substring(0, Math.min(clean.length(), MOST_KEY / 2));
        return head + "#" + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}

package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.Vitals;

/**
 * A station's heartbeat. What is kept of it moves once a minute, so that a beat every ten seconds does not cost a commit
 * each: after a restart the last beat is known to the minute. Not thread-safe: the monitor's thread owns it.
 */
final class Pulse {
    /** Whoever is quiet for longer has been away, and comes up anew. */
    private static final Duration BREAK = Duration.ofMinutes(2);

    private @Nullable Instant last;
    private Instant up = Instant.MIN; // the first beat after the last break
    private Vitals vitals = Vitals.UNKNOWN;
    private Map<String, Object> kept = Map.of();
    private @Nullable Instant keptAt; // absent when the next beat is to be kept whatever its minute

    void beat(Vitals newVitals, Instant at) {
        Instant before = last;
        if (before != null && at.isBefore(before)) {
            return; // older news does not overrule newer
        }
        Instant written = keptAt;
        boolean sameMinute =
                written != null && written.truncatedTo(ChronoUnit.MINUTES).equals(at.truncatedTo(ChronoUnit.MINUTES));
        boolean comesUp = before == null || at.isAfter(before.plus(BREAK));
        up = comesUp ? at : up;
        last = at;
        vitals = newVitals;
        if (!sameMinute) {
            kept = kept(at, up, newVitals);
            keptAt = at;
        }
    }

    /** Our own clock may have gone back: what it dated after now is of now, or the next beats would be the older news. */
    void correct(Instant now) {
        Instant beat = last;
        if (beat != null && beat.isAfter(now)) {
            last = now;
            up = up.isAfter(now) ? now : up;
            kept = kept(now, up, vitals);
            keptAt = null;
        }
    }

    Optional<Instant> lastBeat() {
        return Optional.ofNullable(last);
    }

    /** Since when it beats without a break. */
    Optional<Instant> upSince() {
        return lastBeat().map(beat -> up);
    }

    Vitals vitals() {
        return vitals;
    }

    /** Nothing before the first beat. */
    Map<String, Object> document() {
        return kept;
    }

    void restore(Map<String, Object> document) {
        if (document.get("last_heartbeat") instanceof String at && document.get("vitals") instanceof Map<?, ?> stored) {
            last = OffsetDateTime.parse(at).toInstant();
            up = document.get("up_since") instanceof String since
                    ? OffsetDateTime.parse(since).toInstant()
                    : last;
            vitals = new Vitals(
                    number(stored.get("cpu_percent")),
                    number(stored.get("memory_percent")),
                    number(stored.get("disk_percent")),
                    number(stored.get("temperature_c")),
                    stored.get("queue_length") instanceof Number n
                            ? OptionalLong.of(n.longValue())
                            : OptionalLong.empty(),
                    Optional.ofNullable(stored.get("version")).map(Object::toString),
                    number(stored.get("clock")));
            kept = kept(last, up, vitals);
            keptAt = last;
        }
    }

    private static Map<String, Object> kept(Instant at, Instant up, Vitals vitals) {
        Map<String, Object> said = new LinkedHashMap<>();
        put(said, "cpu_percent", vitals.cpuPercent());
        put(said, "memory_percent", vitals.memoryPercent());
        put(said, "disk_percent", vitals.diskPercent());
        put(said, "temperature_c", vitals.temperatureC());
        vitals.queueLength().ifPresent(value -> said.put("queue_length", value));
        vitals.version().ifPresent(value -> said.put("version", value));
        put(said, "clock", vitals.clock());
        return Map.of("last_heartbeat", at, "up_since", up, "vitals", said);
    }

    private static void put(Map<String, Object> document, String name, OptionalDouble value) {
        value.ifPresent(v -> document.put(name, v));
    }

    private static OptionalDouble number(@Nullable Object value) {
        return value instanceof Number n ? OptionalDouble.of(n.doubleValue()) : OptionalDouble.empty();
    }
}

package org.rollcall.alert;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.EventId;

/**
 * One firing of a rule at a station, from its first moment to its end.
 *
 * @param id the id of the log's entry that opened it
 * @param message the rule's title when it fired
 * @param value the figure when it last changed
 * @param since when the condition began
 * @param firedAt when it fired
 * @param updatedAt when it last changed its state, or was repeated
 * @param repeats how often it was told again while firing
 */
public record Alert(
        EventId id,
        String station,
        String rule,
        Level level,
        State state,
        String message,
        String reason,
        String firstStep,
        String metric,
        double value,
        double limit,
        Instant since,
        Instant firedAt,
        Instant updatedAt,
        Optional<Instant> resolvedAt,
        int repeats) {

    /** Where it stands. */
    public enum State {
        FIRING,
        RESOLVED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean isFiring() {
        return state == State.FIRING;
    }

    Alert firing(double nowValue, String nowReason, Instant at, boolean repeated) {
        return new Alert(
                id,
                station,
                rule,
                level,
                State.FIRING,
                message,
                nowReason,
                firstStep,
                metric,
                nowValue,
                limit,
                since,
                firedAt,
                at,
                Optional.empty(),
                repeated ? repeats + 1 : repeats);
    }

    Alert resolved(double nowValue, Instant at) {
        return new Alert(
                id,
                station,
                rule,
                level,
                State.RESOLVED,
                message,
                reason,
                firstStep,
                metric,
                nowValue,
                limit,
                since,
                firedAt,
                at,
                Optional.of(at),
                repeats);
    }

    /** The alert as a JSON-like document, in the order and with the names of the API. */
    public Map<String, Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", id.toString());
        document.put("timestamp", firedAt);
        document.put("station", station);
        document.put("rule", rule);
        document.put("level", level.word());
        document.put("state", state.word());
        document.put("message", message);
        document.put("reason", reason);
        document.put("first_step", firstStep);
        document.put("metric", metric);
        document.put("value", value);
        document.put("limit", limit);
        document.put("since", since);
        document.put("updated_at", updatedAt);
        document.put("resolved_at", resolvedAt.orElse(null));
        document.put("repeats", repeats);
        @SuppressWarnings("NullAway") // a JSON null is a value here
        Map<String, Object> result = document;
        return result;
    }

    /** The alert that {@link #document} described, times being ISO-8601 texts with an offset. */
    public static Alert of(Map<String, Object> document) {
        Object resolved = document.get("resolved_at");
        return new Alert(
                EventId.parse(text(document, "id")).orElseThrow(),
                text(document, "station"),
                text(document, "rule"),
                Level.valueOf(text(document, "level").toUpperCase(Locale.ROOT)),
                State.valueOf(text(document, "state").toUpperCase(Locale.ROOT)),
                text(document, "message"),
                text(document, "reason"),
                text(document, "first_step"),
                text(document, "metric"),
                ((Number) value(document, "value")).doubleValue(),
                ((Number) value(document, "limit")).doubleValue(),
                time(value(document, "since")),
                time(value(document, "timestamp")),
                time(value(document, "updated_at")),
                Optional.ofNullable(resolved).map(Alert::time),
                ((Number) value(document, "repeats")).intValue());
    }

    private static String text(Map<String, Object> document, String name) {
        return value(document, name).toString();
    }

    private static Object value(Map<String, Object> document, String name) {
        Object value = document.get(name);
        if (value == null) {
            throw new IllegalArgumentException("an alert without " + name);
        }
        return value;
    }

    private static Instant time(Object value) {
        return value instanceof Instant instant
                ? instant
                : OffsetDateTime.parse(value.toString()).toInstant();
    }
}

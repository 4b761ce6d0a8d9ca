package org.rollcall.alert;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.EventId;

/**
 * One firing of a rule at a station, from its first moment to its end.
 *
 * @param id the id of the log's entry that opened it
 * @param message the rule's title, with the limit that counted when it was last broken
 * @param value the figure when it last changed
 * @param since when the condition began
 * @param firedAt when it fired
 * @param updatedAt when it last changed its state, or was repeated
 * @param acknowledgement who has taken it on, while it is open and after
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
        Optional<Acknowledgement> acknowledgement,
        Optional<Instant> resolvedAt,
        int repeats) {

    /** Someone knows of it and sees to it; the note may be empty. */
    public record Acknowledgement(String by, String note, Instant at) {}

    /** Where it stands. */
    public enum State {
        FIRING,
        /** Still broken, but someone has taken it on: it is told no more until it is resolved. */
        ACKNOWLEDGED,
        RESOLVED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    AlertBook.Subject subject() {
        return new AlertBook.Subject(station, rule);
    }

    /** Whether its condition still holds. */
    public boolean isOpen() {
        return state != State.RESOLVED;
    }

    /** It fires, for the first time or once more. */
    Alert firing(Instant at, boolean repeated) {
        int told = repeated ? repeats + 1 : repeats;
        return with(State.FIRING, value, reason, at, Optional.empty(), Optional.empty(), told);
    }

    /** It goes on, by the limit that counts now. */
    Alert lasting(Rule now, double nowValue, String nowReason) {
        return new Alert(
                id,
                station,
                rule,
                level,
                state,
                now.title(),
                nowReason,
                firstStep,
                metric,
                nowValue,
                now.threshold(),
                since,
                firedAt,
                updatedAt,
                acknowledgement,
                resolvedAt,
                repeats);
    }

    Alert acknowledged(String by, String note, Instant at) {
        Optional<Acknowledgement> taken = Optional.of(new Acknowledgement(by, note, at));
        return with(State.ACKNOWLEDGED, value, reason, at, taken, resolvedAt, repeats);
    }

    /** It has ended; the reason says why, where that is known. */
    Alert resolved(double nowValue, String nowReason, Instant at) {
        return with(State.RESOLVED, nowValue, nowReason, at, acknowledgement, Optional.of(at), repeats);
    }

    /** As it is for a clock that went back to this moment: none of an open alert's times is later. */
    Alert noLaterThan(Instant now) {
        if (!since.isAfter(now) && !firedAt.isAfter(now) && !updatedAt.isAfter(now)) {
            return this;
        }
        return new Alert(
                id,
                station,
                rule,
                level,
                state,
                message,
                reason,
                firstStep,
                metric,
                value,
                limit,
                earlier(since, now),
                earlier(firedAt, now),
                earlier(updatedAt, now),
                acknowledgement.map(given -> new Acknowledgement(given.by(), given.note(), earlier(given.at(), now))),
                resolvedAt,
                repeats);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** With other words in the note. */
    Alert reworded(UnaryOperator<String> texts) {
        Optional<Acknowledgement> taken =
                acknowledgement.map(given -> new Acknowledgement(given.by(), texts.apply(given.note()), given.at()));
        return with(state, value, reason, updatedAt, taken, resolvedAt, repeats);
    }

    private Alert with(
            State newState,
            double newValue,
            String newReason,
            Instant newUpdatedAt,
            Optional<Acknowledgement> newAcknowledgement,
            Optional<Instant> newResolvedAt,
            int newRepeats) {
        return new Alert(
                id,
                station,
                rule,
                level,
                newState,
                message,
                newReason,
                firstStep,
                metric,
                newValue,
                limit,
                since,
                firedAt,
                newUpdatedAt,
                newAcknowledgement,
                newResolvedAt,
                newRepeats);
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
        document.put("acknowledged_at", acknowledgement.map(Acknowledgement::at).orElse(null));
        document.put("acknowledged_by", acknowledgement.map(Acknowledgement::by).orElse(null));
        document.put("note", acknowledgement.map(Acknowledgement::note).orElse(null));
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
                acknowledgement(document),
                Optional.ofNullable(resolved).map(Alert::time),
                ((Number) value(document, "repeats")).intValue());
    }

    private static Optional<Acknowledgement> acknowledgement(Map<String, Object> document) {
        Object at = document.get("acknowledged_at");
        return at == null
                ? Optional.empty()
                : Optional.of(new Acknowledgement(text(document, "acknowledged_by"), text(document, "note"), time(at)));
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

package org.rollcall.station;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.ComponentStatus;

/**
 * What is known of one component of a station.
 *
 * @param status as the evidence had it
 * @param details the newest report's; replaced or cleared by the next one
 * @param since when it came into this status
 * @param evidence what the status rests on, for example "photo of record 18643"
 * @param evidenceAt how old that is; empty when there never was any
 */
public record Component(
        String name,
        ComponentStatus status,
        Optional<String> details,
        Instant since,
        String evidence,
        Optional<Instant> evidenceAt) {

    static Component unheard(String name, Instant since) {
        return new Component(name, ComponentStatus.UNKNOWN, Optional.empty(), since, "no news", Optional.empty());
    }

    /** Whether the evidence is older than its limit, so that nothing may be said from it any more. */
    public boolean isStale(Instant now, Duration limit) {
        boolean ages = status != ComponentStatus.UNKNOWN && status != ComponentStatus.DISABLED;
        return ages && evidenceAt.filter(at -> !at.plus(limit).isBefore(now)).isEmpty();
    }

    Component with(ComponentStatus newStatus, Optional<String> newDetails, String newEvidence, Instant at) {
        Instant newSince = newStatus == status ? since : at;
        return new Component(name, newStatus, newDetails, newSince, newEvidence, Optional.of(at));
    }

    /** The same, but of now where it is dated after now: by our own clock, before that went back. */
    Component corrected(Instant now) {
        if (!since.isAfter(now) && evidenceAt.filter(now::isBefore).isEmpty()) {
            return this;
        }
        Instant newSince = since.isAfter(now) ? now : since;
        return new Component(
                name, status, details, newSince, evidence, evidenceAt.map(at -> at.isAfter(now) ? now : at));
    }

    Component reworded(UnaryOperator<String> texts) {
        return new Component(name, status, details.map(texts), since, texts.apply(evidence), evidenceAt);
    }

    /** The component as a JSON-like document. */
    public Map<String, Object> document() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("name", name);
        document.put("status", status.word());
        document.put("details", details.orElse(null));
        document.put("since", since);
        document.put("evidence", evidence);
        document.put("evidence_at", evidenceAt.orElse(null));
        @SuppressWarnings("NullAway") // a JSON null is a value here
        Map<String, Object> result = document;
        return result;
    }

    static Component of(Map<String, Object> document) {
        return new Component(
                text(document, "name").orElseThrow(),
                ComponentStatus.valueOf(text(document, "status").orElseThrow().toUpperCase(Locale.ROOT)),
                text(document, "details"),
                time(text(document, "since").orElseThrow()),
                text(document, "evidence").orElse(""),
                text(document, "evidence_at").map(Component::time));
    }

    private static Optional<String> text(Map<String, Object> document, String name) {
        return Optional.ofNullable(document.get(name)).map(Object::toString);
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }
}

package org.rollcall.journey;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;

/** Events as stations tell them, numbered in the order in which they are made. */
final class Told {
    /** 07:00 of the station's day. */
    static final Instant MORNING = Instant.parse("2026-11-22T23:00:00Z");

    private long sequence;

    Event event(String type, String message, Instant at, Map<String, Object> data) {
        return at("gate-1", type, message, at, data);
    }

    Event at(String station, String type, String message, Instant at, Map<String, Object> data) {
        return new Event(
                new EventId(1, ++sequence),
                Event.Kind.EVENT,
                at,
                MORNING,
                station,
                type,
                message,
                data,
                Optional.empty());
    }

    /** Of a record, as the watcher tells it and the old calls do for scans and syncs. */
    Event of(Object record, String student, String type, Instant at) {
        return event(type, type + " of " + record, at, Map.of("record_id", record, "student_id", student));
    }

    /** Of a student alone, as the old calls tell photos and messages. */
    Event loose(String student, String type, Instant at) {
        return event(type, type + " of " + student, at, Map.of("student_id", student));
    }

    Event retry(Object record, String student, int retries, Instant at) {
        Map<String, Object> data = new HashMap<>(Map.of("record_id", record, "student_id", student));
        data.put("queue_id", 7);
        data.put("retry_count", retries);
        return event(retries < 10 ? "warning" : "error", "Cloud sync retry", at, data);
    }
}

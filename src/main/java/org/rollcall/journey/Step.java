package org.rollcall.journey;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.EventTypes;

/**
 * What one event says of a journey.
 *
 * @param record whose journey; empty when the event does not name it
 * @param student who; empty when the event does not name it
 * @param at when it happened, in milliseconds of the epoch
 * @param retries how often the cloud was tried in vain, as far as the event says
 */
record Step(Hop hop, Outcome outcome, String record, String student, long at, int retries, EventId id) {
    /** Longest name of a record or a student that is followed. */
    static final int MOST_NAME = 64;

    private static final int MOST_RETRIES = 1_000_000;

    enum Outcome {
        DONE,
        /** It is queued for the cloud. */
        WAITING,
        FAILED
    }

    /** Whether the event may say something; cheap, and asked for each event. */
    static boolean isPossible(Event event) {
        if (event.kind() != Event.Kind.EVENT || event.data().isEmpty()) {
            return false;
        }
        return switch (event.type()) {
            case EventTypes.SCAN, EventTypes.PHOTO, EventTypes.SYNC, EventTypes.SMS -> true;
            case EventTypes.WARNING, EventTypes.ERROR ->
                event.data().containsKey("record_id") || event.data().containsKey("student_id");
            default -> false;
        };
    }

    static Optional<Step> of(Event event) {
        if (!isPossible(event)) {
            return Optional.empty();
        }
        Map<String, Object> data = event.data();
        Optional<Hop> hop = hop(event);
        if (hop.isEmpty()) {
            return Optional.empty();
        }
        Outcome outcome = switch (event.type()) {
            case EventTypes.WARNING -> Outcome.WAITING;
            case EventTypes.ERROR -> Outcome.FAILED;
            default -> data.get("error") == null ? Outcome.DONE : Outcome.FAILED;
        };
        if (outcome == Outcome.WAITING && hop.get() != Hop.SYNC) {
            return Optional.empty(); // a warning of a photo or a message says nothing of its end
        }
        return Optional.of(new Step(
                hop.get(),
                outcome,
                name(data.get("record_id")),
                name(data.get("student_id")),
                event.timestamp().toEpochMilli(),
                retries(data.get("retry_count")),
                event.id()));
    }

    private static Optional<Hop> hop(Event event) {
        return switch (event.type()) {
            case EventTypes.SCAN -> Optional.of(Hop.SCAN);
            case EventTypes.PHOTO -> Optional.of(Hop.PHOTO);
            case EventTypes.SYNC -> Optional.of(Hop.SYNC);
            case EventTypes.SMS -> Optional.of(Hop.SMS);
            default -> troubled(event);
        };
    }

    /** What a warning or an error is about: its data say so, else the words of its message do. */
    private static Optional<Hop> troubled(Event event) {
        Map<String, Object> data = event.data();
        if (data.containsKey("retry_count") || data.containsKey("queue_id")) {
            return Optional.of(Hop.SYNC);
        }
        if (data.containsKey("phone")) {
            return Optional.of(Hop.SMS);
        }
        if (data.containsKey("filepath")) {
            return Optional.of(Hop.PHOTO);
        }
        String message = event.message().toLowerCase(Locale.ROOT);
        if (message.contains("sms")) {
            return Optional.of(Hop.SMS);
        }
        if (message.contains("photo") || message.contains("camera")) {
            return Optional.of(Hop.PHOTO);
        }
        return message.contains("sync") || message.contains("cloud") ? Optional.of(Hop.SYNC) : Optional.empty();
    }

    /** A name as a text, however it was written: {@code 412} and {@code "412"} are one record. */
    private static String name(@Nullable Object value) {
        String text = "";
        if (value instanceof String
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger) {
            text = value.toString();
        }
        return text.length() <= MOST_NAME ? text : "";
    }

    private static int retries(@Nullable Object value) {
        return value instanceof Number number ? (int) Math.max(0, Math.min(MOST_RETRIES, number.longValue())) : 0;
    }
}

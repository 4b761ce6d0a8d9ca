package org.rollcall.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Signal;
import org.rollcall.event.Student;
import org.rollcall.log.Draft;
import org.rollcall.log.Encoding;
import org.rollcall.log.Frame;

/**
 * Entries of the log as JSON and as messages of the stream. Thread-safe: an event is written on its sender's thread, once,
 * into a buffer that is kept.
 */
public final class EventJson implements Encoding {
    private static final SerializableString ID = new SerializedString("id");
    private static final SerializableString EVENT_ID = new SerializedString("event_id");
    private static final SerializableString TIMESTAMP = new SerializedString("timestamp");
    private static final SerializableString RECEIVED_AT = new SerializedString("received_at");
    private static final SerializableString STATION = new SerializedString("station");
    private static final SerializableString TYPE = new SerializedString("type");
    private static final SerializableString MESSAGE = new SerializedString("message");
    private static final SerializableString DATA = new SerializedString("data");

    private final Json json;
    private final Queue<JsonBuffer> buffers = new ConcurrentLinkedQueue<>(); // as many as have ever written at once

    /** Writes the fields of an object. */
    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }

    public EventJson(Json json) {
        this.json = json;
    }

    @Override
    public Draft draft(Signal.Occurrence occurrence) {
        return draft(
                occurrence.timestamp(),
                occurrence.station(),
                occurrence.type(),
                occurrence.message(),
                occurrence.data());
    }

    @Override
    public Frame encode(Event event) {
        if (event.kind() == Event.Kind.EVENT) {
            return draft(Optional.of(event.timestamp()), event.station(), event.type(), event.message(), event.data())
                    .frame(event.id(), event.receivedAt());
        }
        byte[] written = object(out -> write(out, event));
        return frame(event.id(), event.kind(), event.station(), event.type(), written);
    }

    @Override
    public String message(Frame frame) {
        if (frame.kind() != Event.Kind.EVENT) {
            return Json.text(frame.sse(), frame.jsonOffset(), frame.jsonLength(), MESSAGE.getValue());
        }
        Map<String, Object> event = Json.read(frame.json());
        String message = String.valueOf(event.get(MESSAGE.getValue()));
        return event.get(DATA.getValue()) instanceof Map<?, ?> data ? Student.withoutIds(message, data) : message;
    }

    @Override
    public Event event(Frame frame) {
        return read(frame);
    }

    /**
     * The event of an entry of kind {@link Event.Kind#EVENT}, but for its key, which is not told.
     *
     * @throws IllegalArgumentException when the entry's JSON does not tell one
     */
    @SuppressWarnings("unchecked") // names of JSON objects are strings
    public static Event read(Frame frame) {
        Map<String, Object> document = Json.read(frame.json());
        try {
            return new Event(
                    frame.id(),
                    frame.kind(),
                    time(document, TIMESTAMP),
                    time(document, RECEIVED_AT),
                    frame.station(),
                    frame.type(),
                    String.valueOf(document.get(MESSAGE.getValue())),
                    document.get(DATA.getValue()) instanceof Map<?, ?> data ? (Map<String, Object>) data : Map.of(),
                    Optional.empty());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("the entry " + frame.id() + " has a time that is none", e);
        }
    }

    private static Instant time(Map<String, Object> document, SerializableString name) {
        return OffsetDateTime.parse(String.valueOf(document.get(name.getValue())))
                .toInstant();
    }

    /** The frame of an entry whose JSON was stored. */
    public static Frame frame(EventId id, Event.Kind kind, String station, String type, byte[] stored) {
        byte[] sse = SseFrames.message(Optional.of(id), kind.name().toLowerCase(Locale.ROOT), stored);
        return new Frame(
                id, kind, station, type, sse, sse.length - SseFrames.TAIL.length - stored.length, stored.length);
    }

    private EventDraft draft(
            Optional<Instant> timestamp, String station, String type, String message, Map<String, Object> data) {
        byte[] rest = object(out -> {
            text(out, STATION, station);
            text(out, TYPE, type);
            text(out, MESSAGE, message);
            out.writeFieldName(DATA);
            json.write(out, data);
        });
        rest[0] = ','; // instead of its brace: the id and the times come before it
        return new EventDraft(json, station, type, timestamp.map(json::time), rest);
    }

    private void write(JsonGenerator out, Event event) throws IOException {
        if (event.kind() == Event.Kind.ALERT) {
            json.writeFields(out, event.data());
            text(out, EVENT_ID, event.id().toString());
        } else {
            text(out, ID, event.id().toString());
            text(out, TIMESTAMP, json.time(event.timestamp()));
            text(out, STATION, event.station());
            text(out, MESSAGE, event.message());
            json.writeFields(out, event.data());
        }
    }

    private static void text(JsonGenerator out, SerializableString name, String value) throws IOException {
        out.writeFieldName(name);
        out.writeString(value);
    }

    private byte[] object(Fields fields) {
        try {
            JsonBuffer kept = buffers.poll();
            JsonBuffer buffer = kept == null ? new JsonBuffer() : kept;
            buffer.out().writeStartObject();
            fields.write(buffer.out());
            buffer.out().writeEndObject();
            byte[] written = buffer.take();
            buffers.add(buffer); // not after an exception: it is of no more use then
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write an entry as JSON", e);
        }
    }
}

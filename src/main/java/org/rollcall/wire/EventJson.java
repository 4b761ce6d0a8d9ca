package org.rollcall.wire;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Student;
import org.rollcall.log.Encoding;
import org.rollcall.log.Frame;

/**
 * Entries of the log as JSON and as messages of the stream. Thread-safe, and meant for one thread: an entry is written
 * once, straight into a buffer that is kept.
 */
public final class EventJson implements Encoding {
    private static final Map<Event.Kind, byte[]> HEADS = heads();
    private static final SerializableString ID = new SerializedString("id");
    private static final SerializableString EVENT_ID = new SerializedString("event_id");
    private static final SerializableString TIMESTAMP = new SerializedString("timestamp");
    private static final SerializableString RECEIVED_AT = new SerializedString("received_at");
    private static final SerializableString STATION = new SerializedString("station");
    private static final SerializableString TYPE = new SerializedString("type");
    private static final SerializableString MESSAGE = new SerializedString("message");
    private static final SerializableString DATA = new SerializedString("data");

    private final Json json;
    private final Object lock = new Object(); // guards what follows
    private Instant receivedAt = Instant.MIN;
    private String receivedText = "";
    private @Nullable JsonBuffer buffer; // none before the first entry and after one that could not be written

    public EventJson(Json json) {
        this.json = json;
    }

    @Override
    public Frame encode(Event event) {
        synchronized (lock) {
            try {
                JsonBuffer bytes = buffer == null ? new JsonBuffer() : buffer;
                buffer = null;
                bytes.clear();
                String id = event.id().toString();
                bytes.raw(SseFrames.id(id));
                bytes.raw(requireNonNull(HEADS.get(event.kind())));
                int offset = bytes.size();
                write(bytes.out(), event, id);
                int length = bytes.size() - offset;
                bytes.raw(SseFrames.TAIL);
                buffer = bytes;
                return new Frame(
                        event.id(), event.kind(), event.station(), event.type(), bytes.array(), offset, length);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the entry " + event.id() + " as JSON", e);
            }
        }
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
        byte[] sse = SseFrames.message(Optional.of(id), word(kind), stored);
        return new Frame(
                id, kind, station, type, sse, sse.length - SseFrames.TAIL.length - stored.length, stored.length);
    }

    private void write(JsonGenerator out, Event event, String id) throws IOException {
        out.writeStartObject();
        switch (event.kind()) {
            case EVENT -> {
                text(out, ID, id);
                text(out, TIMESTAMP, json.time(event.timestamp()));
                text(out, RECEIVED_AT, received(event.receivedAt()));
                text(out, STATION, event.station());
                text(out, TYPE, event.type());
                text(out, MESSAGE, event.message());
                out.writeFieldName(DATA);
                json.write(out, event.data());
            }
            case ALERT -> {
                json.writeFields(out, event.data());
                text(out, EVENT_ID, id);
            }
            case STATE -> {
                text(out, ID, id);
                text(out, TIMESTAMP, json.time(event.timestamp()));
                text(out, STATION, event.station());
                text(out, MESSAGE, event.message());
                json.writeFields(out, event.data());
            }
        }
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, SerializableString name, String value) throws IOException {
        out.writeFieldName(name);
        out.writeString(value);
    }

    /** All entries of a batch were received at once. */
    private String received(Instant at) {
        if (!at.equals(receivedAt)) {
            receivedAt = at;
            receivedText = json.time(at);
        }
        return receivedText;
    }

    private static String word(Event.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Map<Event.Kind, byte[]> heads() {
        Map<Event.Kind, byte[]> heads = new EnumMap<>(Event.Kind.class);
        for (Event.Kind kind : Event.Kind.values()) {
            heads.put(kind, SseFrames.head(word(kind)));
        }
        return heads;
    }
}

package org.rollcall.wire;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Encoding;
import org.rollcall.log.Frame;

/** Entries of the log as JSON and as messages of the stream. */
public final class EventJson implements Encoding {
    private final Json json;

    public EventJson(Json json) {
        this.json = json;
    }

    @Override
    public Frame encode(Event event) {
        return frame(event.id(), event.kind(), event.station(), event.type(), json.write(document(event)));
    }

    /** The frame of an entry whose JSON was stored. */
    public static Frame frame(EventId id, Event.Kind kind, String station, String type, byte[] stored) {
        String message = kind.name().toLowerCase(Locale.ROOT);
        return new Frame(id, kind, station, type, stored, SseFrames.message(Optional.of(id), message, stored));
    }

    private static Map<String, Object> document(Event event) {
        Map<String, Object> document = new LinkedHashMap<>();
        switch (event.kind()) {
            case EVENT -> {
                document.put("id", event.id().toString());
                document.put("timestamp", event.timestamp());
                document.put("received_at", event.receivedAt());
                document.put("station", event.station());
                document.put("type", event.type());
                document.put("message", event.message());
                document.put("data", event.data());
            }
            case ALERT -> {
                document.putAll(event.data());
                document.put("event_id", event.id().toString());
            }
            case STATE -> {
                document.put("id", event.id().toString());
                document.put("timestamp", event.timestamp());
                document.put("station", event.station());
                document.put("message", event.message());
                document.putAll(event.data());
            }
        }
        return document;
    }
}

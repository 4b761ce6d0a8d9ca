package org.rollcall.monitor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Draft;
import org.rollcall.log.Encoding;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;

/** What one turn will store: entries with their ids and frames, and the documents that go with them. */
final class Batch {
    private final Encoding encoding;
    private final List<Journal.Entry> entries = new ArrayList<>();
    private final Map<Journal.Key, EventId> keys;
    private final Map<String, Map<String, Object>> documents = new LinkedHashMap<>();
    private EventId last;

    /**
     * @param known which of the keys that may come are stored already; the batch adds its own
     */
    Batch(EventId last, Encoding encoding, Map<Journal.Key, EventId> known) {
        this.last = last;
        this.encoding = encoding;
        this.keys = known;
    }

    /** A batch that knows only its own keys. */
    Batch(EventId last, Encoding encoding) {
        this(last, encoding, new HashMap<>());
    }

    /** The id that the next entry will have. */
    EventId next() {
        return last.next();
    }

    void add(Event event) {
        add(event, encoding.encode(event));
    }

    void add(Event event, Draft draft) {
        add(event, draft.frame(event.id(), event.receivedAt()));
    }

    private void add(Event event, Frame frame) {
        entries.add(new Journal.Entry(event, frame));
        event.key().ifPresent(key -> keys.put(new Journal.Key(event.station(), key), event.id()));
        last = event.id();
    }

    /** The id under which a key is stored, or will be with this batch. */
    Optional<EventId> find(String station, String key) {
        return Optional.ofNullable(keys.get(new Journal.Key(station, key)));
    }

    void document(String name, Map<String, Object> document) {
        documents.put(name, document);
    }

    boolean isEmpty() {
        return entries.isEmpty() && documents.isEmpty();
    }

    List<Journal.Entry> entries() {
        return entries;
    }

    Map<String, Map<String, Object>> documents() {
        return documents;
    }

    List<Frame> frames() {
        List<Frame> frames = new ArrayList<>(entries.size());
        entries.forEach(entry -> frames.add(entry.frame()));
        return frames;
    }

    List<Event> events() {
        List<Event> events = new ArrayList<>(entries.size());
        entries.forEach(entry -> events.add(entry.event()));
        return events;
    }
}

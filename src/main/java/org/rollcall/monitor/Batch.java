package org.rollcall.monitor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Encoding;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;

/** What one turn will store: entries with their ids and frames, and the documents that go with them. */
final class Batch {
    private record Key(String station, String key) {}

    private final Encoding encoding;
    private final List<Journal.Entry> entries = new ArrayList<>();
    private final Map<Key, EventId> keys = new HashMap<>();
    private final Map<String, Map<String, Object>> documents = new LinkedHashMap<>();
    private EventId last;

    Batch(EventId last, Encoding encoding) {
        this.last = last;
        this.encoding = encoding;
    }

    /** The id that the next entry will have. */
    EventId next() {
        return last.next();
    }

    void add(Event event) {
        entries.add(new Journal.Entry(event, encoding.encode(event)));
        event.key().ifPresent(key -> keys.put(new Key(event.station(), key), event.id()));
        last = event.id();
    }

    Optional<EventId> find(String station, String key) {
        return Optional.ofNullable(keys.get(new Key(station, key)));
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
        return entries.stream().map(Journal.Entry::frame).toList();
    }

    List<Event> events() {
        return entries.stream().map(Journal.Entry::event).toList();
    }
}

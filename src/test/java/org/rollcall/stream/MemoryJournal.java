package org.rollcall.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.event.EventId;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;

/** A journal that can be read by pages, and counts how often. */
final class MemoryJournal implements Journal {
    private final List<Frame> frames = new ArrayList<>();
    private int pages;

    void store(Frame frame) {
        frames.add(frame);
    }

    /** Forgets everything up to the sequence. */
    void prune(long sequence) {
        frames.removeIf(frame -> frame.id().sequence() <= sequence);
    }

    int pages() {
        return pages;
    }

    @Override
    public List<Frame> after(long sequence, int limit) {
        pages++;
        return frames.stream()
                .filter(frame -> frame.id().sequence() > sequence)
                .limit(limit)
                .toList();
    }

    @Override
    public EventId last() {
        return frames.isEmpty()
                ? new EventId(1, 0)
                : frames.get(frames.size() - 1).id();
    }

    @Override
    public long first() {
        return frames.isEmpty() ? 1 : frames.get(0).id().sequence();
    }

    @Override
    public void append(List<Entry> entries, Map<String, Map<String, Object>> documents) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventId startEpoch() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<EventId> find(String station, String key) {
        return Optional.empty();
    }

    @Override
    public Map<Key, EventId> find(Collection<Key> keys) {
        return Map.of();
    }

    @Override
    public Map<String, Map<String, Object>> documents(String prefix) {
        return Map.of();
    }

    @Override
    public List<Frame> events(EventQuery query) {
        return List.of();
    }

    @Override
    public List<Count> countsSince(Instant since) {
        return List.of();
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public void close() {
        frames.clear();
    }
}

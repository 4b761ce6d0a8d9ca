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

/** A journal that can be read by pages, and counts how often; it may be read while one thread stores. */
final class MemoryJournal implements Journal {
    private final List<Frame> frames = new ArrayList<>(1_024); // it does not move under a reader of so many
    private int pages;
    private volatile int stored; // of the frames: what a reader on another thread may look at

    void store(Frame frame) {
        frames.add(frame);
        stored = frames.size();
    }

    /** Forgets everything up to the sequence. */
    void prune(long sequence) {
        frames.removeIf(frame -> frame.id().sequence() <= sequence);
        stored = frames.size();
    }

    int pages() {
        return pages;
    }

    @Override
    public List<Frame> after(long sequence, int limit) {
        pages++;
        List<Frame> page = new ArrayList<>();
        int end = stored;
        for (int i = 0; i < end && page.size() < limit; i++) {
            if (frames.get(i).id().sequence() > sequence) {
                page.add(frames.get(i));
            }
        }
        return page;
    }

    @Override
    public EventId last() {
        int end = stored;
        return end == 0 ? new EventId(1, 0) : frames.get(end - 1).id();
    }

    @Override
    public long first() {
        return stored == 0 ? 1 : frames.get(0).id().sequence();
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

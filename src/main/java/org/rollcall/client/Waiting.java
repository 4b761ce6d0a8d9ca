package org.rollcall.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The events of a spool that wait, by number: where each lies, in the file or, until it is there, in memory. */
final class Waiting {
    /** One event that waits. */
    static final class Entry {
        final long number;
        final char kind;
        final int length; // of its body
        private final long second; // its time, or what is told with it
        private long place; // of its body in the file
        private byte @Nullable [] held; // until it is in the file

        Entry(long number, char kind, long second, byte[] body) {
            this.number = number;
            this.kind = kind;
            this.second = second;
            this.length = body.length;
            this.held = body;
        }

        /** When it happened, in milliseconds since 1970; 0 when that is not known. */
        long at() {
            return kind == SpoolLine.TELLING ? 0 : second;
        }

        byte[] body(@Nullable SpoolFile file) throws IOException {
            byte[] body = held;
            if (body != null) {
                return body;
            }
            if (file == null) {
                throw new IOException("the spool is closed");
            }
            return file.read(place, length);
        }

        SpoolLine line(@Nullable SpoolFile file) throws IOException {
            return new SpoolLine(kind, number, second, body(file));
        }
    }

    private final TreeMap<Long, Entry> all = new TreeMap<>();
    private final TreeMap<Long, Entry> ordinary = new TreeMap<>(); // those that are no errors
    private final TreeMap<Long, Entry> held = new TreeMap<>(); // those that are not in the file
    private long heldBytes;
    private long storedBytes;

    /** Adds one that is not in the file. */
    void hold(Entry entry) {
        enter(entry);
        held.put(entry.number, entry);
        heldBytes += entry.length;
    }

    /** Adds one that lies in the file. */
    void found(SpoolLine line, long place) {
        Entry entry = new Entry(line.first(), line.kind(), line.second(), line.body());
        Entry before = all.get(entry.number);
        if (before != null) { // appended again after it was thought that it could not be
            remove(before);
        }
        entry.held = null;
        entry.place = place;
        enter(entry);
        storedBytes += entry.length;
    }

    private void enter(Entry entry) {
        all.put(entry.number, entry);
        if (entry.kind != SpoolLine.IMPORTANT) {
            ordinary.put(entry.number, entry);
        }
    }

    /** It lies in the file now. */
    void isStored(Entry entry, long place) {
        entry.place = place;
        if (held.remove(entry.number) != null) {
            entry.held = null;
            heldBytes -= entry.length;
            storedBytes += entry.length;
        }
    }

    boolean has(Entry entry) {
        return all.get(entry.number) == entry;
    }

    /** Takes it out; whether it lay in the file. */
    boolean remove(Entry entry) {
        all.remove(entry.number);
        ordinary.remove(entry.number);
        boolean wasHeld = held.remove(entry.number) != null;
        heldBytes -= wasHeld ? entry.length : 0;
        storedBytes -= wasHeld ? 0 : entry.length;
        return !wasHeld;
    }

    /** Takes out what lies in the file under these numbers. */
    void settled(long first, long last) {
        Map<Long, Entry> gone = all.subMap(first, true, Math.max(first, last), true);
        List.copyOf(gone.values()).forEach(this::remove);
    }

    /** The one to drop: the oldest that is no error, else the oldest. */
    Entry oldest() {
        return (ordinary.isEmpty() ? all : ordinary).firstEntry().getValue();
    }

    /** The one to drop of those in memory. */
    Entry oldestHeld() {
        return held.values().stream()
                .filter(entry -> entry.kind != SpoolLine.IMPORTANT)
                .findFirst()
                .orElseGet(() -> held.firstEntry().getValue());
    }

    /** The first so many, in order. */
    List<Entry> first(int most) {
        List<Entry> first = new ArrayList<>(Math.min(most, all.size()));
        for (Entry entry : all.values()) {
            if (first.size() == most) {
                break;
            }
            first.add(entry);
        }
        return first;
    }

    Collection<Entry> held() {
        return List.copyOf(held.values());
    }

    boolean hasHeld() {
        return !held.isEmpty();
    }

    int size() {
        return all.size();
    }

    long heldBytes() {
        return heldBytes;
    }

    long storedBytes() {
        return storedBytes;
    }

    void clear() {
        all.clear();
        ordinary.clear();
        held.clear();
        heldBytes = 0;
        storedBytes = 0;
    }
}

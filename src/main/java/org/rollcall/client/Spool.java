package org.rollcall.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rollcall.client.Waiting.Entry;

/**
 * What is said and not yet known to be stored at the server, in the order in which it was said.
 *
 * <p>The file is a log of its own: events, and lines that say which are settled. What waits is a fold over its lines.
 * Memory has of each waiting event where it lies, not what it says. When more than half of a file above
 * {@value #SMALL} bytes is settled, it is written anew.
 *
 * <p>A crash, by where it falls:
 *
 * <ul>
 *   <li>in the middle of appending events: those whose lines are whole wait, the torn one is lost; its caller's call
 *       had returned, so it is one of those that a {@code kill -9} may cost;
 *   <li>after the server stored events and before the line that settles them: they are sent again, and known by their keys;
 *   <li>while the file is written anew: the old one counts, or the new one.
 * </ul>
 *
 * <p>Events are synced ({@code fdatasync}) before {@link #add} returns, so a power cut costs no more than a kill. That
 * something is settled is not synced: a power cut may make us send again what the server has.
 *
 * <p>While the file cannot be written, events are held in memory, bounded, and written when it can be. One lock guards
 * everything; the spooler and the sender hold it across I/O, and no caller ever takes it.
 */
final class Spool implements AutoCloseable {
    static final int SMALL = 256 * 1024;
    private static final int MOST_HELD = 16 * 1024 * 1024;

    /** An event to send. */
    record Item(Entry entry, String body) {}

    private final Path folder;
    private final int limit;
    private final Voice voice;
    private final long retryNanos;
    private final Waiting waiting = new Waiting();
    private final List<SpoolLine> notes = new ArrayList<>(); // what the file does not know yet
    private long next = 1;
    private long dropped;
    private long told;
    private @Nullable SpoolFile file;
    private long droppedInFile; // as far as the file knows
    private long toldInFile;
    private boolean failing;
    private long retryAt;
    private long rewriteAt; // not before, after it failed
    private boolean closed;

    /** A spool in this folder, which is made if it is not there; at most {@code limit} events wait. */
    Spool(Path folder, int limit, Duration retry, Voice voice) {
        this.folder = folder;
        this.limit = limit;
        this.voice = voice;
        this.retryNanos = retry.toNanos();
        this.retryAt = System.nanoTime();
        this.rewriteAt = retryAt;
    }

    /** Adds events; {@code lost} is how many were dropped before they came here. */
    synchronized void add(List<Said> said, long lost) {
        usable(); // what an earlier process left comes before
        for (Said one : said) {
            keep(one.important() ? SpoolLine.IMPORTANT : SpoolLine.ORDINARY, one.at(), one.body());
        }
        dropExcess();
        dropped += lost;
        write();
    }

    /** Adds the event that tells the server of drops, and notes in the same line that they are told. */
    synchronized void tell(long drops, byte[] body) {
        told += drops;
        keep(SpoolLine.TELLING, told, body);
        write();
    }

    private void keep(char kind, long second, byte[] body) {
        waiting.hold(new Entry(next++, kind, second, body));
    }

    private void dropExcess() {
        boolean full = false;
        while (waiting.size() > limit || waiting.heldBytes() > MOST_HELD) {
            drop(waiting.heldBytes() > MOST_HELD ? waiting.oldestHeld() : waiting.oldest());
            full = true;
        }
        if (full) {
            voice.error("dropped", "the spool " + folder + " is full: the oldest events are dropped");
        }
    }

    private void drop(Entry entry) {
        remove(entry);
        dropped++;
    }

    /** Takes the entry out, and notes it for the file if it is there. */
    private void remove(Entry entry) {
        if (!waiting.remove(entry)) {
            return;
        }
        SpoolLine last = notes.isEmpty() ? null : notes.get(notes.size() - 1);
        if (last != null && last.second() == entry.number - 1) {
            notes.set(notes.size() - 1, SpoolLine.of(SpoolLine.SETTLED, last.first(), entry.number));
        } else {
            notes.add(SpoolLine.of(SpoolLine.SETTLED, entry.number, entry.number));
        }
    }

    /** The oldest events, at least one if any waits, and else at most so many and so many bytes. */
    synchronized List<Item> batch(int most, int mostBytes) {
        usable();
        List<Item> items = new ArrayList<>();
        if (closed || (file == null && waiting.storedBytes() > 0)) {
            return items; // what lies in the file comes first, and the file is not there now
        }
        long bytes = 0;
        for (Entry entry : waiting.first(most)) {
            bytes += entry.length + 1;
            if (bytes > mostBytes && !items.isEmpty()) {
                break;
            }
            try {
                items.add(new Item(entry, new String(entry.body(file), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                SpoolFile from = file;
                if (from != null && !from.isOpen()) { // nothing in it is lost
                    wasInterrupted(from);
                    fail("cannot read the spool " + folder + " (" + e + "): it is tried again");
                    return items;
                }
                voice.error("lost", "the spool " + folder + " cannot be read (" + e + "): an event is lost");
                drop(entry);
            }
        }
        return items;
    }

    /** Forgets events that the server has, or never will take. */
    synchronized void settle(Collection<Item> items) {
        for (Item item : items) {
            if (waiting.has(item.entry())) { // it may have been dropped meanwhile
                remove(item.entry());
            }
        }
        write();
    }

    /** How many wait, as far as that is known: see {@link #hasLooked}. Does not touch the disk. */
    synchronized int size() {
        return waiting.size();
    }

    /** How many events were dropped ever. */
    synchronized long dropped() {
        return dropped;
    }

    /** How many dropped events the server does not know of. */
    synchronized long untold() {
        return dropped - told;
    }

    /** Whether it is known, or cannot be known, what an earlier process left. */
    synchronized boolean hasLooked() {
        return file != null || failing;
    }

    /** Whether all that waits is in the file. */
    synchronized boolean isOnDisk() {
        return file != null && !waiting.hasHeld() && !failing;
    }

    /** Tries to write what is held in memory, if it is time. */
    synchronized void retry() {
        if (!isOnDisk()) {
            write();
        }
    }

    private void write() {
        if (!usable()) {
            return;
        }
        SpoolFile to = file;
        if (to == null || (!waiting.hasHeld() && notes.isEmpty() && !hasNewDrops())) {
            return;
        }
        try {
            if (!to.isThere()) { // somebody deleted it: what is appended there, nobody would find
                writeAnew(to);
                return;
            }
            append(to);
            makeSmall(to);
        } catch (IOException e) {
            if (!to.isOpen()) {
                wasInterrupted(to);
            }
            fail("cannot write the spool " + folder + " (" + e + "): events are kept in memory only");
        }
    }

    /** Writes a file anew that is mostly settled. When that fails, the events are safe where they are. */
    private void makeSmall(SpoolFile to) throws IOException {
        boolean isWorthIt = to.size() > SMALL && waiting.storedBytes() < to.size() / 2;
        if (!isWorthIt || System.nanoTime() - rewriteAt < 0) {
            return;
        }
        try {
            writeAnew(to);
        } catch (IOException e) {
            if (!to.isOpen()) {
                throw e;
            }
            rewriteAt = System.nanoTime() + retryNanos;
            voice.warn("rewrite", "cannot make the spool " + folder + " smaller (" + e + "): it is tried again");
        }
    }

    /** An interrupt has closed the file under its user; it is opened again later. */
    private void wasInterrupted(SpoolFile gone) {
        file = null;
        letGo(gone);
    }

    private void append(SpoolFile to) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (SpoolLine note : notes) {
            bytes.writeBytes(note.bytes());
        }
        if (hasNewDrops()) {
            bytes.writeBytes(SpoolLine.of(SpoolLine.DROPS, dropped, told).bytes());
        }
        Map<Entry, Integer> places = new LinkedHashMap<>();
        for (Entry entry : waiting.held()) {
            SpoolLine line = entry.line(to);
            places.put(entry, bytes.size() + line.bodyOffset());
            bytes.writeBytes(line.bytes());
        }
        long begin = to.append(bytes.toByteArray(), !places.isEmpty());
        places.forEach((entry, place) -> waiting.isStored(entry, begin + place));
        written();
    }

    private boolean hasNewDrops() {
        return dropped != droppedInFile || told != toldInFile;
    }

    private void written() {
        notes.clear();
        droppedInFile = dropped;
        toldInFile = told;
        failing = false;
    }

    private void writeAnew(SpoolFile to) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(SpoolLine.of(SpoolLine.NEXT, next, 0).bytes());
        head.writeBytes(SpoolLine.of(SpoolLine.DROPS, dropped, told).bytes());
        Map<Entry, Long> places = new LinkedHashMap<>();
        Iterator<Entry> rest = waiting.first(waiting.size()).iterator();
        long[] place = new long[1];
        to.replace(() -> {
            if (place[0] == 0) {
                place[0] = head.size();
                return head.toByteArray();
            }
            if (!rest.hasNext()) {
                return null;
            }
            Entry entry = rest.next();
            SpoolLine line = entry.line(to);
            places.put(entry, place[0] + line.bodyOffset());
            byte[] bytes = line.bytes();
            place[0] += bytes.length;
            return bytes;
        });
        places.forEach(waiting::isStored);
        written();
    }

    /** Whether there is a file; opens it if it is time to try. */
    private boolean usable() {
        if (closed) {
            return false;
        }
        boolean isTime = System.nanoTime() - retryAt >= 0;
        if (file != null) {
            return !failing || isTime;
        }
        if (!isTime || Thread.currentThread().isInterrupted()) { // who is interrupted can read nothing
            return false;
        }
        try {
            open();
            return true;
        } catch (IOException e) {
            fail("cannot open the spool " + folder + " (" + e.getMessage() + "): events are kept in memory only");
            return false;
        }
    }

    private void open() throws IOException {
        SpoolFile opened = SpoolFile.open(folder);
        Collection<Entry> meanwhile = waiting.held(); // they come after what the file has
        long droppedMeanwhile = dropped - droppedInFile;
        long toldMeanwhile = told - toldInFile;
        dropped = 0;
        told = 0;
        waiting.clear();
        notes.clear();
        try {
            fold(opened);
            file = opened;
            failing = false;
        } catch (IOException e) {
            waiting.clear();
            dropped = 0;
            told = 0;
            opened.close();
            throw e;
        } finally {
            droppedInFile = dropped;
            toldInFile = told;
            dropped += droppedMeanwhile;
            told += toldMeanwhile;
            for (Entry entry : meanwhile) {
                keep(entry.kind, entry.kind == SpoolLine.TELLING ? told : entry.at(), entry.body(null));
            }
        }
        dropExcess();
    }

    private void fold(SpoolFile opened) throws IOException {
        int[] whole = new int[1];
        int broken = opened.read((line, begin) -> {
            whole[0]++;
            take(line, begin);
        });
        if (broken > 0 && whole[0] == 0) {
            Path aside = opened.setAside(System.currentTimeMillis());
            voice.error(
                    "broken", "the spool in " + folder + " is none; it is now " + aside + " and a new one is begun");
        } else if (broken > 0) {
            voice.error("broken", broken + " lines of the spool in " + folder + " are damaged and left out");
        }
    }

    private void take(SpoolLine line, long begin) {
        switch (line.kind()) {
            case SpoolLine.SETTLED -> waiting.settled(line.first(), line.second());
            case SpoolLine.DROPS -> {
                dropped = Math.max(dropped, line.first());
                told = Math.max(told, line.second());
            }
            case SpoolLine.NEXT -> next = Math.max(next, line.first());
            default -> {
                waiting.found(line, begin + line.bodyOffset());
                next = Math.max(next, line.first() + 1);
                told = line.kind() == SpoolLine.TELLING ? Math.max(told, line.second()) : told;
            }
        }
    }

    private void fail(String words) {
        failing = true;
        retryAt = System.nanoTime() + retryNanos;
        voice.error("spool", words);
    }

    private void letGo(SpoolFile old) {
        try {
            old.close();
        } catch (IOException e) {
            voice.warn("close", "the spool " + folder + " could not be closed: " + e);
        }
    }

    /** Lets go of the file; an empty one is made small, so that nothing of what was sent lies about. */
    @Override
    public synchronized void close() {
        retryAt = System.nanoTime();
        write();
        closed = true;
        SpoolFile closing = file;
        if (closing == null) {
            return;
        }
        try (closing) {
            if (waiting.size() == 0 && closing.isThere()) {
                writeAnew(closing);
            }
        } catch (IOException e) {
            voice.warn("close", "the spool " + folder + " could not be closed: " + e);
        } finally {
            file = null;
        }
    }
}

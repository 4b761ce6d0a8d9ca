package org.rollcall.stream;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.log.EventLog;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;

/**
 * The log as the hub's thread reads it: the ring, and behind it the journal by pages that begin at fixed sequences, so
 * that clients which come back to different places share them. Only the hub's thread uses it.
 *
 * <p>Reading the journal takes time in which nobody is served, so a round reads at most {@value #PAGES_A_ROUND} pages;
 * who needs more waits for the next round.
 */
final class Shelf {
    static final int PAGE = 256;
    static final int PAGES_A_ROUND = 4;
    private static final int KEPT = 16;

    /** What a reader would get next was pruned meanwhile: it has to come back, and is told how much it has missed. */
    static final class Pruned extends RuntimeException {
        private static final long serialVersionUID = 1;

        Pruned(long sequence) {
            super("the entry after " + sequence + " is no longer stored");
        }
    }

    private final EventLog log;
    private final Journal journal;
    private final Map<Long, List<Frame>> pages = new LinkedHashMap<>(2 * KEPT, 0.75f, true);
    private long tail;
    private long epoch;
    private long changes;
    private int pagesLeft;

    Shelf(EventLog log, Journal journal) {
        this.log = log;
        this.journal = journal;
        this.tail = log.last().sequence();
        this.epoch = log.last().epoch();
        this.changes = log.changes();
    }

    /**
     * A new round: what is shown by now, and room for some pages.
     *
     * @return whether what was read before may be different now, so that nothing of it can be used any more
     */
    boolean look() {
        long nowChanged = log.changes(); // before the tail: what is read after it is at least as new
        var last = log.last();
        boolean different = nowChanged != changes || last.epoch() != epoch || last.sequence() < tail;
        changes = nowChanged;
        tail = last.sequence();
        epoch = last.epoch();
        pagesLeft = PAGES_A_ROUND;
        if (different) {
            pages.clear();
        }
        return different;
    }

    /** How many pages of the journal this round has read. */
    int pagesRead() {
        return PAGES_A_ROUND - pagesLeft;
    }

    /** The newest sequence of this round. */
    long tail() {
        return tail;
    }

    /**
     * Entries after the sequence and up to this round's tail, in order: at least one if there is any, and as many as are
     * at hand. Empty also when the next one is in the journal and this round has read enough.
     *
     * @throws Pruned when the next one is no longer stored
     */
    List<Frame> after(long sequence, int mostBytes) {
        List<Frame> frames = shown(sequence, mostBytes);
        return frames.isEmpty() && sequence < tail ? stored(sequence) : frames;
    }

    /** Entries after the sequence and up to this round's tail as far as the ring has them; empty when it was overtaken. */
    List<Frame> shown(long sequence, int mostBytes) {
        List<Frame> frames = new ArrayList<>();
        int bytes = 0;
        for (long next = sequence + 1; next <= tail; next++) {
            Optional<Frame> frame = log.at(next);
            if (frame.isEmpty()) {
                return frames;
            }
            bytes += frame.get().sse().length;
            if (bytes > mostBytes && !frames.isEmpty()) {
                return frames;
            }
            frames.add(frame.get());
        }
        return frames;
    }

    /** Whether no entry comes after the sequence, though the round's tail lies beyond it; asked after {@link #after} had none. */
    boolean endsAt(long sequence) {
        return sequence < tail
                && pagesLeft > 0
                && log.at(sequence + 1).isEmpty()
                && journal.after(sequence, 1).isEmpty();
    }

    private List<Frame> stored(long sequence) {
        long start = sequence - Math.floorMod(sequence, (long) PAGE);
        List<Frame> page = pages.get(start);
        if (page == null || !reaches(page, sequence)) {
            if (pagesLeft <= 0) {
                return List.of();
            }
            page = read(start, sequence);
        }
        List<Frame> frames = new ArrayList<>(page.size());
        for (Frame frame : page) {
            long at = frame.id().sequence();
            if (at > sequence && at <= tail) {
                frames.add(frame);
            }
        }
        boolean gap = frames.isEmpty() || frames.get(0).id().sequence() > sequence + 1;
        if (gap && sequence + 1 < journal.first()) { // numbers that no entry has are not a loss
            throw new Pruned(sequence);
        }
        return frames;
    }

    private static boolean reaches(List<Frame> page, long sequence) {
        return !page.isEmpty() && page.get(page.size() - 1).id().sequence() > sequence;
    }

    private List<Frame> read(long start, long sequence) {
        pagesLeft--;
        List<Frame> page = journal.after(start, PAGE);
        if (reaches(page, sequence)) {
            keep(start, page);
            return page;
        }
        return journal.after(sequence, PAGE); // numbers are missing: the page ended before the place
    }

    private void keep(long start, List<Frame> page) {
        pages.put(start, page);
        if (pages.size() > KEPT) {
            Iterator<Long> eldest = pages.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }
}

package org.rollcall.log;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.rollcall.event.EventId;

/**
 * The newest entries of the log in memory: a ring with one writer and any number of readers.
 *
 * <p>Structure: the entry with sequence {@code s} lies in slot {@code s mod capacity}. {@code tail} is the last sequence
 * shown, {@code head} the first one still kept. The ring is bounded in entries and in bytes.
 *
 * <p>Races: a slot is written before {@code tail} moves, so a reader that sees the new tail sees the frame. {@code head}
 * moves before a slot is written again, and a reader compares the sequence of what it found with what it asked for, so
 * that it can be overtaken but never deceived. Only the writer's thread calls {@link #append},
 * {@link #replace} and {@link #startAt}.
 */
public final class EventLog {
    private final AtomicReferenceArray<Frame> slots;
    private final long mostBytes;
    private final List<Runnable> wakers = new CopyOnWriteArrayList<>();
    private volatile EventId tail; // written by the writer only
    private volatile long head; // written by the writer only
    private final AtomicLong changes = new AtomicLong();
    private long bytes; // writer only

    /** An empty ring that continues after {@code last}. */
    public EventLog(int capacity, long mostBytes, EventId last) {
        this.slots = new AtomicReferenceArray<>(capacity);
        this.mostBytes = mostBytes;
        this.tail = last;
        this.head = last.sequence() + 1;
    }

    /** The id of the newest entry shown. */
    public EventId last() {
        return tail;
    }

    /** The sequence of the oldest entry kept; one more than the last one when the ring is empty. */
    public long head() {
        return head;
    }

    /** The entry with this sequence, or nothing when it was overtaken or is not there yet. */
    public Optional<Frame> at(long sequence) {
        if (sequence < head || sequence > tail.sequence()) {
            return Optional.empty();
        }
        Frame frame = slots.get(slot(sequence));
        return frame != null && frame.id().sequence() == sequence ? Optional.of(frame) : Optional.empty();
    }

    /** Grows whenever entries that were shown before have become other ones, here or in the journal. */
    public long changes() {
        return changes.get();
    }

    /** Runs after each append, on the writer's thread: it must only wake someone. */
    public void onAppend(Runnable waker) {
        wakers.add(waker);
    }

    /** Shows frames with rising sequences. */
    public void append(List<Frame> frames) {
        for (Frame frame : frames) {
            if (frame.id().sequence() != tail.sequence() + 1) {
                startAt(new EventId(frame.id().epoch(), frame.id().sequence() - 1));
            }
            makeRoom(frame);
            slots.set(slot(frame.id().sequence()), frame);
            bytes += frame.weight();
            tail = frame.id();
        }
        wake();
    }

    /**
     * Puts frames in the place of those with the same sequence, as far as they are still kept; wakes nobody. To be called
     * for entries that were changed in the journal alone, too.
     */
    public void replace(List<Frame> frames) {
        for (Frame frame : frames) {
            at(frame.id().sequence()).ifPresent(old -> {
                slots.set(slot(frame.id().sequence()), frame);
                bytes += frame.weight() - old.weight();
            });
        }
        changes.incrementAndGet(); // after the slots: whoever sees the number sees the entries
    }

    /** Empties the ring and goes on after {@code last}: the log has a new epoch, or a hole. */
    public void startAt(EventId last) {
        head = Math.max(head, last.sequence() + 1);
        for (int i = 0; i < slots.length(); i++) {
            slots.set(i, null);
        }
        bytes = 0;
        head = last.sequence() + 1;
        tail = last;
    }

    /** Wakes the readers although nothing was appended: something without an id is new. */
    public void wake() {
        for (Runnable waker : wakers) {
            waker.run();
        }
    }

    private void makeRoom(Frame frame) {
        while (head <= tail.sequence()
                && (tail.sequence() - head + 1 >= slots.length() || bytes + frame.weight() > mostBytes)) {
            long oldest = head;
            int slot = slot(oldest);
            head = oldest + 1;
            Frame old = slots.getAndSet(slot, null);
            bytes -= old == null ? 0 : old.weight();
        }
    }

    private int slot(long sequence) {
        return (int) (sequence % slots.length());
    }
}

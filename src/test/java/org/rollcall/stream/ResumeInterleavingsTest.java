package org.rollcall.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;
import org.rollcall.log.Frame;

/**
 * Issue 5, item 5: a client that comes back while entries are committed, shown and overtaken has each of them once, under
 * every order in which the steps of the writer and of the hub can happen.
 */
class ResumeInterleavingsTest {
    private static final int INVOCATIONS = 100;
    private static final int BEFORE = 2;
    private static final int ENTRIES = 4;
    private static final int RING = 2;
    private static final long MUCH = 1 << 20;
    private static final List<Frame> FRAMES = frames();

    @Test
    void whoComesBackWhileEntriesAreWrittenHasEachOfThemOnce() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            MemoryJournal journal = new MemoryJournal();
            EventLog log = new EventLog(RING, MUCH, new EventId(1, 0));
            for (int i = 0; i < BEFORE; i++) {
                write(journal, log, FRAMES.get(i));
            }
            Thread writer = new Thread(() -> {
                for (int i = BEFORE; i < ENTRIES; i++) {
                    write(journal, log, FRAMES.get(i));
                }
            });
            writer.start();
            Resume resume = Resume.after(FRAMES.get(0).id(), log.last(), 1, 100);
            check(resume.reset().isEmpty(), resume);
            Shelf shelf = new Shelf(log, journal);
            StringBuilder seen = new StringBuilder();
            long place = resume.after().orElseThrow();
            place = round(shelf, place, seen);
            place = round(shelf, place, seen);
            join(writer);
            for (int i = 0; i < ENTRIES - 1; i++) {
                place = round(shelf, place, seen);
            }
            check("234".contentEquals(seen), seen);
        });
    }

    @Test
    void aLaneThatIsToldOfEntriesWhileItLooksLeavesNoneOut() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            MemoryJournal journal = new MemoryJournal();
            EventLog log = new EventLog(RING, MUCH, new EventId(1, 0));
            Shelf shelf = new Shelf(log, journal);
            StreamFilter odd = StreamFilter.of(Optional.of("fleet"), Set.of("odd"), Optional.empty());
            Lane lane = new Lane(odd, shelf);
            Thread writer = new Thread(() -> FRAMES.forEach(frame -> write(journal, log, frame)));
            writer.start();
            StringBuilder seen = new StringBuilder();
            long place = serve(shelf, lane, 0, seen);
            place = serve(shelf, lane, place, seen);
            join(writer);
            for (int i = 0; i < ENTRIES - 1; i++) {
                place = serve(shelf, lane, place, seen);
            }
            check("13".contentEquals(seen), seen);
        });
    }

    /** What the hub does for one client of a lane in a round. */
    private static long serve(Shelf shelf, Lane lane, long place, StringBuilder seen) {
        if (shelf.look()) {
            lane.forget();
        }
        lane.look();
        if (!lane.isBehind(place)) {
            return place;
        }
        Run run = lane.run(place, 1_000);
        seen.append(new String(run.bytes(), StandardCharsets.US_ASCII));
        return run.next();
    }

    private static long round(Shelf shelf, long place, StringBuilder seen) {
        shelf.look();
        long next = place;
        for (Frame frame : shelf.after(place, 1)) {
            next = frame.id().sequence();
            seen.append(next);
        }
        return next;
    }

    /** Committed, then shown. */
    private static void write(MemoryJournal journal, EventLog log, Frame frame) {
        journal.store(frame);
        log.append(List.of(frame));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(boolean good, Object received) {
        if (!good) {
            throw new AssertionError("received " + received);
        }
    }

    private static List<Frame> frames() {
        List<Frame> frames = new ArrayList<>();
        for (long sequence = 1; sequence <= ENTRIES; sequence++) {
            byte[] bytes = Long.toString(sequence).getBytes(StandardCharsets.US_ASCII);
            String type = sequence % 2 == 1 ? "odd" : "even";
            frames.add(new Frame(new EventId(1, sequence), Event.Kind.EVENT, "gate", type, bytes, 0, bytes.length));
        }
        return List.copyOf(frames);
    }
}

package org.rollcall.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;

/** Issue 5, item 5: the ring and a cursor, under every order in which the steps of two threads can happen. */
class EventLogInterleavingsTest {
    private static final int INVOCATIONS = 500;
    private static final int ENTRIES = 4;
    private static final int RING = 2;
    private static final long MUCH = 1 << 20;
    private static final List<Frame> FRAMES = frames("first");
    private static final List<Frame> OTHERS = frames("second");

    /** Reads as a browser does: what comes next, or it notices that this was overtaken and goes on at the head. */
    private static final class Cursor {
        private final EventLog log;
        private final List<Long> seen = new ArrayList<>();
        private long place;
        private long overtaken;

        Cursor(EventLog log) {
            this.log = log;
        }

        void read() {
            long tail = log.last().sequence();
            if (place == tail) {
                return;
            }
            Optional<Frame> frame = log.at(place + 1);
            if (frame.isPresent()) {
                place++;
                check(frame.get().id().sequence() == place, "asked for", place, "found", frame.get());
                seen.add(place);
                return;
            }
            long head = log.head();
            check(head > place + 1, place + 1, "is shown and not overtaken, but not there; head", head);
            overtaken += head - place - 1;
            place = head - 1;
        }

        void readToTheEnd() {
            for (int i = 0; i <= ENTRIES; i++) {
                read();
            }
        }
    }

    @Test
    void aCursorSeesEachEntryOnceAndInOrderOrNoticesThatItWasOvertaken() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            EventLog log = new EventLog(RING, MUCH, new EventId(1, 0));
            Cursor cursor = new Cursor(log);
            Thread appender = new Thread(() -> FRAMES.forEach(frame -> log.append(List.of(frame))));
            appender.start();
            for (int i = 0; i < ENTRIES; i++) {
                cursor.read();
            }
            join(appender);
            cursor.readToTheEnd();
            check(cursor.place == ENTRIES, "stands at", cursor.place);
            check(cursor.seen.size() + cursor.overtaken == ENTRIES, cursor.seen, "and overtaken", cursor.overtaken);
        });
    }

    @Test
    void whoSeesThatEntriesWereChangedSeesTheChangedOnes() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            EventLog log = new EventLog(RING, MUCH, new EventId(1, 0));
            log.append(FRAMES.subList(0, RING));
            Thread writer = new Thread(() -> log.replace(OTHERS.subList(0, RING)));
            writer.start();
            long changes = log.changes();
            Frame frame = log.at(1).orElseThrow();
            check(changes == 0 || frame == OTHERS.get(0), "told of the change, but found", frame);
            join(writer);
        });
    }

    @Test
    void aHoleIsNeverFilledWithWhatWasThereBefore() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            EventLog log = new EventLog(RING, MUCH, new EventId(1, 0));
            log.append(FRAMES.subList(0, RING));
            Thread writer = new Thread(() -> log.append(List.of(FRAMES.get(3))));
            writer.start();
            for (long sequence = 1; sequence <= ENTRIES; sequence++) {
                long asked = sequence;
                log.at(sequence).ifPresent(frame -> check(frame == FRAMES.get((int) asked - 1), asked, "is", frame));
            }
            join(writer);
            check(log.at(ENTRIES).isPresent() && log.at(ENTRIES - 1).isEmpty(), "head", log.head());
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Assertion libraries have many steps of their own, which would be interleaved too. */
    private static void check(boolean good, Object... told) {
        if (!good) {
            throw new AssertionError(Arrays.toString(told));
        }
    }

    private static List<Frame> frames(String text) {
        List<Frame> frames = new ArrayList<>();
        for (long sequence = 1; sequence <= ENTRIES; sequence++) {
            byte[] bytes = (text + sequence).getBytes(StandardCharsets.US_ASCII);
            frames.add(new Frame(new EventId(1, sequence), Event.Kind.EVENT, "gate", "scan", bytes, 0, bytes.length));
        }
        return List.copyOf(frames);
    }
}

package org.rollcall.monitor;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.rollcall.event.Event;
import org.rollcall.event.EventTypes;
import org.rollcall.log.Encoding;
import org.rollcall.log.EventLog;
import org.rollcall.log.Frame;
import org.rollcall.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of the server's log for each entry (P66): WARNING for errors, warnings and alerts, else INFO; texts from outside
 * are escaped.
 *
 * <p>A reader of the ring like any other, with a place and a thread of its own, because a line costs more than a commit of
 * its entry and a log on a slow disk must not hold one up. It writes at most {@value #LINES_A_SECOND} a second. When the ring
 * overtakes it, it goes on with the oldest entry that is still there, and says how many it has left out: the journal has
 * them all.
 */
final class EventLines implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLines.class);
    private static final int LINES_A_TURN = 500;
    private static final Duration REST = Duration.ofMillis(50); // a file is written to in one go, not for each event
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** More are left out: nobody reads them, and they would fill the disk that the journal needs. */
    static final int LINES_A_SECOND = 5_000;

    private final EventLog log;
    private final Encoding encoding;
    private final LongSupplier nanos;
    private final Worker worker = new Worker("rollcall-event-log", Duration.ofSeconds(1), this::turn).resting(REST);
    private long next; // this and the rest: the worker's, and after its end close's
    private long secondBegan;
    private int linesThisSecond;
    private long leftOut;
    private long toldLeftOut;

    EventLines(EventLog log, Encoding encoding, LongSupplier nanos) {
        this.log = log;
        this.encoding = encoding;
        this.nanos = nanos;
        this.next = log.last().sequence() + 1; // what is there was written before the last start
        this.secondBegan = nanos.getAsLong();
        this.toldLeftOut = secondBegan - SECOND;
    }

    void start() {
        worker.start();
    }

    /** There is something to write. */
    void wake() {
        worker.wake();
    }

    /** Stops, and writes the lines that are still to be written. */
    @Override
    public void close() {
        worker.close();
        while (next <= log.last().sequence()) { // bounded: nothing is appended any more
            linesThisSecond = 0;
            turn();
        }
        tellLeftOut();
    }

    /** One turn; returns whether more can be written at once. */
    boolean turn() {
        long now = nanos.getAsLong();
        if (now - secondBegan >= SECOND) {
            secondBegan = now;
            linesThisSecond = 0;
        }
        long last = log.last().sequence();
        for (int lines = 0; next <= last && lines < LINES_A_TURN && linesThisSecond < LINES_A_SECOND; lines++) {
            Optional<Frame> frame = log.at(next);
            if (frame.isPresent()) {
                tell(frame.get());
                next++;
                linesThisSecond++;
            } else {
                long head = Math.max(log.head(), next + 1);
                leftOut += head - next;
                next = head;
            }
        }
        boolean more = next <= last;
        if (!more || now - toldLeftOut >= SECOND) {
            tellLeftOut();
        }
        return more && linesThisSecond < LINES_A_SECOND;
    }

    private void tellLeftOut() {
        if (leftOut > 0) {
            LOG.warn(
                    "{} entries before {} have no line here: they came faster than they could be written; the journal has them",
                    leftOut,
                    next);
            leftOut = 0;
            toldLeftOut = nanos.getAsLong();
        }
    }

    private void tell(Frame frame) {
        boolean bad = frame.kind() == Event.Kind.ALERT
                || frame.type().equals(EventTypes.ERROR)
                || frame.type().equals(EventTypes.WARNING);
        if (bad ? !LOG.isWarnEnabled() : !LOG.isInfoEnabled()) {
            return;
        }
        String line = frame.id() + " " + frame.kind() + " " + frame.station() + " " + frame.type() + ": "
                + escaped(encoding.message(frame));
        if (bad) {
            LOG.warn(line);
        } else {
            LOG.info(line);
        }
    }

    private static String escaped(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isHidden(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** Nearly every text is. What is hidden is one char, or begins with a surrogate. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isHidden(text.charAt(i)) || Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHidden(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029;
    }
}

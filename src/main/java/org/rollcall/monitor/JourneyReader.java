package org.rollcall.monitor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.rollcall.event.Event;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Student;
import org.rollcall.journey.JourneyBook;
import org.rollcall.journey.Lags;
import org.rollcall.log.Encoding;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journeys of the running day beside the monitor, with a place and a thread of its own, so that no commit
 * waits for them.
 *
 * <p>Structure: the monitor leaves what it committed in a queue of at most {@value #MOST_WAITING} entries. When that is
 * full it leaves no more, and the reader empties it and goes on from the journal, as it does after a start. So it does with
 * a new book when the clock was a day ahead, for however short a time, and is right again.
 *
 * <p>Races: everything that changes the book holds the reader's lock and takes what waits first. So whoever looks after a
 * commit finds its events, and what is forgotten cannot come back out of the queue.
 */
final class JourneyReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JourneyReader.class);
    private static final int MOST_WAITING = 20_000;
    private static final int MANY_WAITING = 1_000; // before that its own rhythm, or whoever looks, is soon enough
    private static final int MOST_ENTRIES = 100_000;
    private static final int PAGE = 2_000;
    private static final Duration LONGEST_DAY = Duration.ofHours(26); // the clocks go back in it, by up to two hours

    private final Journal journal;
    private final Encoding encoding;
    private final Clock clock;
    private final Function<String, ZoneId> zones;
    private JourneyBook book; // replaced and changed under the lock
    private final Queue<List<Event>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger entries = new AtomicInteger(); // how many wait
    private final Object lock = new Object(); // guards the book's changes and last
    private final Worker worker = new Worker("rollcall-journeys", Duration.ofSeconds(1), this::turn);
    private long last; // the newest sequence that the book has seen
    private volatile boolean overtaken; // set by the monitor's thread, taken back under the lock
    private volatile Map<String, Lags> lags = Map.of(); // written under the lock

    /** @param zones where each station's day begins; asked on any thread */
    JourneyReader(Journal journal, Encoding encoding, Clock clock, Function<String, ZoneId> zones) {
        this.journal = journal;
        this.encoding = encoding;
        this.clock = clock;
        this.zones = zones;
        this.book = new JourneyBook(zones);
    }

    /** Reads what the journal has of the running days. */
    void restore(Instant midnight, Instant now) {
        synchronized (lock) {
            read(midnight);
            lags = book.lags(now);
        }
    }

    void start() {
        worker.start();
    }

    /** Leaves entries that are committed; costs the monitor's thread next to nothing. */
    void offer(List<Event> committed) {
        if (committed.isEmpty() || overtaken) {
            return;
        }
        if (entries.addAndGet(committed.size()) > MOST_WAITING) {
            entries.addAndGet(-committed.size());
            overtaken = true;
        } else {
            waiting.add(committed);
        }
        if (overtaken || entries.get() > MANY_WAITING) {
            worker.wake();
        }
    }

    /** The journeys of everything that was committed before the call. */
    JourneyBook book() {
        synchronized (lock) {
            catchUp();
            return book;
        }
    }

    /** The lags of each station's day by its name, up to a second old. */
    Map<String, Lags> lags() {
        return lags;
    }

    /** A student's journeys leave. */
    void forget(Student student) {
        synchronized (lock) {
            catchUp();
            book.forget(student.id());
        }
    }

    /** One turn by hand, for tests; otherwise the worker takes it. */
    boolean turn() {
        synchronized (lock) {
            catchUp();
            Instant now = clock.instant();
            if (book.isAhead(now)) {
                book = new JourneyBook(zones); // not the former one: failures are added up
                last = 0;
                goOnFromJournal();
            }
            lags = book.lags(now);
        }
        return false;
    }

    @Override
    public void close() {
        worker.close();
    }

    private void catchUp() {
        if (overtaken) {
            goOnFromJournal();
        }
        for (List<Event> batch = waiting.poll(); batch != null; batch = waiting.poll()) {
            entries.addAndGet(-batch.size());
            batch.forEach(this::take);
        }
    }

    private void goOnFromJournal() {
        for (List<Event> batch = waiting.poll(); batch != null; batch = waiting.poll()) {
            entries.addAndGet(-batch.size()); // the journal has them
        }
        overtaken = false; // before the journal is asked: what is committed from here on waits again
        try {
            read(clock.instant().minus(LONGEST_DAY)); // what is older is of no running day
        } catch (RuntimeException | Error e) { // the worker goes on after either
            overtaken = true;
            throw e;
        }
    }

    private void take(Event event) {
        if (event.id().sequence() > last) { // else the journal had it
            book.take(event, clock.instant());
            last = event.id().sequence();
        }
    }

    /**
     * Reads on in the journal, in pages, as far as it is among the newest {@value #MOST_ENTRIES} entries: it takes a
     * bounded time, however busy the day was.
     */
    private void read(Instant from) {
        long end = journal.last().sequence();
        last = Math.max(last, Math.max(journal.first() - 1, end - MOST_ENTRIES));
        while (last < end) {
            List<Frame> page = journal.events(new EventQuery(
                    OptionalLong.of(last),
                    OptionalLong.empty(),
                    Optional.of(from),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    PAGE));
            page.forEach(this::decode);
            last = page.isEmpty() ? end : page.get(page.size() - 1).id().sequence();
        }
    }

    private void decode(Frame frame) {
        if (EventTypes.STANDARD.contains(frame.type())) { // no other one tells of a journey
            try {
                take(encoding.event(frame));
            } catch (IllegalArgumentException e) {
                LOG.debug("the entry {} is left out of the journeys", frame.id(), e);
            }
        }
    }
}

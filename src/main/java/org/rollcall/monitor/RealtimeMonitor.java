package org.rollcall.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.SignalSink;
import org.rollcall.event.Student;
import org.rollcall.event.Submission;
import org.rollcall.journey.JourneyBook;
import org.rollcall.journey.Lags;
import org.rollcall.log.Encoding;
import org.rollcall.log.EventLog;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.station.Figures;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationView;
import org.rollcall.worker.Worker;

/**
 * The monitor: the one writer of the log, and what programs in the same application call.
 *
 * <p>Any thread may call it and none ever waits: signals go into a bounded queue, one thread takes all that wait,
 * admits, folds and stores them in one transaction, shows them, and then completes the senders' receipts. Between
 * signals it lets time pass once a second, so that ages, minutes and midnights count without anything happening.
 */
public final class RealtimeMonitor implements SignalSink, AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Keeper keeper;
    private final Journal journal;
    private final EventLog log;
    private final MonitorSettings settings;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Inbox inbox;
    private final Errands errands = new Errands();
    private final Tally tally = new Tally();
    private final Subscriptions subscriptions = new Subscriptions();
    private final EventLines lines;
    private final JourneyReader journeys;
    private final Worker worker = new Worker("rollcall-monitor", TICK, this::turn);
    private final Instant startedAt;
    private final long startedNanos;
    private volatile Snapshot snapshot; // written by the monitor's thread, and once before it starts
    private volatile boolean closed; // set once, by close
    private Function<Snapshot, Path> exporter = s -> {
        throw new IllegalStateException("no export was set up");
    };

    /**
     * A monitor that has taken back what was stored and waits for its start.
     *
     * @param nanos a clock that never jumps, in nanoseconds, for the uptime
     */
    public RealtimeMonitor(
            Journal journal,
            EventLog log,
            StationBoard board,
            AlertBook alerts,
            Encoding encoding,
            MonitorSettings settings,
            Clock clock,
            LongSupplier nanos) {
        this.journal = journal;
        this.log = log;
        this.settings = settings;
        this.clock = clock;
        this.nanos = nanos;
        this.inbox = new Inbox(settings.queue(), settings.names(), encoding);
        this.lines = new EventLines(log, encoding, nanos);
        this.journeys = new JourneyReader(journal, encoding, clock, board::zone);
        this.keeper = new Keeper(journal, log, board, alerts, encoding, settings);
        this.startedAt = clock.instant();
        this.startedNanos = nanos.getAsLong();
        keeper.restore(startedAt);
        journeys.restore(board.earliestMidnight(startedAt), startedAt);
        this.snapshot = look(startedAt).withVersion(1);
    }

    /** Where {@link #exportMetrics} writes; set before the start. */
    public RealtimeMonitor exportingTo(Function<Snapshot, Path> newExporter) {
        this.exporter = newExporter;
        return this;
    }

    /** Whose number makes an alert at the home station while it is not 0: Rollcall's own jobs that fail; set before the start. */
    public RealtimeMonitor watching(IntSupplier failingJobs) {
        keeper.watch(failingJobs);
        return this;
    }

    public RealtimeMonitor start() {
        subscriptions.start();
        lines.start();
        journeys.start();
        worker.start();
        return this;
    }

    @Override
    public CompletableFuture<List<Receipt>> accept(Submission submission) {
        Optional<CompletableFuture<List<Receipt>>> receipts =
                closed ? Optional.empty() : inbox.offer(submission, clock.instant(), nanos.getAsLong());
        if (receipts.isPresent()) {
            worker.wake();
            return receipts.get();
        }
        tally.turnedAway(submission.signals().size());
        Receipt receipt = new Receipt.Unavailable(closed ? "the monitor is stopping" : "the queue is full");
        return CompletableFuture.completedFuture(
                submission.signals().stream().map(signal -> receipt).toList());
    }

    /** The newest state; immutable, costs nothing to ask for. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Whether its thread failed at what it last had to do, whatever the store says: then what is shown stands still. */
    public boolean isFailing() {
        return worker.isFailing();
    }

    /** How long the monitor runs, by a clock that cannot jump. */
    public Duration uptime() {
        return Duration.ofNanos(nanos.getAsLong() - startedNanos);
    }

    /** What it has done so far, in numbers. */
    public Tally tally() {
        return tally;
    }

    /** How many signals wait to be taken. */
    public long waitingSignals() {
        return inbox.signals();
    }

    /** Roughly how many bytes of memory they take. */
    public long waitingBytes() {
        return inbox.bytes();
    }

    // ---- what programs call (P54 to P59)

    /**
     * Tells that something happened at the home station. Returns at once; the receipt says what became of it.
     *
     * @param type a standard type or {@code [a-z][a-z0-9_.-]{0,31}}
     * @param data JSON-like
     */
    public CompletableFuture<Receipt> logEvent(String type, String message, Map<String, Object> data) {
        return accept(new Signal.Occurrence(
                settings.home(), type, message, data, Optional.of(clock.instant()), Optional.empty()));
    }

    /** Tells how a component of the home station is; without details the former ones are cleared (P6, P36). */
    public CompletableFuture<Receipt> updateSystemState(
            String component, ComponentStatus status, Optional<String> details) {
        return accept(new Signal.ComponentReport(settings.home(), component, status, details, clock.instant()));
    }

    /**
     * Takes a firing alert on, for every reader to see; it is told no more until it is resolved.
     *
     * @param alert its id
     * @param by who, 1 to 64 letters, digits, dots, dashes or underscores
     * @param note what is being done, at most 500 characters; may be empty
     * @return {@link Receipt.Accepted} with the id of the entry that says so, {@link Receipt.Duplicate} when somebody
     *     has taken it on already, {@link Receipt.Refused} when no such alert is open
     */
    public CompletableFuture<Receipt> acknowledge(EventId alert, String by, String note) {
        String station = snapshot.alerts().stream()
                .filter(known -> known.id().equals(alert))
                .map(Alert::station)
                .findFirst()
                .orElse(settings.home());
        return accept(new Signal.Acknowledgement(station, alert, by, note));
    }

    /** The home station's figures. */
    public Figures metrics() {
        return snapshot.home().figures();
    }

    /** The home station's components and overall status. */
    public StationView systemState() {
        return snapshot.home();
    }

    /**
     * The journeys of the running day, with all that was stored before the call; any thread may look one up. Throws
     * {@link StoreException} when they have to be read from the journal and cannot be.
     */
    public JourneyBook journeys() {
        return journeys.book();
    }

    /** Calls the listener for every entry from now on. */
    public void subscribe(MonitorListener listener) {
        subscriptions.add(listener);
    }

    public void unsubscribe(MonitorListener listener) {
        subscriptions.remove(listener);
    }

    /**
     * Runs something on the monitor's thread, after a turn; what it changes is shown before the future completes. It
     * completes with a {@link StoreException} when the monitor stops.
     */
    <T> CompletableFuture<T> run(Errands.Errand<T> errand) {
        CompletableFuture<T> done = errands.offer(errand);
        if (closed) {
            errands.refuse();
        }
        worker.wake();
        return done;
    }

    /** Writes figures, states, events and alerts into a new file of the data folder and says which. */
    public Path exportMetrics() {
        return exporter.apply(snapshot);
    }

    /** Takes no more signals, stores those that wait, and stops. */
    @Override
    public void close() {
        closed = true;
        worker.close();
        Receipt receipt = new Receipt.Unavailable("the monitor is stopping");
        while (!inbox.isEmpty()) {
            answer(inbox.take(), receipt);
        }
        errands.refuse();
        journeys.close();
        lines.close();
        subscriptions.close();
    }

    /** A student's journeys leave; what is stored is erased by then. */
    void forget(Student student) {
        journeys.forget(student);
    }

    /** Counts the journeys' lags by hand, for tests; otherwise the reader does once a second. */
    void followJourneys() {
        journeys.turn();
    }

    /** One turn by hand, for tests; otherwise the worker takes it. */
    boolean turn() {
        List<Inbox.Waiting> taken = inbox.take();
        Instant now = clock.instant();
        List<List<Receipt>> receipts;
        try {
            receipts = keeper.take(taken, now);
        } catch (RuntimeException | Error e) {
            Receipt receipt = new Receipt.Unavailable("the monitor failed");
            answer(taken, receipt);
            throw e;
        }
        try {
            show(now);
        } finally { // they are stored, whatever happens to the snapshot
            answer(taken, receipts);
        }
        tell(keeper.shown());
        errands.runOne(keeper, now, () -> {
            show(now);
            tell(keeper.shown());
        });
        return !inbox.isEmpty() || !errands.isEmpty();
    }

    private void answer(List<Inbox.Waiting> all, List<List<Receipt>> receipts) {
        if (!all.isEmpty()) {
            tally.answered(receipts);
            tally.took(nanos.getAsLong() - all.get(0).since());
        }
        for (int i = 0; i < all.size(); i++) {
            all.get(i).receipts().complete(receipts.get(i));
        }
    }

    private void answer(List<Inbox.Waiting> all, Receipt receipt) {
        tally.answered(all.stream().map(waiting -> waiting.all(receipt)).toList());
        all.forEach(waiting -> waiting.receipts().complete(waiting.all(receipt)));
    }

    private void tell(List<Event> entries) {
        tally.shown(entries);
        subscriptions.offer(entries);
        journeys.offer(entries);
        if (!entries.isEmpty()) {
            lines.wake(); // after all who are in more of a hurry
        }
    }

    private void show(Instant now) {
        Snapshot before = snapshot;
        Snapshot next = look(now).withVersion(before.version());
        boolean same = next.asOf().equals(before.asOf())
                && next.sentence().equals(before.sentence())
                && next.stops().equals(before.stops())
                && next.home().figures().equals(before.home().figures())
                && next.home().source().equals(before.home().source())
                && next.hasSameStations(before)
                && next.lags().equals(before.lags())
                && next.store().failure().equals(before.store().failure());
        snapshot = same ? next : next.withVersion(before.version() + 1);
        if (!same) {
            log.wake();
        }
    }

    private Snapshot look(Instant now) {
        Map<String, Lags> lags = journeys.lags();
        List<StationView> views = keeper.views(lags, now);
        Snapshot.Store store = new Snapshot.Store(keeper.failure(), journal.health(), journal.bytes());
        return new Snapshot(
                0,
                now,
                startedAt,
                uptime(),
                settings.zone(),
                log.last(),
                views,
                keeper.alerts(),
                keeper.recent(),
                store,
                lags);
    }

    /** Waits until everything that was handed over before is stored or refused; for a polite stop and for tests. */
    public boolean drain(Duration most) throws InterruptedException {
        CompletableFuture<List<Receipt>> marker = accept(new Submission(List.of(), Optional.empty()));
        try {
            marker.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            return false; // the caller decides what a late answer means
        }
    }
}

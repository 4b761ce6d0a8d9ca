package org.rollcall.source.attendance;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.event.Signal;
import org.rollcall.event.SignalSink;
import org.rollcall.event.Submission;
import org.rollcall.source.attendance.Trouble.TroubleException;
import org.rollcall.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a live attendance database and tells the monitor what happens in it.
 *
 * <p>A turn is a look. It asks the file system whether the path still has the same file, and SQLite whether anything
 * was committed. If so, one transaction of reads finds what is new since the position and for the day's figures; when
 * the figures are due and nothing was committed, they are made from memory. Events go to the sink together with the position that they lead to, and only when they are stored
 * does the watcher stand there: until then the same look gives the same events with the same keys.
 *
 * <p>Everything but {@link #pollNow}, {@link #start}, {@link #stop} and {@link #close} happens on one thread: the worker's,
 * or that of whoever takes the turns by hand. It closes the database too: a disk that does not answer holds the turn, and a
 * thread that closed the connection would wait for it.
 */
public final class AttendanceWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AttendanceWatcher.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LOCK_IS_SAID = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final Duration CROWD = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final AttendanceSettings settings;
    private final Supplier<Optional<String>> stored;
    private final Clock clock;
    private final Delivery delivery;
    private final DatabaseFile file;
    private final Follower follower;
    private final DayBook book;
    private final SourceHealth health;
    private final Worker worker;
    private final FolderWatch folder;
    private final WatchTally tally = new WatchTally(System::nanoTime);
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicLong finds = new AtomicLong(); // commits that were found, as far as they can be told apart

    private FileClaims claims = new FileClaims(); // set before the start

    // Only the worker's thread touches these.
    private Optional<WatchPosition> position = Optional.empty();
    private boolean positionKnown;
    private Optional<Instant> looked = Optional.empty();
    private Optional<Instant> counted = Optional.empty();
    private Optional<Instant> failed = Optional.empty(); // when a submission was last not taken
    private Optional<Instant> busySince = Optional.empty();
    private Optional<Instant> lastSync = Optional.empty();
    private String storedLine = "";
    private boolean again; // the next look reads, whether anything was committed or not
    private boolean onward; // so does it, because the last one did not come to the end
    private Optional<AttendanceReader> known = Optional.empty(); // the reader of the last look
    private Optional<Object> knownKey = Optional.empty(); // of its file
    private Optional<Instant> changedAt = Optional.empty();
    private List<String> missing = List.of();

    /**
     * A watcher that is not yet running.
     *
     * @param position gives what was stored under {@link #source} when the watcher first looks
     * @param sink takes the signals
     */
    public AttendanceWatcher(
            AttendanceSettings settings, Supplier<Optional<String>> position, SignalSink sink, Clock clock) {
        this(settings, position, sink, clock, Effort.USUAL);
    }

    AttendanceWatcher(
            AttendanceSettings settings,
            Supplier<Optional<String>> position,
            SignalSink sink,
            Clock clock,
            Effort effort) {
        this.settings = settings;
        this.stored = position;
        this.clock = clock;
        this.delivery = new Delivery(sink, clock);
        this.file = new DatabaseFile(settings.database());
        this.follower = new Follower(settings, effort);
        this.book = new DayBook(settings.database().toString(), new StationTime(settings.zone()), effort);
        this.health = new SourceHealth(settings);
        this.worker = new Worker("rollcall-attendance-" + settings.station(), LOOK, this::watch).ending(this::letGo);
        this.folder = new FolderWatch(settings.database(), settings.station(), worker::wake, finds::get);
    }

    /** The name under which the position of a station's watcher is stored. */
    public static String source(String station) {
        return "attendance:" + station;
    }

    /** Has it say when another watcher with the same claims reads the same file; before its start. */
    public AttendanceWatcher claiming(FileClaims newClaims) {
        claims = newClaims;
        return this;
    }

    /** Starts to look. */
    public void start() {
        worker.start();
        folder.start();
    }

    /** Looks and counts at once instead of when it is due. From any thread. */
    public void pollNow() {
        asked.set(true);
        worker.wake();
    }

    /** The station whose database it watches. */
    public String station() {
        return settings.station();
    }

    /** How often the figures were found to differ from the database, and put right. From any thread. */
    public long drifts() {
        return book.drifts();
    }

    /** What it has done so far, in numbers. */
    public WatchTally tally() {
        return tally;
    }

    /** Has both threads end, and waits for neither; {@link #close} does. From any thread. */
    public void stop() {
        folder.stop();
        worker.stop();
    }

    /** Waits for both threads, but not for ever: one whose disk does not answer ends when that does. */
    @Override
    public void close() {
        stop();
        folder.close();
        worker.close();
    }

    /** A look, unless somebody writes as fast as it can and the last one was a moment ago. */
    boolean watch() throws InterruptedException {
        Instant now = clock.instant();
        if (folder.isCrowd() && !onward && isWithin(looked, now, CROWD)) {
            return false;
        }
        looked = Optional.of(now);
        long began = System.nanoTime();
        boolean more = turn();
        tally.looked(began, !more && isCurrent());
        return more;
    }

    /** Whether everything that was committed before the last look is stored. */
    private boolean isCurrent() {
        boolean clear = health.isReadable() && busySince.isEmpty() && delivery.isClear() && !again;
        return failed.isEmpty() && (health.isWaiting() || clear);
    }

    /** Takes one look; returns whether there is more to tell. */
    boolean turn() throws InterruptedException {
        Instant now = clock.instant();
        if (!delivery.isClear() || isWithin(failed, now, AGAIN)) {
            return false;
        }
        failed = Optional.empty();
        if (asked.getAndSet(false)) {
            counted = Optional.empty();
            book.ask();
        }
        boolean due = !isWithin(counted, now, settings.poll());
        List<Signal> figures = new ArrayList<>();
        boolean more = false;
        boolean changed = false;
        try {
            learnPosition();
            boolean reads = isReadingOn(now);
            if (reads || !file.isResting(position.isPresent())) {
                DatabaseFile.Opened opened = file.look(position.isPresent());
                renew(opened);
                reads |= opened.changed();
                if (reads) {
                    boolean committed = opened.changed() || again;
                    again = true; // until it has succeeded
                    Look look = look(opened.reader(), now, committed);
                    finds.addAndGet(opened.changed() ? commits(look) : 0);
                    changed = take(look, now);
                    more = look.more() && failed.isEmpty();
                    again = failed.isPresent();
                    onward = more;
                    changedAt = committed ? Optional.of(now) : changedAt;
                    file.settle(true);
                } else if (!isWithin(changedAt, now, SILENCE)) {
                    file.rest(SILENCE);
                }
            }
            if (due && !reads) {
                changed = health.read(now, missing);
            }
            if (book.isReady() && (due || (reads && !more))) {
                figures.add(new Signal.Measurement(settings.station(), book.reading(now, lastSync)));
            }
            busySince = Optional.empty();
        } catch (TroubleException e) {
            changed = suffer(e.trouble(), now);
        } catch (SQLException e) {
            changed = suffer(e, now);
        }
        tellNews(now);
        if (changed || due || !figures.isEmpty()) {
            show(figures, now);
        }
        return more;
    }

    /** At least how many commits a look has found: a station commits row by row. To be asked before its rows are taken. */
    private long commits(Look look) {
        long before = position.map(known -> known.highest).orElse(0L);
        return Math.max(
                1, look.found().map(found -> found.position().highest - before).orElse(1L));
    }

    /** Whether the next look reads although nothing was committed since the last one. */
    boolean isReadingOn() {
        return isReadingOn(clock.instant());
    }

    private boolean isReadingOn(Instant now) {
        return again || onward || follower.isBusy() || book.isBusy(now);
    }

    /** What one transaction of reads found; no events before the day is known that they begin with. */
    private record Look(Optional<Follower.Found> found, boolean more, List<String> missing) {}

    private Look look(AttendanceReader open, Instant now, boolean committed) throws SQLException, TroubleException {
        Optional<Look> look = open.read(reader -> {
            if (!reader.schema().isAttendance()) {
                return Optional.empty();
            }
            AttendanceRows rows = new AttendanceRows(reader);
            boolean attached = position.isPresent();
            if (!attached) {
                book.read(rows, now, committed, id -> false);
            }
            Optional<Follower.Found> found = attached || book.isReady()
                    ? Optional.of(follower.follow(rows, position, now, committed, book))
                    : Optional.empty();
            boolean more = found.map(Follower.Found::more).orElse(true);
            if (attached) {
                WatchPosition reached = found.orElseThrow().position();
                book.refresh(found.orElseThrow().changes());
                more |= book.read(rows, now, committed, reached::isWatched);
            }
            return Optional.of(
                    new Look(found, more || !book.isReady(), reader.schema().missing()));
        });
        if (look.isEmpty()) {
            boolean isThere = open.schema().has(AttendanceSchema.ATTENDANCE);
            throw new TroubleException(Trouble.noTable(
                    isThere ? "table \"attendance\" has no id or timestamp" : "no table \"attendance\""));
        }
        return look.get();
    }

    /**
     * Another reader may mean another file, of which nothing is known. In WAL mode the reader of one file comes and goes.
     */
    private void renew(DatabaseFile.Opened opened) {
        AttendanceReader reader = opened.reader();
        if (!known.equals(Optional.of(reader))) {
            boolean isSame =
                    reader.isWal() && known.filter(AttendanceReader::isWal).isPresent() && knownKey.equals(file.key());
            if (!isSame) {
                book.reset();
                file.key().ifPresent(this::claim);
            }
            known = Optional.of(reader);
            knownKey = file.key();
        }
    }

    private void claim(Object key) {
        claims.claim(settings.station(), key)
                .ifPresent(other -> LOG.warn(
                        "{} is the file of the station {} too: {} and {} tell the same rows; correct rollcall.databases",
                        settings.database(),
                        other,
                        other,
                        settings.station()));
    }

    /** Has the events stored and moves on; returns whether the condition changed. */
    private boolean take(Look look, Instant now) throws InterruptedException {
        missing = look.missing();
        boolean setback = false;
        if (look.found().isPresent()) {
            Follower.Found found = look.found().get();
            setback = found.setback().isPresent();
            move(found, now);
        }
        return health.read(now, missing) || setback;
    }

    private void move(Follower.Found found, Instant now) throws InterruptedException {
        String line = found.position().write();
        boolean moved = !found.signals().isEmpty() || !line.equals(storedLine);
        if (moved
                && !delivery.store(new Submission(
                        found.signals(), Optional.of(new Submission.Position(source(settings.station()), line))))) {
            failed = Optional.of(now);
            return;
        }
        position = Optional.of(found.position());
        storedLine = line;
        lastSync = found.lastSync().or(() -> lastSync);
        found.setback().ifPresent(setback -> health.replaced(now, setback));
        if (found.dropped() > 0) {
            LOG.warn("{}: {} rows are no longer watched for their sync", settings.database(), found.dropped());
        }
    }

    private boolean suffer(SQLException e, Instant now) {
        if (!Trouble.isPassing(e)) {
            return suffer(Trouble.of(e, settings.database().toString()), now);
        }
        again = true;
        Instant begun = busySince.filter(since -> !since.isAfter(now)).orElse(now);
        busySince = Optional.of(begun);
        Duration busy = Duration.between(begun, now);
        if (busy.compareTo(LOCK_IS_SAID) < 0) {
            return false;
        }
        Trouble trouble = Trouble.isSlow(e) ? Trouble.slow() : Trouble.locked(busy, String.valueOf(e.getMessage()));
        return health.trouble(now, trouble);
    }

    private boolean suffer(Trouble trouble, Instant now) {
        again = true;
        busySince = Optional.empty();
        letGo(); // no handle is kept on a file that is gone or broken
        return health.trouble(now, trouble);
    }

    private void letGo() {
        file.close();
        claims.release(settings.station());
    }

    /** Throws while the store cannot say it, so that nothing is told twice; the worker tries again. */
    private void learnPosition() {
        if (positionKnown) {
            return;
        }
        Optional<String> line = stored.get();
        position = line.flatMap(WatchPosition::parse);
        if (line.isPresent() && position.isEmpty()) {
            LOG.warn("the stored position of {} cannot be read; attaching anew", settings.database());
        }
        storedLine = position.map(WatchPosition::write).orElse("");
        positionKnown = true;
    }

    private void tellNews(Instant now) throws InterruptedException {
        while (failed.isEmpty() && !health.news().isEmpty()) {
            if (delivery.store(Submission.of(health.news().getFirst()))) {
                health.news().removeFirst();
            } else {
                failed = Optional.of(now);
            }
        }
    }

    private void show(List<Signal> figures, Instant now) {
        List<Signal> signals = new ArrayList<>(figures);
        signals.add(new Signal.SourceReport(settings.station(), health.state(now)));
        if (delivery.show(signals)) {
            counted = Optional.of(now);
        }
    }

    /** A clock that was set back counts as later, or nothing would be due for hours. */
    private static boolean isWithin(Optional<Instant> then, Instant now, Duration span) {
        return then.isPresent()
                && !now.isBefore(then.get())
                && now.isBefore(then.get().plus(span));
    }
}

package org.rollcall.monitor;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Student;
import org.rollcall.journey.Lags;
import org.rollcall.log.Draft;
import org.rollcall.log.Encoding;
import org.rollcall.log.Erasable;
import org.rollcall.log.EventLog;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationView;

/**
 * The single writer's work: number, fold, commit, then show. Only the monitor's thread calls it.
 *
 * <p>If the journal cannot commit, figures and states go on from memory, occurrences are answered with
 * {@link Receipt.Unavailable} so that their source keeps them, and a commit is tried once a second. When one succeeds
 * again a new epoch begins, because transitions may have been seen that were never stored.
 */
final class Keeper {
    private final Journal journal;
    private final EventLog log;
    private final Encoding encoding;
    private final int recentEvents;
    private final Fold fold;
    private final Recovery recovery;
    private final Outage outage = new Outage();
    private final Deque<Frame> recent = new ArrayDeque<>();
    private List<Event> shown = List.of();

    Keeper(
            Journal journal,
            EventLog log,
            StationBoard board,
            AlertBook alerts,
            Encoding encoding,
            MonitorSettings settings) {
        this.journal = journal;
        this.log = log;
        this.encoding = encoding;
        this.recentEvents = settings.recentEvents();
        this.fold = new Fold(board, alerts, settings.home());
        this.recovery = new Recovery(journal, board, alerts);
    }

    /** Takes back everything that was stored: the live window, the states, the open alerts and the day's counts. */
    void restore(Instant now) {
        recovery.restore(now);
        recent.addAll(journal.events(EventQuery.newest(recentEvents)));
    }

    /** One turn: all receipts, in the order of the submissions. */
    List<List<Receipt>> take(List<Inbox.Waiting> submissions, Instant now) {
        shown = List.of();
        if (!outage.isOn()) {
            journal.health().damage().ifPresent(found -> fails(new StoreException(found), now));
        }
        Optional<Map<Journal.Key, EventId>> known =
                outage.isTimeToWrite(now) && beginEpoch(now) ? known(submissions, now) : Optional.empty();
        boolean writable = known.isPresent();
        Batch batch = new Batch(log.last(), encoding, known.orElseGet(HashMap::new));
        if (writable) {
            fold.begin(batch, now);
        }
        List<List<Receipt>> receipts = new ArrayList<>(submissions.size());
        for (Inbox.Waiting submission : submissions) {
            receipts.add(writable ? take(submission, batch, now) : keepOut(submission));
        }
        fold.settle(batch, now, outage.isOn());
        boolean nothing = !outage.isOn() && batch.isEmpty();
        if (!writable || nothing || commit(batch, now)) {
            return receipts;
        }
        return submissions.stream().map(Keeper::unavailable).toList();
    }

    /** Erases a student from what is stored, and then from what is shown. */
    Erasable.Erased erase(Erasable store, Student student, List<Long> sequences, long scannedTo) {
        if (outage.isOn()) {
            throw new StoreException("the journal cannot write");
        }
        Erasable.Erased erased = store.erase(student, sequences, scannedTo);
        log.replace(erased.frames());
        Map<EventId, Frame> changed = new HashMap<>();
        erased.frames().forEach(frame -> changed.put(frame.id(), frame));
        List<Frame> now = recent.stream()
                .map(frame -> changed.getOrDefault(frame.id(), frame))
                .toList();
        recent.clear();
        recent.addAll(now);
        fold.forget(student);
        shown = List.of();
        return erased;
    }

    /** Stores an event of the monitor's own and shows it; empty when the journal cannot write. */
    Optional<EventId> note(Signal.Occurrence own, Instant now) {
        shown = List.of();
        if (outage.isOn()) {
            return Optional.empty();
        }
        Batch batch = new Batch(log.last(), encoding);
        store(own, encoding.draft(own), batch, now);
        EventId id = batch.entries().get(0).event().id();
        return commit(batch, now) ? Optional.of(id) : Optional.empty();
    }

    /** Has the home station tell how many of Rollcall's own jobs fail. */
    void watch(IntSupplier failingJobs) {
        fold.watch(failingJobs);
    }

    Optional<String> failure() {
        return outage.failure();
    }

    /** The entries that the last turn showed. */
    List<Event> shown() {
        return shown;
    }

    List<Frame> recent() {
        return List.copyOf(recent);
    }

    List<Alert> alerts() {
        return fold.alerts();
    }

    List<StationView> views(Map<String, Lags> lags, Instant now) {
        return fold.views(lags, now);
    }

    /** Which of the submissions' keys are stored; nothing when the journal cannot say. */
    private Optional<Map<Journal.Key, EventId>> known(List<Inbox.Waiting> submissions, Instant now) {
        List<Journal.Key> keys = new ArrayList<>();
        for (Inbox.Waiting submission : submissions) {
            for (Entrance entrance : submission.entrances()) {
                if (entrance.refusal().isEmpty() && entrance.signal() instanceof Signal.Occurrence occurrence) {
                    occurrence.key().ifPresent(key -> keys.add(new Journal.Key(occurrence.station(), key)));
                }
            }
        }
        try {
            return Optional.of(withRoom(keys));
        } catch (StoreException e) {
            fails(e, now);
            return Optional.empty();
        }
    }

    private Map<Journal.Key, EventId> withRoom(List<Journal.Key> keys) {
        Map<Journal.Key, EventId> known = new HashMap<>(2 * keys.size()); // most are new and come in later
        if (!keys.isEmpty()) {
            known.putAll(journal.find(keys));
        }
        return known;
    }

    private List<Receipt> take(Inbox.Waiting submission, Batch batch, Instant now) {
        List<Receipt> receipts = new ArrayList<>(submission.entrances().size());
        for (Entrance entrance : submission.entrances()) {
            receipts.add(
                    entrance.refusal().isPresent()
                            ? new Receipt.Refused(entrance.refusal().get())
                            : take(entrance, batch, now));
        }
        submission
                .position()
                .ifPresent(position ->
                        batch.document(Journal.POSITION + position.source(), Map.of("value", position.value())));
        return receipts;
    }

    private Receipt take(Entrance entrance, Batch batch, Instant now) {
        Signal signal = entrance.signal();
        if (signal instanceof Signal.Occurrence occurrence) {
            return store(occurrence, entrance.draft().orElseThrow(), batch, now);
        }
        if (signal instanceof Signal.Acknowledgement acknowledgement) {
            return fold.acknowledge(acknowledgement, batch, now);
        }
        return fold.note(signal);
    }

    private Receipt store(Signal.Occurrence signal, Draft draft, Batch batch, Instant now) {
        Optional<EventId> known = signal.key().flatMap(key -> batch.find(signal.station(), key));
        if (known.isPresent()) {
            return new Receipt.Duplicate(known.get());
        }
        Event event = new Event(
                batch.next(),
                Event.Kind.EVENT,
                signal.timestamp().orElse(now),
                now,
                signal.station(),
                signal.type(),
                signal.message(),
                signal.data(),
                signal.key());
        batch.add(event, draft);
        fold.take(event, now);
        return new Receipt.Accepted(event.id());
    }

    private boolean commit(Batch batch, Instant now) {
        try {
            journal.append(batch.entries(), batch.documents());
        } catch (StoreException e) {
            fails(e, now);
            return false;
        }
        if (outage.isOn()) {
            outage.ends(log.last().epoch());
            recovery.recount(now);
        }
        fold.committed();
        show(batch);
        return true;
    }

    /** Once for each failure: transitions may have been seen that were never stored. */
    private boolean beginEpoch(Instant now) {
        if (outage.needsEpoch()) {
            try {
                log.startAt(journal.startEpoch());
                outage.epochBegan();
            } catch (StoreException e) {
                fails(e, now);
                return false;
            }
        }
        return true;
    }

    private void fails(StoreException e, Instant now) {
        outage.fails(e, now);
        fold.keepAll(log.last());
    }

    private void show(Batch batch) {
        shown = batch.events();
        List<Frame> frames = batch.frames();
        for (Frame frame : frames) {
            if (frame.kind() == Event.Kind.EVENT) {
                recent.addLast(frame);
                if (recent.size() > recentEvents) {
                    recent.removeFirst();
                }
            }
        }
        log.append(frames);
    }

    private List<Receipt> keepOut(Inbox.Waiting submission) {
        for (Entrance entrance : submission.entrances()) {
            if (entrance.refusal().isEmpty()) {
                fold.note(entrance.signal()); // figures go on from memory
            }
        }
        return unavailable(submission);
    }

    private static List<Receipt> unavailable(Inbox.Waiting submission) {
        return submission.all(new Receipt.Unavailable("the journal cannot write"));
    }
}

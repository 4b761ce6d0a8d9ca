package org.rollcall.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Submission;
import org.rollcall.log.Encoding;
import org.rollcall.log.EventLog;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer's work: admit, fold, commit, then show. Only the monitor's thread calls it.
 *
 * <p>If the journal cannot commit, figures and states go on from memory, occurrences are answered with
 * {@link Receipt.Unavailable} so that their source keeps them, and a commit is tried once a second. When one succeeds
 * again a new epoch begins, because transitions may have been seen that were never stored.
 */
final class Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final String STATION = "station/";
    private static final String POSITION = "position/";
    private static final String ALERTS = "alerts";

    private final Journal journal;
    private final EventLog log;
    private final StationBoard board;
    private final AlertBook alerts;
    private final Encoding encoding;
    private final MonitorSettings settings;
    private final Deque<Frame> recent = new ArrayDeque<>();
    private final Map<String, Map<String, Object>> stored = new HashMap<>();
    private Optional<String> failure = Optional.empty();
    private Instant failedAt = Instant.EPOCH;
    private boolean epochBegun; // since the failure
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
        this.board = board;
        this.alerts = alerts;
        this.encoding = encoding;
        this.settings = settings;
    }

    /** Takes back everything that was stored: the live window, the states, the open alerts and the day's counts. */
    void restore(Instant now) {
        Map<String, Map<String, Object>> stations = new LinkedHashMap<>();
        journal.documents(STATION).forEach((name, document) -> {
            stations.put(name.substring(STATION.length()), document);
        });
        count(now);
        board.restore(stations, now);
        Object list = journal.documents(ALERTS).getOrDefault(ALERTS, Map.of()).get("list");
        if (list instanceof List<?> documents) {
            alerts.restore(documents.stream().map(Keeper::alert).toList());
        }
        recent.addAll(journal.events(EventQuery.newest(settings.recentEvents())));
    }

    private void count(Instant now) {
        Instant midnight = now.atZone(settings.zone())
                .toLocalDate()
                .atStartOfDay(settings.zone())
                .toInstant();
        Instant hourAgo = now.minus(Duration.ofHours(1));
        for (Journal.Stamp stamp : journal.stampsSince(midnight.isBefore(hourAgo) ? midnight : hourAgo)) {
            board.count(stamp.station(), stamp.at(), stamp.type(), now);
        }
    }

    /** One turn: all receipts, in the order of the submissions. */
    List<List<Receipt>> take(List<Submission> submissions, Instant now) {
        shown = List.of();
        boolean writable = failure.isEmpty() || !now.isBefore(failedAt.plus(TRY_AGAIN)) || now.isBefore(failedAt);
        writable = writable && (failure.isEmpty() || beginEpoch(now));
        Batch batch = new Batch(log.last(), encoding);
        List<List<Receipt>> receipts = new ArrayList<>(submissions.size());
        for (Submission submission : submissions) {
            receipts.add(writable ? take(submission, batch, now) : keepOut(submission));
        }
        settle(batch, now);
        if (!writable) {
            return receipts;
        }
        if (failure.isEmpty() && batch.isEmpty()) {
            return receipts;
        }
        return commit(batch, now)
                ? receipts
                : submissions.stream().map(this::unavailable).toList();
    }

    Optional<String> failure() {
        return failure;
    }

    /** The entries that the last turn showed. */
    List<Event> shown() {
        return shown;
    }

    List<Frame> recent() {
        return List.copyOf(recent);
    }

    List<Alert> alerts() {
        return alerts.all();
    }

    List<StationView> views(Instant now) {
        return board.views(now);
    }

    private List<Receipt> take(Submission submission, Batch batch, Instant now) {
        List<Receipt> receipts = new ArrayList<>(submission.signals().size());
        for (Signal signal : submission.signals()) {
            receipts.add(take(signal, batch, now));
        }
        submission
                .position()
                .ifPresent(position -> batch.document(POSITION + position.source(), Map.of("value", position.value())));
        return receipts;
    }

    private Receipt take(Signal signal, Batch batch, Instant now) {
        if (signal instanceof Signal.Occurrence occurrence) {
            return admit(occurrence, batch, now);
        }
        note(signal);
        return new Receipt.Noted();
    }

    private void note(Signal signal) {
        if (signal instanceof Signal.ComponentReport report) {
            board.apply(report);
        } else if (signal instanceof Signal.Measurement measurement) {
            board.apply(measurement);
        } else if (signal instanceof Signal.SourceReport report) {
            board.apply(report);
        }
    }

    private Receipt admit(Signal.Occurrence given, Batch batch, Instant now) {
        Optional<String> refusal = Admission.refusal(given, now);
        if (refusal.isPresent()) {
            return new Receipt.Refused(refusal.get());
        }
        Signal.Occurrence signal = Admission.masked(given);
        if (signal.key().isPresent()) {
            String key = signal.key().get();
            Optional<EventId> known = batch.find(signal.station(), key).or(() -> journal.find(signal.station(), key));
            if (known.isPresent()) {
                return new Receipt.Duplicate(known.get());
            }
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
        batch.add(event);
        board.apply(event, now);
        return new Receipt.Accepted(event.id());
    }

    /** Adds the transitions that the signals and the passing of time caused, and the states that are to be kept. */
    private void settle(Batch batch, Instant now) {
        for (StationBoard.Change change : board.settle(now)) {
            Map<String, Object> data =
                    Map.of("component", change.component(), "from", change.from(), "to", change.to());
            batch.add(new Event(
                    batch.next(),
                    Event.Kind.STATE,
                    now,
                    now,
                    change.station(),
                    change.component(),
                    change.message(),
                    data,
                    Optional.empty()));
        }
        boolean alertsChanged = false;
        for (StationView view : board.views(now)) {
            if (view.isStale() && view.figures().databaseFailing().isEmpty()) {
                continue;
            }
            Map<String, Double> figures = view.figures().known();
            if (view.isStale()) {
                figures.keySet().retainAll(java.util.Set.of("database_failing_seconds")); // the rest stands still
            }
            for (Alert alert : alerts.observe(view.name(), figures, now, batch.next())) {
                batch.add(new Event(
                        batch.next(),
                        Event.Kind.ALERT,
                        now,
                        now,
                        alert.station(),
                        alert.rule(),
                        alert.message(),
                        alert.document(),
                        Optional.empty()));
                alertsChanged = true;
            }
        }
        if (alertsChanged || failure.isPresent()) {
            batch.document(
                    ALERTS,
                    Map.of("list", alerts.all().stream().map(Alert::document).toList()));
        }
        board.documents().forEach((name, document) -> {
            if (!document.equals(stored.get(name))) {
                batch.document(STATION + name, document);
            }
        });
    }

    private boolean commit(Batch batch, Instant now) {
        try {
            journal.append(batch.entries(), batch.documents());
        } catch (StoreException e) {
            fails(e, now);
            return false;
        }
        if (failure.isPresent()) {
            LOG.warn("the journal writes again, in epoch {}", log.last().epoch());
            failure = Optional.empty();
            epochBegun = false;
            board.forgetDays();
            count(now); // what was folded but never stored does not count
        }
        board.documents().forEach(stored::put);
        show(batch);
        return true;
    }

    /** Once for each failure: transitions may have been seen that were never stored. */
    private boolean beginEpoch(Instant now) {
        if (!epochBegun) {
            try {
                log.startAt(journal.startEpoch());
                epochBegun = true;
            } catch (StoreException e) {
                fails(e, now);
                return false;
            }
        }
        return true;
    }

    private void fails(StoreException e, Instant now) {
        if (failure.isEmpty()) {
            LOG.error("the journal cannot write; the view goes on from memory and sources keep their events", e);
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        failure = Optional.of(String.valueOf(cause.getMessage()));
        failedAt = now;
        stored.clear();
        shown = List.of();
    }

    private void show(Batch batch) {
        shown = batch.events();
        List<Frame> frames = batch.frames();
        for (Frame frame : frames) {
            if (frame.kind() == Event.Kind.EVENT) {
                recent.addLast(frame);
                if (recent.size() > settings.recentEvents()) {
                    recent.removeFirst();
                }
            }
        }
        shown.forEach(Keeper::tellLog);
        log.append(frames);
    }

    /** One line for each event (P66): WARNING for errors and warnings, else INFO; texts from outside are escaped. */
    private static void tellLog(Event event) {
        boolean bad =
                event.type().equals("error") || event.type().equals("warning") || event.kind() == Event.Kind.ALERT;
        String line = "{} {} {} {}: {}";
        Object[] parts = {event.id(), event.kind(), event.station(), event.type(), escaped(event.message())};
        if (bad) {
            LOG.warn(line, parts);
        } else {
            LOG.info(line, parts);
        }
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean hidden =
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029;
            if (hidden) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private List<Receipt> keepOut(Submission submission) {
        submission.signals().forEach(this::note); // figures go on from memory
        return unavailable(submission);
    }

    private List<Receipt> unavailable(Submission submission) {
        Receipt receipt = new Receipt.Unavailable("the journal cannot write");
        return submission.signals().stream().map(signal -> receipt).toList();
    }

    @SuppressWarnings("unchecked") // the shape is Alert.document()'s
    private static Alert alert(Object document) {
        return Alert.of((Map<String, Object>) document);
    }
}

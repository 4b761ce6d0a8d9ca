package org.rollcall.monitor;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Observation;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Student;
import org.rollcall.journey.Lags;
import org.rollcall.station.Known;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.station.StationView;

/**
 * The state that signals and events are folded into: the stations and the alerts. The transitions that it makes become
 * entries of the same batch, and what is to be kept of it goes with them. Only the monitor's thread calls it.
 */
final class Fold {
    static final String STATION = "station/";
    static final String ALERTS = "alerts";
    static final String HELD = "held";
    private static final Set<String> NEEDS_NO_DATABASE =
            Set.of("database_failing_seconds", "heartbeat_overdue_seconds", "failing_jobs");

    private static final Receipt TOO_MANY_COMPONENTS =
            new Receipt.Refused("the station has " + StationSettings.MOST_COMPONENTS
                    + " components, and more are not taken: one needs the same name each time");

    private final StationBoard board;
    private final AlertBook alerts;
    private final String home;
    private IntSupplier failingJobs = () -> 0; // set before the start
    private final Map<String, Map<String, Object>> stored = new HashMap<>();
    private Map<String, Map<String, Object>> settled = Map.of(); // the stations' documents of this turn
    private Set<AlertBook.Subject> held = Set.of(); // as they were last kept
    private Map<String, Lags> lags = Map.of(); // as the board knows them
    private List<StationBoard.Change> changes = List.of(); // of the last turn, until it is stored
    private final Set<EventId> untold = new LinkedHashSet<>(); // alerts that changed and whose entry is not stored
    private @Nullable EventId lastStored; // the log's last id when the journal failed, until it can write
    private @Nullable EventId unstored; // while the journal cannot write: the last id that it will not give out

    /** @param home the station whose page also tells of Rollcall's own troubles */
    Fold(StationBoard board, AlertBook alerts, String home) {
        this.board = board;
        this.alerts = alerts;
        this.home = home;
    }

    /** Has the home station tell how many of Rollcall's own jobs fail. */
    void watch(IntSupplier newFailingJobs) {
        failingJobs = newFailingJobs;
    }

    List<Alert> alerts() {
        return alerts.all();
    }

    @SuppressWarnings("ReferenceEquality") // counted anew, they are another map
    List<StationView> views(Map<String, Lags> counted, Instant now) {
        if (counted != lags) {
            lags = counted;
            Map<String, Double> means = new HashMap<>();
            counted.forEach((station, one) -> one.sync().ifPresent(times -> means.put(station, times.mean())));
            board.processTimes(means);
        }
        return board.views(now);
    }

    /** Takes a signal that is no event by itself. */
    Receipt note(Signal signal) {
        if (signal instanceof Signal.ComponentReport report) {
            return board.apply(report) ? new Receipt.Noted() : TOO_MANY_COMPONENTS;
        } else if (signal instanceof Signal.Heartbeat heartbeat) {
            board.apply(heartbeat);
        } else if (signal instanceof Signal.Measurement measurement) {
            board.apply(measurement);
        } else if (signal instanceof Signal.SourceReport report) {
            board.apply(report);
        } else if (signal instanceof Signal.Roster roster) {
            board.apply(roster);
        }
        return new Receipt.Noted();
    }

    void take(Event event, Instant now) {
        board.apply(event, now);
    }

    Receipt acknowledge(Signal.Acknowledgement signal, Batch batch, Instant now) {
        Optional<String> refusal = Admission.refusal(signal);
        if (refusal.isPresent()) {
            return new Receipt.Refused(refusal.get());
        }
        Optional<Alert> known = alerts.find(signal.alert());
        if (known.isEmpty() || !known.get().isOpen()) {
            String why = known.isEmpty() ? "there is no alert " : "resolved already: alert ";
            return new Receipt.Refused(why + signal.alert());
        }
        EventId entry = batch.next();
        Optional<Alert> taken = alerts.acknowledge(signal.alert(), signal.by(), Masking.mask(signal.note()), now);
        if (taken.isEmpty()) {
            return new Receipt.Duplicate(signal.alert());
        }
        tell(taken.get(), batch, now);
        return new Receipt.Accepted(entry);
    }

    /** Tells first what alerts have become while nothing could be stored. */
    void begin(Batch batch, Instant now) {
        board.begin(now);
        List.copyOf(untold).forEach(id -> alerts.find(id).ifPresent(alert -> tell(alert, batch, now)));
    }

    /** Adds the transitions that the signals and the passing of time caused, and the states that are to be kept. */
    void settle(Batch batch, Instant now, boolean failing) {
        alerts.trim(now, this::isOwed);
        settleStates(batch, now);
        alerts.withdraw(name -> !board.knows(name), now).forEach(alert -> tell(alert, batch, now));
        for (StationView view : board.settled()) {
            if (view.isStale()
                    && view.figures().databaseFailing().isEmpty()
                    && !view.name().equals(home)) {
                continue;
            }
            EventId last = unstored;
            EventId next = last == null ? batch.next() : last.next();
            List<Alert> changed = alerts.observe(view.name(), observation(view, now), now, next);
            if (last != null) {
                unstored = new EventId(last.epoch(), last.sequence() + changed.size());
            }
            changed.forEach(alert -> tell(alert, batch, now));
        }
        if (failing) {
            untold.retainAll(alerts.all().stream().map(Alert::id).collect(Collectors.toSet()));
        }
        if (failing || !alerts.held().equals(held)) { // what changed meanwhile was told, but not kept
            keepAlerts(batch);
        }
        settled = board.documents();
        settled.forEach((name, document) -> {
            if (!document.equals(stored.get(name))) {
                batch.document(STATION + name, document);
            }
        });
    }

    private void settleStates(Batch batch, Instant now) {
        board.untell(changes);
        changes = board.settle(now);
        for (StationBoard.Change change : changes) {
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
    }

    private Observation observation(StationView view, Instant now) {
        Known known = board.known(view, now);
        Map<String, Double> figures = new HashMap<>(known.figures());
        figures.put(
                "failing_jobs", view.name().equals(home) ? failingJobs.getAsInt() : 0.0); // home has another name now
        if (view.isStale()) {
            figures.keySet().retainAll(NEEDS_NO_DATABASE); // the rest stands still
        }
        return new Observation(
                figures, known.endings(), known.unsettled(), view.profile().thresholds());
    }

    /** What the last turn settled is committed. */
    void committed() {
        stored.putAll(settled);
        changes = List.of();
        untold.clear();
        lastStored = null;
        unstored = null;
    }

    /** A student leaves the texts that people and stations wrote; what is stored has its own change. */
    void forget(Student student) {
        board.reword(student::without);
        alerts.reword(student::without);
    }

    /**
     * Nothing is known of what is stored: the next batch has it all, and tells what alerts have become meanwhile. Until then
     * one that fires takes an id of the epoch that has ended with the failure, after all that were given out in it.
     *
     * @param last the log's last id
     */
    void keepAll(EventId last) {
        stored.clear();
        if (unstored == null) {
            lastStored = last;
            unstored = untold.stream()
                    .max(Comparator.naturalOrder())
                    .filter(id -> id.compareTo(last) > 0)
                    .orElse(last);
        }
    }

    /**
     * Whether the journal has an alert and not yet what became of it. Of one that fired after the journal failed it has
     * nothing, so nothing wrong; there is no end to how many of those come and go.
     */
    private boolean isOwed(EventId id) {
        EventId last = lastStored;
        return last != null && id.compareTo(last) <= 0 && untold.contains(id);
    }

    /** A transition of an alert becomes an entry, and what is kept of the alerts goes with it. */
    private void tell(Alert alert, Batch batch, Instant now) {
        untold.add(alert.id());
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
        keepAlerts(batch);
    }

    private void keepAlerts(Batch batch) {
        held = alerts.held();
        batch.document(
                ALERTS,
                Map.of(
                        "list",
                        alerts.all().stream().map(Alert::document).toList(),
                        HELD,
                        alerts.held().stream()
                                .map(subject -> List.of(subject.station(), subject.rule()))
                                .toList()));
    }
}

package org.rollcall.monitor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rollcall.event.EventId;
import org.rollcall.event.Signal;
import org.rollcall.event.Student;
import org.rollcall.log.Copies;
import org.rollcall.log.Erasable;
import org.rollcall.log.StoreException;

/**
 * Erases one student from everything that the monitor keeps, while it runs, and leaves an event that says so without
 * saying who it was.
 *
 * <p>The search through the store is the caller's thread's. What is found is erased by the monitor's thread in slices of
 * at most {@value #SLICE} entries, each one transaction, so that commits of others come in between. The last slice looks by
 * itself at what came since the search began. Each step can be taken again: whoever was interrupted erases once more.
 */
public final class Erasures {
    /** The type of the event that is left. */
    public static final String TYPE = Admission.ERASURE;

    private static final int SLICE = 500;
    private static final int MOST_FOUND = 10_000; // of one look through the store
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * What was done.
     *
     * @param id of the event that says so
     * @param events that were replaced
     * @param others alerts and changes of state that named him
     * @param swept whether the files' bytes are rid of him already
     */
    public record Outcome(EventId id, int events, int others, Copies.Found copies, boolean swept) {}

    private final RealtimeMonitor monitor;
    private final Erasable store;
    private final Copies copies;
    private final String home;
    private final Semaphore one = new Semaphore(1);

    /**
     * @param home the station whose event tells of it
     */
    public Erasures(RealtimeMonitor monitor, Erasable store, Copies copies, String home) {
        this.monitor = monitor;
        this.store = store;
        this.copies = copies;
        this.home = home;
    }

    /**
     * Erases, and returns once it is done; nothing when another erasure runs. Throws {@link StoreException} when the
     * store cannot be written; then some of it may be done.
     *
     * @param by who asked for it
     * @param reason may be empty
     * @param backups whether to erase from the backups in the data folder too
     */
    public Optional<Outcome> erase(Student student, String by, String reason, boolean backups) {
        if (!one.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(eraseAlone(student, by, reason, backups));
        } finally {
            one.release();
        }
    }

    private Outcome eraseAlone(Student student, String by, String reason, boolean backups) {
        long scannedTo = monitor.snapshot().asOf().sequence();
        int events = 0;
        int others = 0;
        long after = 0;
        List<Long> found = store.mentioning(student, after, scannedTo, MOST_FOUND);
        for (; !found.isEmpty(); found = store.mentioning(student, after, scannedTo, MOST_FOUND)) {
            for (int from = 0; from < found.size(); from += SLICE) {
                Erasable.Erased erased =
                        slice(student, found.subList(from, Math.min(found.size(), from + SLICE)), Long.MAX_VALUE);
                events += erased.events();
                others += erased.frames().size() - erased.events();
            }
            after = found.get(found.size() - 1);
        }
        Erasable.Erased last = slice(student, List.of(), scannedTo);
        events += last.events();
        others += last.frames().size() - last.events();
        monitor.forget(student);
        Copies.Found beside = copies.erase(student, backups); // after the store: what is written now has him no more
        Signal.Occurrence audit = audit(student, by, reason, events, others, beside);
        EventId id = await(monitor.run((keeper, now) -> keeper.note(audit, now)))
                .orElseThrow(() -> new StoreException("the erasure could not be noted"));
        return new Outcome(id, events, others, beside, store.sweep());
    }

    private Erasable.Erased slice(Student student, List<Long> sequences, long scannedTo) {
        List<Long> copy = List.copyOf(sequences);
        return await(monitor.run((keeper, now) -> keeper.erase(store, student, copy, scannedTo)));
    }

    private Signal.Occurrence audit(
            Student student, String by, String reason, int events, int others, Copies.Found beside) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("by", by);
        String told = Masking.mask(student.surelyWithout(reason));
        if (!told.isBlank()) {
            data.put("reason", told);
        }
        data.put("events", events);
        data.put("other_entries", others);
        data.put("exports", beside.exports());
        data.put("log_places", beside.places());
        data.put("backups", beside.backups().size());
        data.put("backups_erased", count(beside, true));
        data.put("backups_not_erased", count(beside, false));
        String message = "A student was erased from " + events + (events == 1 ? " event" : " events");
        return new Signal.Occurrence(home, TYPE, message, data, Optional.empty(), Optional.empty());
    }

    private static long count(Copies.Found beside, boolean erased) {
        return beside.backups().stream()
                .filter(backup -> backup.named() && backup.erased() == erased)
                .count();
    }

    private static <T> T await(CompletableFuture<T> done) {
        try {
            return done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new StoreException("a student could not be erased", e);
        } catch (TimeoutException e) {
            throw new StoreException("the erasure takes too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("the erasure was interrupted", e);
        }
    }
}

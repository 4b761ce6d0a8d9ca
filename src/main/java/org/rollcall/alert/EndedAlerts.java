package org.rollcall.alert;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.rollcall.event.EventId;

/**
 * The alerts that have ended, as long as they matter: those that are the same alert when their condition comes back, those
 * whose end is yet to be told, and otherwise the last of them. Not thread-safe.
 */
final class EndedAlerts {
    private final int keep;
    private final Deque<Alert> alerts = new ArrayDeque<>(); // as they ended; after a start, as they fired

    EndedAlerts(int keep) {
        this.keep = keep;
    }

    void add(Alert ended) {
        alerts.addLast(ended);
    }

    void clear() {
        alerts.clear();
    }

    Collection<Alert> all() {
        return List.copyOf(alerts);
    }

    void reword(UnaryOperator<String> texts) {
        List<Alert> reworded =
                alerts.stream().map(alert -> alert.reworded(texts)).toList();
        alerts.clear();
        alerts.addAll(reworded);
    }

    /** Gives the subject's last alert back, if its condition coming back now makes it the same. */
    Optional<Alert> reopen(AlertBook.Subject subject, Instant now) {
        Iterator<Alert> newestFirst = alerts.descendingIterator();
        while (newestFirst.hasNext()) {
            Alert alert = newestFirst.next();
            if (alert.subject().equals(subject)) {
                if (!mayReopen(alert, now)) {
                    return Optional.empty(); // those before it are older still
                }
                newestFirst.remove();
                return Optional.of(alert);
            }
        }
        return Optional.empty();
    }

    /**
     * Forgets the oldest that there is no room for. What stays beyond that is one alert of each subject, and those owed.
     *
     * @param owed whether the end of the alert with this id is yet to be told
     */
    void trim(Instant now, Predicate<EventId> owed) {
        int over = alerts.size() - keep;
        if (over <= 0) {
            return;
        }
        Set<AlertBook.Subject> later = new HashSet<>();
        Deque<EventId> spare = new ArrayDeque<>(); // oldest first
        alerts.descendingIterator().forEachRemaining(alert -> {
            boolean last = later.add(alert.subject());
            if (!(last && mayReopen(alert, now)) && !owed.test(alert.id())) {
                spare.addFirst(alert.id());
            }
        });
        Set<EventId> forgotten = spare.stream().limit(over).collect(Collectors.toSet());
        alerts.removeIf(alert -> forgotten.contains(alert.id()));
    }

    private static boolean mayReopen(Alert alert, Instant now) {
        return alert.resolvedAt()
                .filter(end -> !end.isAfter(now) && now.isBefore(end.plus(AlertBook.REPEAT)))
                .isPresent(); // an end in the future is of a clock that went back
    }
}

package org.rollcall.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.log.Journal;
import org.rollcall.station.StationBoard;

/** Takes back from the journal what the stations and the alerts were, and the day's counts. */
record Recovery(Journal journal, StationBoard board, AlertBook alerts) {

    /** A scan after midnight may repeat one from before. */
    private static final Duration BEFORE_MIDNIGHT = Duration.ofHours(1);

    /** After a start. */
    void restore(Instant now) {
        Map<String, Map<String, Object>> stations = new LinkedHashMap<>();
        journal.documents(Fold.STATION).forEach((name, document) -> {
            stations.put(name.substring(Fold.STATION.length()), document);
        });
        count(now);
        board.restore(stations, now);
        Map<String, Object> kept = journal.documents(Fold.ALERTS).getOrDefault(Fold.ALERTS, Map.of());
        if (kept.get("list") instanceof List<?> documents) {
            alerts.restore(documents.stream().map(Recovery::alert).toList());
        }
        if (kept.get(Fold.HELD) instanceof List<?> held) {
            alerts.restoreHeld(held.stream().flatMap(Recovery::subject).toList());
        }
    }

    /** After an outage: what was folded but never stored does not count. */
    void recount(Instant now) {
        board.forgetDays();
        count(now);
    }

    private void count(Instant now) {
        Instant midnight = board.earliestMidnight(now);
        Instant hourAgo = now.minus(Duration.ofHours(1));
        Instant since = midnight.isBefore(hourAgo) ? midnight : hourAgo;
        for (Journal.Count count : journal.countsSince(since)) {
            board.count(count.station(), count.type(), count.latest(), count.events(), now);
        }
        journal.passagesSince(
                since.minus(BEFORE_MIDNIGHT),
                one -> board.passed(one.station(), one.type(), one.student(), one.record(), one.at(), now));
    }

    private static Stream<AlertBook.Subject> subject(Object document) {
        return document instanceof List<?> parts && parts.size() == 2
                ? Stream.of(new AlertBook.Subject(String.valueOf(parts.get(0)), String.valueOf(parts.get(1))))
                : Stream.empty();
    }

    @SuppressWarnings("unchecked") // the shape is Alert.document()'s
    private static Alert alert(Object document) {
        return Alert.of((Map<String, Object>) document);
    }
}

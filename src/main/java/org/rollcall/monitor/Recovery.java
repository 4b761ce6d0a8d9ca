package org.rollcall.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.log.Journal;
import org.rollcall.station.StationBoard;

/** Takes back from the journal what the stations and the alerts were, and the day's counts. */
record Recovery(Journal journal, StationBoard board, AlertBook alerts) {

    /** After a start. */
    void restore(Instant now) {
        Map<String, Map<String, Object>> stations = new LinkedHashMap<>();
        journal.documents(Fold.STATION).forEach((name, document) -> {
            stations.put(name.substring(Fold.STATION.length()), document);
        });
        count(now);
        board.restore(stations, now);
        Object list = journal.documents(Fold.ALERTS)
                .getOrDefault(Fold.ALERTS, Map.of())
                .get("list");
        if (list instanceof List<?> documents) {
            alerts.restore(documents.stream().map(Recovery::alert).toList());
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
        for (Journal.Count count : journal.countsSince(midnight.isBefore(hourAgo) ? midnight : hourAgo)) {
            board.count(count.station(), count.type(), count.latest(), count.events(), now);
        }
    }

    @SuppressWarnings("unchecked") // the shape is Alert.document()'s
    private static Alert alert(Object document) {
        return Alert.of((Map<String, Object>) document);
    }
}

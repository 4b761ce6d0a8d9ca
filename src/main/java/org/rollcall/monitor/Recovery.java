package org.rollcall.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.event.EventTypes;
import org.rollcall.journey.JourneyBook;
import org.rollcall.log.Encoding;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.station.StationBoard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes back from the journal what the stations and the alerts were, and the day's counts. */
record Recovery(Journal journal, StationBoard board, AlertBook alerts) {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int MOST_ENTRIES = 100_000;
    private static final int PAGE = 2_000;

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

    /**
     * Reads the journeys of the running days again, in pages, as far as they are among the newest {@value #MOST_ENTRIES}
     * entries: a start takes a bounded time, however busy the day was.
     */
    void restore(JourneyBook journeys, Encoding encoding, Instant now) {
        Optional<Instant> from = Optional.of(board.earliestMidnight(now));
        long last = journal.last().sequence();
        long after = Math.max(journal.first() - 1, last - MOST_ENTRIES);
        while (after < last) {
            List<Frame> page = journal.events(new EventQuery(
                    OptionalLong.of(after),
                    OptionalLong.empty(),
                    from,
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    PAGE));
            page.forEach(frame -> take(frame, journeys, encoding));
            after = page.size() == PAGE ? page.get(PAGE - 1).id().sequence() : last;
        }
    }

    private static void take(Frame frame, JourneyBook journeys, Encoding encoding) {
        if (EventTypes.STANDARD.contains(frame.type())) { // no other one tells of a journey
            try {
                journeys.take(encoding.event(frame));
            } catch (IllegalArgumentException e) {
                LOG.debug("the entry {} is left out of the journeys", frame.id(), e);
            }
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
        journal.scansSince(
                since.minus(BEFORE_MIDNIGHT), scan -> board.repeated(scan.station(), scan.student(), scan.at(), now));
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

package org.rollcall.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** An export has each event of its span once, in order, and ends (issue: export and import). */
class EventPagesTest {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
    private static final ZoneId ZONE = ZoneOffset.UTC;

    @TempDir
    Path folder;

    private final Json json = new Json(ZONE);
    private Journal journal;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.OS), json, START);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    /** Entries with rising sequences, a second apart, of which every fifth is no event. */
    private void append(int number) {
        append(number, "");
    }

    private void append(int number, String more) {
        List<Journal.Entry> entries = new ArrayList<>();
        EventId id = journal.last();
        for (int i = 0; i < number; i++) {
            id = id.next();
            Event event = new Event(
                    id,
                    id.sequence() % 5 == 0 ? Event.Kind.STATE : Event.Kind.EVENT,
                    START.plusSeconds(id.sequence()),
                    START,
                    "gate-1",
                    "scan",
                    "Attendance recorded: " + id.sequence() + more,
                    Map.of(),
                    Optional.empty());
            entries.add(new Journal.Entry(event, new EventJson(json).encode(event)));
        }
        journal.append(entries, Map.of());
    }

    private static List<Long> events(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .filter(sequence -> sequence % 5 != 0)
                .boxed()
                .toList();
    }

    private EventPages pages(String from, String to) {
        return new EventPages(
                journal, Parameters.bound("from", from, START, ZONE), Parameters.bound("to", to, START, ZONE));
    }

    private static List<Long> rest(EventPages pages) {
        List<Long> sequences = new ArrayList<>();
        for (List<Frame> page = pages.next(); !page.isEmpty(); page = pages.next()) {
            assertThat(page).hasSizeLessThanOrEqualTo(EventPages.PAGE);
            page.forEach(frame -> sequences.add(frame.id().sequence()));
        }
        return sequences;
    }

    @Test
    void everyEventComesOnceAndInOrder() {
        append(EventPages.PAGE * 4 + 3);
        assertThat(rest(pages("", ""))).isEqualTo(events(1, EventPages.PAGE * 4 + 3));
    }

    @Test
    void heavyEventsComeOnceAndInOrderToo() {
        append(500, "x".repeat(8_000));
        assertThat(rest(pages("", ""))).isEqualTo(events(1, 500));
        assertThat(rest(pages("", "1-400"))).isEqualTo(events(1, 399));
    }

    @Test
    void anEmptyStoreHasNone() {
        assertThat(rest(pages("", ""))).isEmpty();
    }

    @Test
    void whatIsStoredLaterDoesNotBelongToIt() {
        append(1_000);
        EventPages pages = pages("", "");
        assertThat(pages.next()).hasSize(EventPages.PAGE);
        append(1_000);
        assertThat(rest(pages)).endsWith(999L);
    }

    @Test
    void boundsById() {
        append(1_000);
        assertThat(rest(pages("1-100", "1-900"))).isEqualTo(events(101, 899));
        assertThat(rest(pages("1-1000", ""))).isEmpty();
        assertThat(rest(pages("1-99999", ""))).isEmpty();
        assertThat(rest(pages("", "7-99999"))).isEqualTo(events(1, 1_000));
    }

    @Test
    void boundsByTime() {
        append(1_000);
        assertThat(rest(pages("2026-11-23T00:01:41Z", "2026-11-23T00:15:00Z"))).isEqualTo(events(101, 899));
    }

    @Test
    void fewEventsFarApartAreFound() {
        append(3);
        journal.startEpoch();
        EventId far = new EventId(journal.last().epoch(), EventPages.SPAN * 5L);
        Event event =
                new Event(far, Event.Kind.EVENT, START, START, "gate-1", "scan", "late", Map.of(), Optional.empty());
        journal.append(List.of(new Journal.Entry(event, new EventJson(json).encode(event))), Map.of());
        assertThat(rest(pages("", ""))).containsExactly(1L, 2L, 3L, far.sequence());
    }
}

package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.journey.Hop;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** The reader on a real journal that cannot be read for once. */
class JourneyReaderTest {
    private static final ZoneId ZONE = ZoneOffset.ofHours(8);
    private static final int MORE_THAN_MAY_WAIT = 20_001;

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-22T23:00:00Z"));
    private final EventJson encoding = new EventJson(new Json(ZONE));
    private final AtomicReference<Optional<Throwable>> trouble = new AtomicReference<>(Optional.empty());
    private Journal journal;
    private JourneyReader reader;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(
                new StoreSettings(folder, StoreSettings.Durability.OS), new Json(ZONE), clock.instant());
        reader = new JourneyReader(unreadableOnce(journal), encoding, clock, station -> ZONE);
    }

    @AfterEach
    void close() {
        reader.close();
        journal.close();
    }

    /** Reading its events fails with the trouble, and takes that away. */
    private Journal unreadableOnce(Journal real) {
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, given) -> {
                    if (method.getName().equals("events")) {
                        Optional<Throwable> failure = trouble.getAndSet(Optional.empty());
                        if (failure.isPresent()) {
                            throw failure.get();
                        }
                    }
                    try {
                        return method.invoke(real, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** What a turn of a worker survives. */
    static Stream<Throwable> troubles() {
        return Stream.of(
                new StoreException("cannot read events", new SQLException("[SQLITE_IOERR] disk I/O error")),
                new NoClassDefFoundError("of a library that was replaced"));
    }

    /** A record's scan and, two seconds later, its sync are in the journal. */
    private List<Event> stored(String record) {
        EventId scan = journal.last().next();
        List<Event> events = List.of(event(scan, "scan", record, 0), event(scan.next(), "sync", record, 2));
        List<Journal.Entry> entries = new ArrayList<>();
        events.forEach(event -> entries.add(new Journal.Entry(event, encoding.encode(event))));
        journal.append(entries, Map.of());
        return events;
    }

    private Event event(EventId id, String type, String record, long seconds) {
        Instant at = clock.instant().plusSeconds(seconds);
        Map<String, Object> data = Map.of("student_id", "S", "record_id", record);
        return new Event(id, Event.Kind.EVENT, at, at, "gate-1", type, type + " of S", data, Optional.empty());
    }

    private void isFollowed(String record) {
        assertThat(reader.book().ofRecord(record, Optional.empty()))
                .singleElement()
                .satisfies(journey -> assertThat(journey.lag(Hop.SYNC)).contains(Duration.ofSeconds(2)));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void whatWasLeftToTheJournalIsReadAfterOneThatFailedToo(Throwable failure) {
        List<Event> committed = stored("1");
        reader.offer(Collections.nCopies(MORE_THAN_MAY_WAIT, committed.get(0)));
        trouble.set(Optional.of(failure));
        assertThatThrownBy(reader::turn).isSameAs(failure);

        reader.offer(stored("2")); // meanwhile
        reader.turn();
        isFollowed("1");
        isFollowed("2");
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void aBookThatBeganAnewIsFilledByTheNextTurnWhenTheJournalCouldNotBeRead(Throwable failure) {
        reader.offer(stored("1"));
        reader.turn();
        clock.advance(Duration.ofDays(1));
        reader.turn();
        clock.advance(Duration.ofDays(-1));
        trouble.set(Optional.of(failure));
        assertThatThrownBy(reader::turn).isSameAs(failure);

        reader.turn();
        isFollowed("1");
    }
}

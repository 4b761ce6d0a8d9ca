package org.rollcall.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.RetentionSettings;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Journal;
import org.rollcall.store.SqliteHistory;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** What a reader is told whose place was pruned: against a store that really was. */
class PrunedResumeTest {
    private static final int STORED = 60;
    private static final int OLD = 20;

    @TempDir
    Path folder;

    private final Json json = new Json(ZoneOffset.UTC);
    private final Instant now = Clock.systemUTC().instant();

    @Test
    void beyondTheRetentionIsAResetWithTheNumberMissed() {
        try (SqliteJournal journal =
                SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.OS), json, now)) {
            fill(journal);
            try (SqliteHistory history = journal.history(
                    RetentionSettings.USUAL,
                    station -> ZoneOffset.UTC,
                    ZoneOffset.UTC,
                    Clock.systemUTC(),
                    System::nanoTime)) {
                history.start(List::of, () -> false);
                await().atMost(Duration.ofSeconds(20)).until(() -> journal.first() == OLD + 1);
            }
            Resume pruned = resume(journal, 7);
            assertThat(pruned.after()).isEmpty();
            assertThat(pruned.reset().orElseThrow().missed()).hasValue(STORED - 7);
            assertThat(pruned.reset().orElseThrow().reason()).contains("retention");
            assertThat(resume(journal, OLD - 1).reset()).isPresent();
            assertThat(resume(journal, OLD)).isEqualTo(new Resume(OptionalLong.of(OLD), Optional.empty()));

            List<Long> page = journal.events(after(7)).stream()
                    .map(frame -> frame.id().sequence())
                    .toList();
            assertThat(page).startsWith(OLD + 1L, OLD + 2L).hasSize(10); // one pages on from the first that is kept
        }
    }

    private static Resume resume(Journal journal, long sequence) {
        EventId id = new EventId(1, sequence);
        return Resume.of(Optional.of(id.toString()), journal.last(), journal.first(), 1_000);
    }

    private static EventQuery after(long sequence) {
        return new EventQuery(
                OptionalLong.of(sequence),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                10);
    }

    private void fill(Journal journal) {
        List<Journal.Entry> entries = new ArrayList<>();
        for (int sequence = 1; sequence <= STORED; sequence++) {
            Instant at = sequence <= OLD ? now.minus(Duration.ofDays(31)) : now;
            Event event = new Event(
                    new EventId(1, sequence),
                    Event.Kind.EVENT,
                    at,
                    at,
                    "gate-1",
                    "scan",
                    "Attendance recorded",
                    Map.of(),
                    Optional.empty());
            entries.add(new Journal.Entry(event, new EventJson(json).encode(event)));
        }
        journal.append(entries, Map.of());
    }
}

package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

class SqliteJournalTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    @TempDir
    Path folder;

    private final Json json = new Json(ZoneOffset.UTC);

    private SqliteJournal open() {
        return SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.FULL), json, NOW);
    }

    private Journal.Entry entry(EventId id, String type, String message, String key) {
        Event event = new Event(
                id,
                Event.Kind.EVENT,
                NOW.plusSeconds(id.sequence()),
                NOW,
                "gate-1",
                type,
                message,
                Map.of(),
                Optional.of(key));
        return new Journal.Entry(event, new EventJson(json).encode(event));
    }

    private void append(Journal journal, int number) {
        for (int i = 0; i < number; i++) {
            EventId id = journal.last().next();
            String type = id.sequence() % 2 == 0 ? "scan" : "sync";
            journal.append(List.of(entry(id, type, "Message 100% of " + id.sequence(), "k" + id.sequence())), Map.of());
        }
    }

    private static EventQuery query(
            OptionalLong after, OptionalLong before, List<String> types, Optional<String> text, int limit) {
        return new EventQuery(after, before, Optional.empty(), Optional.empty(), types, Optional.empty(), text, limit);
    }

    private static List<Long> sequences(List<Frame> frames) {
        return frames.stream().map(frame -> frame.id().sequence()).toList();
    }

    @Test
    void theWritingConnectionSyncsEveryCommit_orLeavesItToTheSystemWhenToldSo_F3() throws Exception {
        try (SqliteJournal journal = open()) {
            assertThat(journal.synchronous()).isEqualTo(2);
        }
        try (SqliteJournal journal =
                SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.OS), json, NOW)) {
            assertThat(journal.synchronous()).isEqualTo(1);
        }
    }

    @Test
    void eventsArePagedForwardAndBackward() {
        try (SqliteJournal journal = open()) {
            append(journal, 10);
            OptionalLong none = OptionalLong.empty();
            assertThat(sequences(journal.events(query(none, none, List.of(), Optional.empty(), 3))))
                    .containsExactly(8L, 9L, 10L);
            assertThat(sequences(journal.events(query(OptionalLong.of(4), none, List.of(), Optional.empty(), 3))))
                    .containsExactly(5L, 6L, 7L);
            assertThat(sequences(journal.events(query(none, OptionalLong.of(4), List.of(), Optional.empty(), 2))))
                    .containsExactly(2L, 3L);
            assertThat(sequences(journal.events(query(none, none, List.of("scan"), Optional.empty(), 2))))
                    .containsExactly(8L, 10L);
            assertThat(sequences(journal.events(query(none, none, List.of(), Optional.of("100% of 7"), 9))))
                    .containsExactly(7L);
            assertThat(journal.events(query(none, none, List.of(), Optional.of("' or 1=1 --"), 9)))
                    .isEmpty();
        }
    }

    /** A reader that asks for many gets a bounded answer, and all of them by pages. */
    @Test
    void anAnswerEndsAtAMegabyte_andAnEmptyOneIsTheEnd() {
        try (SqliteJournal journal = open()) {
            for (int i = 0; i < 300; i++) {
                EventId id = journal.last().next();
                journal.append(List.of(entry(id, "scan", "x".repeat(10_000), "k" + i)), Map.of());
            }
            OptionalLong none = OptionalLong.empty();
            List<Long> newest = sequences(journal.events(query(none, none, List.of(), Optional.empty(), 300)));
            assertThat(newest).hasSizeBetween(100, 106).endsWith(299L, 300L);
            List<Long> all = new ArrayList<>();
            long after = 0;
            for (List<Long> page = List.of(0L); !page.isEmpty(); ) {
                page = sequences(journal.events(query(OptionalLong.of(after), none, List.of(), Optional.empty(), 300)));
                all.addAll(page);
                after = page.isEmpty() ? after : page.get(page.size() - 1);
                assertThat(page).hasSizeLessThanOrEqualTo(106);
            }
            assertThat(all).hasSize(300).isSorted().doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 49, 499, 500, 549, 550, 1_049})
    void aBatchOfAnySizeIsStoredWhole(int size) throws Exception {
        List<Journal.Entry> entries = new ArrayList<>();
        EventId id = new EventId(1, 0);
        for (int i = 0; i < size; i++) {
            id = id.next();
            entries.add(i % 7 == 3 ? SchemaFixture.entry(id) : entry(id, "scan", "Message " + id, "k" + id.sequence()));
        }
        try (SqliteJournal journal = open()) {
            journal.append(entries, Map.of());
        }
        try (SqliteJournal journal = open()) {
            assertThat(journal.last()).isEqualTo(id);
            List<Frame> frames = journal.after(0, size + 1);
            assertThat(frames).hasSize(size);
            for (int i = 0; i < size; i++) {
                Event event = entries.get(i).event();
                assertThat(frames.get(i).sse()).isEqualTo(entries.get(i).frame().sse());
                event.key()
                        .ifPresent(
                                key -> assertThat(journal.find("gate-1", key)).contains(event.id()));
            }
            assertThat(journal.checkNow()).isEqualTo(StoreCheck.Outcome.SOUND);
        }
    }

    @Test
    void aLargeBatchWithAKeyThatIsStoredIsNotStoredAtAll() {
        try (SqliteJournal journal = open()) {
            append(journal, 1);
            List<Journal.Entry> entries = new ArrayList<>();
            for (long sequence = 2; sequence < 702; sequence++) {
                entries.add(entry(new EventId(1, sequence), "scan", "m", sequence == 650 ? "k1" : "k" + sequence));
            }
            assertThatThrownBy(() -> journal.append(entries, Map.of("d", Map.of())))
                    .isInstanceOf(StoreException.class);
            assertThat(journal.after(0, 10)).hasSize(1);
            assertThat(journal.documents("d")).isEmpty();
        }
    }

    @Test
    void timesAreExactAlthoughTheirIndexKnowsMinutesOnly() {
        long[] times = {
            -120_001, -120_000, -60_001, -60_000, -59_999, -1, 0, 1, 59_999, 60_000, 60_001, 119_999, 120_000
        };
        try (SqliteJournal journal = open()) {
            List<Journal.Entry> entries = new ArrayList<>();
            for (long time : times) {
                EventId id = new EventId(1, entries.size() + 1L);
                Instant at = Instant.ofEpochMilli(time);
                Event event =
                        new Event(id, Event.Kind.EVENT, at, NOW, "gate-1", "scan", "m", Map.of(), Optional.empty());
                entries.add(new Journal.Entry(event, new EventJson(json).encode(event)));
            }
            journal.append(entries, Map.of());
            for (long from : times) {
                for (long to : times) {
                    EventQuery query = new EventQuery(
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            Optional.of(Instant.ofEpochMilli(from)),
                            Optional.of(Instant.ofEpochMilli(to)),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            100);
                    assertThat(journal.events(query)).as(from + " to " + to).hasSize((int) LongStream.of(times)
                            .filter(at -> at >= from && at < to)
                            .count());
                }
                assertThat(journal.countsSince(Instant.ofEpochMilli(from)).stream()
                                .mapToInt(Journal.Count::events)
                                .sum())
                        .isEqualTo((int)
                                LongStream.of(times).filter(at -> at >= from).count());
            }
        }
    }

    @Test
    void whatWasStoredComesBackByteForByte() {
        byte[] written;
        try (SqliteJournal journal = open()) {
            Journal.Entry entry = entry(journal.last().next(), "scan", "Ünïcode \u2028 \" \\ \n", "k");
            journal.append(List.of(entry), Map.of("d", Map.of("x", 1)));
            written = entry.frame().sse();
        }
        try (SqliteJournal journal = open()) {
            assertThat(journal.after(0, 10).get(0).sse()).isEqualTo(written);
            assertThat(journal.documents("d")).containsKey("d");
            assertThat(journal.find("gate-1", "k")).contains(new EventId(1, 1));
            assertThat(journal.find("gate-2", "k")).isEmpty();
        }
    }

    @Test
    void aBatchIsStoredWholeOrNotAtAll() {
        try (SqliteJournal journal = open()) {
            EventId first = journal.last().next();
            List<Journal.Entry> twice =
                    List.of(entry(first, "scan", "a", "same"), entry(first.next(), "scan", "b", "same"));
            assertThatThrownBy(() -> journal.append(twice, Map.of("d", Map.of())))
                    .isInstanceOf(StoreException.class);
            assertThat(journal.after(0, 10)).isEmpty();
            assertThat(journal.documents("d")).isEmpty();
            append(journal, 1);
            assertThat(journal.last()).isEqualTo(first);
        }
    }

    @Test
    void aDeletedAndARestoredStoreNeverGiveAnIdTwice() throws Exception {
        Path file = folder.resolve("monitor.db");
        Path backup = folder.resolve("backup");
        try (SqliteJournal journal = open()) {
            append(journal, 3);
        }
        Files.copy(file, backup);
        EventId last;
        try (SqliteJournal journal = open()) {
            append(journal, 3);
            last = journal.last();
        }
        Files.copy(backup, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (SqliteJournal journal = open()) {
            assertThat(journal.last().epoch()).isEqualTo(2);
            assertThat(journal.last().sequence()).isGreaterThanOrEqualTo(last.sequence());
        }
        Files.delete(file);
        try (SqliteJournal journal = open()) {
            assertThat(journal.last().epoch()).isEqualTo(3);
        }
    }

    @Test
    void aBackupThatIsPutBackAfterAKillBeginsANewEpoch() throws Exception {
        Path file = folder.resolve("monitor.db");
        Path backup = folder.resolve("backup");
        try (SqliteJournal journal = open()) {
            append(journal, 3);
        }
        Files.copy(file, backup);
        Path note = folder.resolve("monitor.epoch");
        String killed;
        try (SqliteJournal journal = open()) {
            append(journal, 2);
            killed = Files.readString(note); // what a killed process leaves behind
        }
        Files.copy(backup, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(note, killed);
        try (SqliteJournal journal = open()) {
            assertThat(journal.last()).isEqualTo(new EventId(2, 5));
            append(journal, 1);
            assertThat(journal.last()).isEqualTo(new EventId(2, 6));
        }
    }
}

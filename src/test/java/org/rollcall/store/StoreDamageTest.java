package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** F5 and F6: a broken store is put aside whole, ids go on, and it is said. */
class StoreDamageTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    private static final int ENTRIES = 400;
    private static final int PAGE = 4_096;

    @TempDir
    Path folder;

    private final Json json = new Json(ZoneOffset.UTC);

    /** What can happen to the file while Rollcall is stopped. */
    enum Damage {
        MISSING,
        MISSING_WITH_ITS_WAL_LEFT,
        EMPTY,
        TRUNCATED_IN_HALF,
        HEADER_ZEROED,
        FIRST_PAGE_RANDOM,
        A_PAGE_IN_THE_MIDDLE_OVERWRITTEN,
        ALL_PAGES_AFTER_THE_FIRST_OVERWRITTEN,
        NOT_A_DATABASE,
        A_FOLDER_IN_ITS_PLACE,
        A_FOLDER_IN_THE_PLACE_OF_ITS_WAL,
        A_DATABASE_OF_SOMETHING_ELSE,
        A_TABLE_DROPPED,
        A_DOCUMENT_THAT_IS_NOT_JSON;

        boolean leavesNothingToKeep() {
            return this == MISSING;
        }
    }

    private SqliteJournal open() {
        return SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.FULL), json, NOW);
    }

    private Path db() {
        return folder.resolve("monitor.db");
    }

    private Journal.Entry entry(EventId id) {
        Event event = new Event(
                id,
                Event.Kind.EVENT,
                NOW,
                NOW,
                "gate-1",
                "scan",
                "Attendance recorded: " + id.sequence(),
                Map.of("note", "x".repeat(100)),
                Optional.of("k" + id));
        return new Journal.Entry(event, new EventJson(json).encode(event));
    }

    private void append(Journal journal, int number) {
        List<Journal.Entry> entries = Stream.iterate(journal.last().next(), EventId::next)
                .limit(number)
                .map(this::entry)
                .toList();
        journal.append(entries, Map.of("station/gate-1", Map.of("at", number)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void sql(String text) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + db());
                var statement = connection.createStatement()) {
            statement.executeUpdate(text);
        }
    }

    private void overwrite(long from, long to) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(db().toFile(), "rw")) {
            byte[] noise = new byte[(int) (to - from)];
            new Random(7).nextBytes(noise);
            file.seek(from);
            file.write(noise);
        }
    }

    private void inflict(Damage damage) throws IOException, SQLException {
        long size = Files.size(db());
        switch (damage) {
            case MISSING -> Files.delete(db());
            case MISSING_WITH_ITS_WAL_LEFT -> Files.move(db(), folder.resolve("monitor.db-wal"));
            case EMPTY -> Files.write(db(), new byte[0]);
            case TRUNCATED_IN_HALF -> {
                try (RandomAccessFile file = new RandomAccessFile(db().toFile(), "rw")) {
                    file.setLength(size / 2);
                }
            }
            case HEADER_ZEROED -> {
                try (RandomAccessFile file = new RandomAccessFile(db().toFile(), "rw")) {
                    file.write(new byte[100]);
                }
            }
            case FIRST_PAGE_RANDOM -> overwrite(0, PAGE);
            case A_PAGE_IN_THE_MIDDLE_OVERWRITTEN -> overwrite(size / PAGE / 2 * PAGE, size / PAGE / 2 * PAGE + PAGE);
            case ALL_PAGES_AFTER_THE_FIRST_OVERWRITTEN -> overwrite(PAGE, size);
            case NOT_A_DATABASE ->
                Files.write(db(), "this is not a database, is it?".repeat(300).getBytes(StandardCharsets.UTF_8));
            case A_FOLDER_IN_ITS_PLACE -> {
                Files.delete(db());
                Files.createDirectories(db().resolve("with").resolve("content"));
            }
            case A_FOLDER_IN_THE_PLACE_OF_ITS_WAL -> Files.createDirectory(folder.resolve("monitor.db-wal"));
            case A_DATABASE_OF_SOMETHING_ELSE -> {
                Files.delete(db());
                sql("create table attendance (id integer primary key)");
            }
            case A_TABLE_DROPPED -> sql("drop table document");
            case A_DOCUMENT_THAT_IS_NOT_JSON -> sql("update document set json = '{\"list\":'");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedStoreIsPutAsideAndANewOneServes_F5(Damage damage) throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, ENTRIES);
        }
        inflict(damage);
        try (SqliteJournal journal = open()) {
            assertThat(journal.last()).isEqualTo(new EventId(2, ENTRIES + EpochFile.LAG));
            append(journal, 1);
            assertThat(journal.after(0, 10)).hasSize(1);
            assertThat(journal.checkNow()).isEqualTo(StoreCheck.Outcome.SOUND);
            if (damage.leavesNothingToKeep()) {
                assertThat(names()).noneMatch(name -> name.contains("corrupt"));
            } else {
                String time = ".corrupt-" + NOW.getEpochSecond();
                assertThat(names()).anyMatch(name -> name.endsWith(time));
                assertThat(journal.health().notice().orElseThrow()).contains("was kept as monitor.db", time);
            }
        }
        try (SqliteJournal journal = open()) {
            assertThat(journal.last()).isEqualTo(new EventId(2, ENTRIES + EpochFile.LAG + 1));
            assertThat(journal.health()).isEqualTo(Journal.Health.SOUND);
        }
    }

    @Test
    void theFilesThatArePutAsideStayTogether_F5() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, ENTRIES);
        }
        try (SqliteJournal journal = open()) {
            append(journal, 1);
            for (String part : List.of("", "-wal", "-shm")) { // what a killed process leaves behind
                Files.copy(folder.resolve("monitor.db" + part), folder.resolve("killed" + part));
            }
        }
        for (String part : List.of("", "-wal", "-shm")) {
            Files.move(
                    folder.resolve("killed" + part),
                    folder.resolve("monitor.db" + part),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        overwrite(PAGE, Files.size(db())); // more than what the WAL could bring back
        open().close();
        String time = ".corrupt-" + NOW.getEpochSecond();
        assertThat(names()).contains("monitor.db" + time, "monitor.db-wal" + time, "monitor.db-shm" + time);
    }

    @Test
    void aSecondDamageWithinTheSameSecondOverwritesNothing_F5_F14() throws Exception {
        for (int i = 0; i < 3; i++) {
            open().close();
            Files.writeString(db(), "damage " + i);
        }
        open().close();
        assertThat(names().stream().filter(name -> name.startsWith("monitor.db.corrupt-")))
                .hasSize(3);
    }

    @Test
    void aGarbageWalIsKeptAndTheLossIsAdmitted_F5() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, 10);
        }
        try (SqliteJournal journal = open()) {
            append(journal, 5); // in the WAL alone
            Files.copy(db(), folder.resolve("killed"));
            Files.copy(folder.resolve("monitor.epoch"), folder.resolve("killed.epoch"));
        }
        Files.move(folder.resolve("killed"), db(), StandardCopyOption.REPLACE_EXISTING);
        Files.move(
                folder.resolve("killed.epoch"), folder.resolve("monitor.epoch"), StandardCopyOption.REPLACE_EXISTING);
        byte[] noise = new byte[5 * PAGE];
        new Random(3).nextBytes(noise);
        Files.write(folder.resolve("monitor.db-wal"), noise);
        Files.write(folder.resolve("monitor.db-shm"), noise);
        try (SqliteJournal journal = open()) {
            assertThat(journal.last()).isEqualTo(new EventId(2, 15));
            assertThat(journal.after(0, 100)).hasSize(10);
            assertThat(journal.health().notice().orElseThrow()).contains("monitor.db-wal.corrupt-");
        }
        assertThat(Files.readAllBytes(folder.resolve("monitor.db-wal.corrupt-" + NOW.getEpochSecond())))
                .isEqualTo(noise);
    }

    @Test
    void aGarbageShmLosesNothing_F5() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, 10);
        }
        byte[] noise = new byte[8 * PAGE];
        new Random(4).nextBytes(noise);
        Files.write(folder.resolve("monitor.db-shm"), noise);
        try (SqliteJournal journal = open()) {
            assertThat(journal.last()).isEqualTo(new EventId(1, 10));
            assertThat(journal.after(0, 100)).hasSize(10);
        }
    }

    @Test
    void aFutureSchemaIsRefusedLeftAsItIsAndNeverPutAside_F5() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, 10);
        }
        sql("pragma user_version = " + (Schema.VERSION + 1));
        byte[] before = Files.readAllBytes(db());
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(": the store has schema ")
                .hasRootCauseMessage("the store has schema " + (Schema.VERSION + 1) + ", this Rollcall knows "
                        + Schema.VERSION
                        + "; start the newer Rollcall again, or give this one another data folder");
        assertThat(Files.readAllBytes(db())).isEqualTo(before);
        assertThat(names()).noneMatch(name -> name.contains("corrupt"));
    }

    @Test
    void damageFoundWhileRunningStopsTheWritesAndTheNextStartPutsItAside_F6() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, ENTRIES);
        }
        try (SqliteJournal journal = open()) {
            assertThat(journal.checkNow()).isEqualTo(StoreCheck.Outcome.SOUND);
            inflict(Damage.A_PAGE_IN_THE_MIDDLE_OVERWRITTEN);
            assertThat(journal.checkNow()).isEqualTo(StoreCheck.Outcome.DAMAGED);
            assertThat(journal.health().damage().orElseThrow())
                    .startsWith("the store is damaged (")
                    .endsWith("a restart puts it aside and begins a new one");
            assertThatThrownBy(() -> append(journal, 1)).isInstanceOf(StoreException.class);
            assertThatThrownBy(journal::startEpoch).isInstanceOf(StoreException.class);
            assertThat(journal.documents("station/"))
                    .as("what can be read is read")
                    .isNotEmpty();
            assertThat(names()).contains("monitor.db.damaged");
        }
        try (SqliteJournal journal = open()) {
            assertThat(journal.health().damage()).isEmpty();
            assertThat(journal.health().notice()).isPresent();
            append(journal, 1);
            assertThat(journal.last()).isEqualTo(new EventId(2, ENTRIES + EpochFile.LAG + 1));
            assertThat(names())
                    .contains("monitor.db.corrupt-" + NOW.getEpochSecond())
                    .doesNotContain("monitor.db.damaged");
        }
    }

    @Test
    void damageThatAReaderMeetsStopsTheWritesToo_F6() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, ENTRIES);
        }
        try (SqliteJournal journal = open()) {
            overwrite(PAGE, Files.size(db()));
            assertThatThrownBy(() -> journal.after(0, 1_000)).isInstanceOf(StoreException.class);
            assertThat(journal.health().damage()).isPresent();
            assertThatThrownBy(() -> append(journal, 1)).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void aSoundStoreThatWasPutInPlaceOfADamagedOneIsUsed_F6() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, 10);
        }
        Files.writeString(folder.resolve("monitor.db.damaged"), "a page was broken\n");
        try (SqliteJournal journal = open()) {
            assertThat(journal.last()).isEqualTo(new EventId(1, 10));
            assertThat(names()).doesNotContain("monitor.db.damaged");
        }
    }

    @Test
    void aGarbageNoteOfTheLastIdStopsNoStart() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, 10);
        }
        byte[] noise = new byte[41];
        new Random(5).nextBytes(noise);
        for (byte[] garbage : List.of(noise, new byte[41], "1-999999999999999999".getBytes(StandardCharsets.UTF_8))) {
            Files.write(folder.resolve("monitor.epoch"), garbage);
            try (SqliteJournal journal = open()) {
                assertThat(journal.after(0, 100)).hasSize(10);
                assertThat(journal.last().epoch()).isGreaterThan(1);
                assertThat(journal.last().sequence()).isBetween(10 + EpochFile.LAG, 10 + 3 * EpochFile.LAG);
            }
        }
        Files.delete(folder.resolve("monitor.epoch"));
        Files.createDirectory(folder.resolve("monitor.epoch"));
        try (SqliteJournal journal = open()) {
            assertThat(journal.last().epoch()).isEqualTo(5);
        }
    }

    @Test
    void aLostNoteOfTheLastIdChangesNothing() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, 10);
        }
        Files.delete(folder.resolve("monitor.epoch"));
        try (SqliteJournal journal = open()) {
            assertThat(journal.last()).isEqualTo(new EventId(1, 10));
        }
    }

    @Test
    void aCheckIsGivenUpAtOnceWhenTheStoreCloses_F6() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, ENTRIES);
        }
        try (var connection = StorePools.reading(db())) {
            assertThat(StoreCheck.run(connection, () -> true).outcome()).isEqualTo(StoreCheck.Outcome.GIVEN_UP);
            assertThat(StoreCheck.run(connection, () -> false).outcome()).isEqualTo(StoreCheck.Outcome.SOUND);
        }
    }
}

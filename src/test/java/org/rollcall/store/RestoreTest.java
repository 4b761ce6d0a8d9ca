package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Journal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** A backup is whole, and putting it back never gives an id out a second time (issue: backup and restore). */
class RestoreTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW.plusSeconds(3_600), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private final Json json = new Json(ZoneOffset.UTC);
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    private SqliteJournal open(Path data) {
        return SqliteJournal.open(new StoreSettings(data, StoreSettings.Durability.OS), json, NOW);
    }

    private void append(Journal journal, int number) {
        List<Journal.Entry> entries = new ArrayList<>();
        EventId id = journal.last();
        for (int i = 0; i < number; i++) {
            id = id.next();
            Event event = new Event(
                    id, Event.Kind.EVENT, NOW, NOW, "gate-1", "scan", "scan " + id, Map.of(), Optional.empty());
            entries.add(new Journal.Entry(event, new EventJson(json).encode(event)));
        }
        journal.append(entries, Map.of());
    }

    private void store(Path data, int number) {
        try (Journal journal = open(data)) {
            append(journal, number);
        }
    }

    private int backup(Path data, Path target) {
        return new Backup(CLOCK, out, out).run(data.toString(), target.toString());
    }

    private int restore(Path data, Path copy) {
        return new Restore(CLOCK, out, out).run(data.toString(), copy.toString());
    }

    private EventId lastAfterStart(Path data) {
        try (Journal journal = open(data)) {
            return journal.last();
        }
    }

    private List<String> names(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aBackupOfARunningStoreHasAllThatWasCommitted() throws Exception {
        Files.writeString(folder.resolve("users.xml"), "<tomcat-users/>");
        Path copies = elsewhere.resolve("copies");
        try (FolderLock server = FolderLock.take(folder, "a server");
                Journal journal = open(folder)) {
            assertThat(server).isNotNull();
            append(journal, 300);
            Files.createDirectories(copies);
            assertThat(backup(folder, copies)).as(said()).isZero();
            append(journal, 1);
        }
        assertThat(names(copies))
                .containsExactly("monitor_backup_20261123_080000.db", "monitor_backup_20261123_080000.users.xml");
        assertThat(said()).contains("last id 1-300, checked");
        StoreCopy copy = StoreCopy.check(copies.resolve("monitor_backup_20261123_080000.db"));
        assertThat(copy.last()).isEqualTo(new EventId(1, 300));
    }

    @Test
    void aBackupOfAStoppedStoreLeavesNothingBeside() throws Exception {
        store(folder, 3);
        List<String> before = names(folder);
        assertThat(backup(folder, elsewhere.resolve("copy.db"))).as(said()).isZero();
        assertThat(names(folder)).containsAll(before).doesNotContain("monitor.db-wal", "monitor.db-shm");
        assertThat(names(elsewhere)).containsExactly("copy.db");
    }

    @Test
    void aBackupOverwritesNothingAndSaysWhatIsMissing() throws Exception {
        assertThat(backup(folder, elsewhere.resolve("copy.db"))).isEqualTo(1);
        assertThat(said()).contains("there is no store");
        store(folder, 3);
        Files.writeString(elsewhere.resolve("copy.db"), "mine");
        assertThat(backup(folder, elsewhere.resolve("copy.db"))).isEqualTo(1);
        assertThat(said()).contains("is there already");
        assertThat(Files.readString(elsewhere.resolve("copy.db"))).isEqualTo("mine");
        assertThat(new Backup(CLOCK, out, out).run("one")).isEqualTo(2);
    }

    @Test
    void aBackupThatWasKilledBeforeItsCopyHadItsNameCanBeMadeAgain() throws Exception {
        store(folder, 3);
        Files.writeString(folder.resolve("users.xml"), "<tomcat-users/>");
        Files.copy(folder.resolve("users.xml"), elsewhere.resolve("copy.users.xml"));
        assertThat(backup(folder, elsewhere.resolve("copy.db"))).as(said()).isZero();
        assertThat(names(elsewhere)).containsExactly("copy.db", "copy.users.xml");

        Files.writeString(elsewhere.resolve("other.users.xml"), "mine");
        assertThat(backup(folder, elsewhere.resolve("other.db"))).isEqualTo(1);
        assertThat(said()).contains("other.users.xml is there already");
        assertThat(elsewhere.resolve("other.users.xml")).hasContent("mine");
    }

    @Test
    void aDamagedStoreGivesNoBackup() throws Exception {
        store(folder, 3_000);
        Path file = folder.resolve("monitor.db");
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 8_192, bytes.length / 2, (byte) 0x5a);
        Files.write(file, bytes);
        assertThat(backup(folder, elsewhere.resolve("copy.db"))).isEqualTo(1);
        assertThat(names(elsewhere)).isEmpty();
    }

    @Test
    void afterARestoreIdsGoOnAboveEverythingThatWasGivenOut() throws Exception {
        store(folder, 100);
        Path copy = elsewhere.resolve("copy.db");
        backup(folder, copy);
        store(folder, 50);
        assertThat(restore(folder, copy)).as(said()).isZero();
        assertThat(lastAfterStart(folder)).isEqualTo(new EventId(2, 151));
        try (Journal journal = open(folder)) {
            assertThat(journal.after(0, 1_000)).hasSize(100);
            append(journal, 1);
            assertThat(journal.last()).isEqualTo(new EventId(2, 152));
        }
        Path former = folder.resolve("monitor.db.before-restore-20261123_080000");
        assertThat(StoreCopy.check(former).last()).isEqualTo(new EventId(1, 150));
        assertThat(names(folder)).noneMatch(name -> name.contains("restoring"));
    }

    @Test
    void aBackupThatIsAsNewAsTheStoreBeginsANewEpochToo() {
        store(folder, 10);
        backup(folder, elsewhere.resolve("copy.db"));
        restore(folder, elsewhere.resolve("copy.db"));
        assertThat(lastAfterStart(folder)).isEqualTo(new EventId(2, 11));
    }

    @Test
    void onAFreshMachineTheSequenceLeapsOverWhatTheOtherOneMayHaveGivenOut() throws Exception {
        store(folder, 10);
        Files.writeString(folder.resolve("users.xml"), "<tomcat-users/>");
        backup(folder, elsewhere.resolve("copy.db"));
        Path fresh = Files.createDirectory(elsewhere.resolve("fresh"));
        assertThat(restore(fresh, elsewhere.resolve("copy.db"))).as(said()).isZero();
        EventId last = lastAfterStart(fresh);
        assertThat(last.epoch()).isEqualTo(1 + Restore.EPOCHS);
        assertThat(last.sequence()).isGreaterThan(3_600L * Restore.A_SECOND);
        assertThat(fresh.resolve("users.xml")).exists();
    }

    @Test
    void aMachineThatWasStartedOnceIsStillAnotherOne() throws Exception {
        store(folder, 10);
        backup(folder, elsewhere.resolve("copy.db"));
        Path other = Files.createDirectory(elsewhere.resolve("other"));
        store(other, 0);
        assertThat(restore(other, elsewhere.resolve("copy.db"))).as(said()).isZero();
        assertThat(lastAfterStart(other).epoch()).isEqualTo(1 + Restore.EPOCHS);
    }

    @Test
    void aStoreThatCannotBeReadIsPutAsideAndItsIdsAreNotGivenAgain() throws Exception {
        store(folder, 100);
        backup(folder, elsewhere.resolve("copy.db"));
        store(folder, 50);
        Files.writeString(folder.resolve("monitor.db"), "not a database at all");
        assertThat(restore(folder, elsewhere.resolve("copy.db"))).as(said()).isZero();
        assertThat(lastAfterStart(folder)).isEqualTo(new EventId(2, 150 + EpochFile.LAG + 1));
        assertThat(folder.resolve("monitor.db.before-restore-20261123_080000")).hasContent("not a database at all");
    }

    @Test
    void nothingIsTouchedWhileAServerRunsOrWhenTheCopyIsNotGood() throws Exception {
        store(folder, 10);
        Path copy = elsewhere.resolve("copy.db");
        backup(folder, copy);
        byte[] before = Files.readAllBytes(folder.resolve("monitor.db"));
        String epoch = Files.readString(folder.resolve("monitor.epoch"));
        try (FolderLock server = FolderLock.take(folder, "a server")) {
            assertThat(server).isNotNull();
            assertThat(restore(folder, copy)).isEqualTo(1);
            assertThat(said()).contains("in use by a server").contains("stop it first");
        }
        Path text = Files.writeString(elsewhere.resolve("text.db"), "hello, this is not a copy of anything");
        Path half = Files.write(elsewhere.resolve("half.db"), Files.readAllBytes(copy));
        Files.write(
                half, java.util.Arrays.copyOf(Files.readAllBytes(half), 9_000), StandardOpenOption.TRUNCATE_EXISTING);
        Path future = Files.copy(copy, elsewhere.resolve("future.db"));
        change(future, "pragma user_version = 99");
        Path foreign = elsewhere.resolve("foreign.db");
        change(foreign, "create table attendance (id integer primary key)");
        for (Path bad : List.of(text, half, future, foreign, elsewhere.resolve("missing.db"))) {
            assertThat(restore(folder, bad)).as(bad + ": " + said()).isEqualTo(1);
        }
        assertThat(said()).contains("newer Rollcall", "not a store of Rollcall", "there is no copy");
        assertThat(Files.readAllBytes(folder.resolve("monitor.db"))).isEqualTo(before);
        assertThat(folder.resolve("monitor.epoch")).hasContent(epoch);
        assertThat(names(folder)).noneMatch(name -> name.contains("restor"));
    }

    @Test
    void presentLoginsStay() throws Exception {
        store(folder, 1);
        Files.writeString(folder.resolve("users.xml"), "old");
        backup(folder, elsewhere.resolve("copy.db"));
        Files.writeString(folder.resolve("users.xml"), "new");
        restore(folder, elsewhere.resolve("copy.db"));
        assertThat(folder.resolve("users.xml")).hasContent("new");
    }

    private static void change(Path file, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

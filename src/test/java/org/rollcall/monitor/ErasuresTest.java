package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Level;
import org.rollcall.alert.Rule;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Student;
import org.rollcall.event.Submission;
import org.rollcall.log.Copies;
import org.rollcall.log.EventLog;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.DataFolderCopies;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;
import org.rollcall.wire.MetricsExport;
import org.rollcall.wire.SnapshotJson;

/** One student is erased from a real store, while the monitor runs. */
class ErasuresTest {
    private static final String ID = "20219977";
    private static final Student STUDENT = new Student(ID);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Json json = new Json(ZoneOffset.UTC);
    private SqliteJournal journal;
    private EventLog log;
    private RealtimeMonitor monitor;
    private Erasures erasures;

    @BeforeEach
    void start() {
        journal = SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.OS), json, CLOCK.instant());
        log = new EventLog(4_096, 8_000_000, journal.last());
        Rule rule = new Rule(
                "few-scans",
                "scans_today",
                true,
                2,
                Optional.empty(),
                Duration.ZERO,
                Level.WARNING,
                "Scans",
                "{value}",
                "look");
        StationSettings station = new StationSettings(List.of("camera"), ZoneOffset.UTC, Duration.ofMinutes(15));
        monitor = new RealtimeMonitor(
                        journal,
                        log,
                        new StationBoard(station, "gate-1", CLOCK.instant()),
                        new AlertBook(new Rules(List.of(rule)), 50),
                        new EventJson(json),
                        new MonitorSettings("gate-1", ZoneOffset.UTC, 100, 50, 10_000),
                        CLOCK,
                        System::nanoTime)
                .exportingTo(new MetricsExport(folder, new SnapshotJson("test"), json))
                .start();
        erasures = new Erasures(monitor, journal, new DataFolderCopies(folder, json), "gate-1");
    }

    @AfterEach
    void stop() {
        monitor.close();
        journal.close();
    }

    private Receipt tell(String type, String message, Map<String, Object> data, String key) {
        CompletableFuture<Receipt> receipt = monitor.accept(new Signal.Occurrence(
                "gate-1",
                type,
                message,
                data,
                Optional.of(Instant.parse("2026-11-22T23:00:00Z")),
                Optional.of(key).filter(text -> !text.isEmpty())));
        return receipt.join();
    }

    private Receipt scan(String student, String key) {
        return tell("scan", "Attendance recorded: " + student, Map.of("student_id", student, "record_id", 412), key);
    }

    private Erasures.Outcome erase() {
        return erasures.erase(STUDENT, "admin", "asked by the parents of " + ID + ", +639171234567", false)
                .orElseThrow();
    }

    private static String text(Frame frame) {
        return new String(frame.json(), StandardCharsets.UTF_8);
    }

    private List<Frame> all() {
        return journal.after(0, 100_000);
    }

    /** Files of the folder whose bytes have the text. */
    private List<String> filesWith(String text) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    names.add(folder.relativize(file).toString());
                }
            }
        }
        return names;
    }

    @Test
    void hisEventsKeepTheirPlaceAndSayNothing() {
        scan("2021001", "scan:1");
        Receipt his = scan(ID, "scan:2");
        tell("error", "no photo of " + ID + " found", Map.of(), "");
        tell("photo", "Photo saved", Map.of("filepath", "photos/" + ID + "_1.jpg"), "");
        scan("20219978", "scan:3");
        List<Frame> before = all();
        Erasures.Outcome outcome = erase();
        assertThat(outcome.events()).isEqualTo(3);
        assertThat(outcome.swept()).isTrue();
        List<Frame> after = all();
        assertThat(after.subList(0, before.size()).stream().map(Frame::id))
                .isEqualTo(before.stream().map(Frame::id).toList());
        assertThat(after.stream().map(ErasuresTest::text)).noneMatch(text -> text.contains(ID));
        EventId id = ((Receipt.Accepted) his).id();
        String erased =
                text(after.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow());
        assertThat(erased)
                .contains("\"id\":\"" + id + "\",\"timestamp\":\"2026-11-22T23:00:00Z\"")
                .contains("\"type\":\"scan\",\"message\":\"Erased\",\"data\":{\"erased\":true}}");
        assertThat(after.stream().filter(f -> text(f).contains("Attendance recorded")))
                .hasSize(2);
        String audit = text(after.get(after.size() - 1));
        assertThat(audit)
                .contains("\"type\":\"erasure\",\"message\":\"A student was erased from 3 events\"")
                .contains("\"by\":\"admin\",\"reason\":\"asked by the parents of •••, +63•••••4567\"");
        assertThat(outcome.id()).isEqualTo(after.get(after.size() - 1).id());
    }

    @Test
    void theRingAndTheLiveWindowAreErasedTooAndNobodyIsCountedLess() {
        scan(ID, "scan:1");
        scan("2021001", "scan:2");
        long events = monitor.metrics().eventsToday();
        erase();
        for (long sequence = log.head(); sequence <= log.last().sequence(); sequence++) {
            assertThat(text(log.at(sequence).orElseThrow())).doesNotContain(ID);
        }
        Snapshot snapshot = monitor.snapshot();
        assertThat(snapshot.recentEvents())
                .hasSize(3)
                .noneMatch(frame -> text(frame).contains(ID));
        assertThat(snapshot.asOf()).isEqualTo(log.last());
        assertThat(monitor.metrics().eventsToday()).isGreaterThanOrEqualTo(events);
        assertThat(journal.events(EventQuery.newest(10)))
                .noneMatch(frame -> text(frame).contains(ID));
    }

    @Test
    void aRepetitionIsKnownAlsoByAKeyThatHadTheId() {
        EventId first = ((Receipt.Accepted) scan(ID, "rfid:" + ID + ":0712")).id();
        EventId second = ((Receipt.Accepted) scan(ID, "scan:2")).id();
        erase();
        assertThat(scan(ID, "rfid:" + ID + ":0712")).isEqualTo(new Receipt.Duplicate(first));
        assertThat(scan(ID, "scan:2")).isEqualTo(new Receipt.Duplicate(second));
        assertThat(scan(ID, "scan:3")).as("a new scan is a new event").isInstanceOf(Receipt.Accepted.class);
        assertThat(erase().events()).isEqualTo(1);
        stop();
        start();
        assertThat(scan(ID, "rfid:" + ID + ":0712")).isEqualTo(new Receipt.Duplicate(first));
    }

    @Test
    void notesAndDetailsLoseTheIdAndKeepTheRest() {
        for (int i = 0; i < 4; i++) {
            CompletableFuture<Receipt> receipt = monitor.logEvent("scan", "Attendance recorded: 1", Map.of("n", i));
            assertThat(receipt.join()).isInstanceOf(Receipt.Accepted.class);
        }
        await().atMost(PATIENCE).until(() -> !monitor.snapshot().alerts().isEmpty());
        monitor.acknowledge(monitor.snapshot().alerts().get(0).id(), "ann", "because of " + ID + " again")
                .join();
        monitor.updateSystemState("camera", ComponentStatus.ERROR, Optional.of("stuck at " + ID))
                .join();
        Erasures.Outcome outcome = erase();
        assertThat(outcome.others()).isEqualTo(1);
        assertThat(monitor.snapshot()
                        .alerts()
                        .get(0)
                        .acknowledgement()
                        .orElseThrow()
                        .note())
                .isEqualTo("because of ••• again");
        assertThat(monitor.systemState().expected().get(0).component().details())
                .hasValue("stuck at •••");
        stop();
        start();
        assertThat(monitor.snapshot()
                        .alerts()
                        .get(0)
                        .acknowledgement()
                        .orElseThrow()
                        .note())
                .isEqualTo("because of ••• again");
        assertThat(monitor.systemState().expected().get(0).component().details())
                .hasValue("stuck at •••");
    }

    @Test
    void whereTheWatcherStoodStaysWhereItWasAlsoWhenARowHasTheNumberOfTheStudent() {
        String place = "v=1;highest=" + ID + ";mark=1f.2e;attached=0;reused=0,0,;seen=;pending=" + ID + ":" + ID;
        monitor.accept(new Submission(
                        List.of(new Signal.Occurrence(
                                "gate-1", "scan", "of " + ID, Map.of(), Optional.empty(), Optional.empty())),
                        Optional.of(new Submission.Position("attendance:gate-1", place))))
                .join();
        assertThat(erase().events()).isEqualTo(1);
        assertThat(journal.documents(Journal.POSITION))
                .containsExactly(Map.entry("position/attendance:gate-1", Map.of("value", place)));
    }

    @Test
    void anAlertKeepsItsIdAlsoWhenThatHasTheNumberOfTheStudent() throws IOException, SQLException {
        scan("2021001", "scan:1");
        stop();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("monitor.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update sqlite_sequence set seq = 20219970 where name = 'entry'");
        }
        start();
        for (int i = 0; i < 4; i++) {
            monitor.logEvent("scan", "Attendance recorded: 1", Map.of("n", i)).join();
        }
        await().atMost(PATIENCE).until(() -> !monitor.snapshot().alerts().isEmpty());
        EventId id = monitor.snapshot().alerts().get(0).id();
        Student namesake = new Student(String.valueOf(id.sequence()));
        monitor.acknowledge(id, "ann", "because of " + namesake.id()).join();
        Path export = monitor.exportMetrics();
        assertThat(erasures.erase(namesake, "admin", "", false)).isPresent();
        assertThat(Files.readString(export)).contains('"' + id.toString() + '"').contains("because of •••");
        Frame fired = journal.after(id.sequence() - 1, 1).get(0);
        assertThat(text(fired)).contains("\"id\":\"" + id + '"').contains("\"message\":");
        stop();
        start();
        assertThat(monitor.snapshot().alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.id()).isEqualTo(id);
            assertThat(alert.acknowledgement().orElseThrow().note()).isEqualTo("because of •••");
        });
    }

    @Test
    void theBytesAreGoneFromTheStoresFiles() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            String student = i % 50 == 0 ? ID : "20210" + i;
            monitor.accept(new Signal.Occurrence(
                    "gate-1",
                    "scan",
                    "Attendance recorded: " + student,
                    Map.of("student_id", student, "note", "x".repeat(i % 997)),
                    Optional.empty(),
                    Optional.of(Integer.toHexString(i * 0x9E3779B1) + ":" + student)));
        }
        scan(ID, "scan:last");
        monitor.updateSystemState("camera", ComponentStatus.ERROR, Optional.of("stuck at " + ID))
                .join();
        scan("2021001", "scan:other"); // a turn that stores the states
        monitor.updateSystemState("camera", ComponentStatus.ONLINE, Optional.empty())
                .join();
        scan("2021001", "scan:another");
        assertThat(filesWith(ID)).isNotEmpty();
        Erasures.Outcome outcome = erase();
        assertThat(outcome.events()).isEqualTo(61);
        assertThat(outcome.swept()).isTrue();
        assertThat(filesWith(ID)).isEmpty();
        assertThat(Files.size(folder.resolve("monitor.db-wal"))).isZero();
    }

    @Test
    void exportsAndLogsAreRewrittenAndBackupsAreSaidOrErased() throws IOException, SQLException {
        scan(ID, "scan:1");
        scan("2021001", "scan:2");
        monitor.exportMetrics();
        Files.createDirectories(folder.resolve("logs"));
        Files.createDirectories(folder.resolve("backups"));
        Path day = folder.resolve("logs/monitor_20261123.log");
        Files.writeString(day, "a line of " + ID + "\nand of x" + ID + " and of 2021001\n");
        Path old = folder.resolve("metrics_export_20251203_110000.json");
        Files.writeString(old, "{\"metrics\":{\"rate\":NaN},\"recent_events\":[{\"message\":\"to " + ID + "\"}]}");
        Path backup = folder.resolve("backups/monitor_backup_1.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("monitor.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum into '" + backup + "'");
        }
        Files.writeString(folder.resolve("monitor.db.corrupt-1764000000"), "broken " + ID);

        Copies.Found found = erase().copies();
        assertThat(found.exports()).isEqualTo(2);
        assertThat(found.places()).isEqualTo(1);
        assertThat(Files.readString(day)).isEqualTo("a line of ********\nand of x" + ID + " and of 2021001\n");
        assertThat(found.backups())
                .extracting(Copies.Backup::name)
                .containsExactly("backups/monitor_backup_1.db", "monitor.db.corrupt-1764000000");
        assertThat(found.backups()).allMatch(one -> one.named() && !one.erased());
        assertThat(found.backups().get(0).until()).isPresent();
        assertThat(found.backups().get(1).trouble()).isPresent();

        Copies.Found again =
                erasures.erase(STUDENT, "admin", "", true).orElseThrow().copies();
        assertThat(again.backups().get(0).erased()).isTrue();
        assertThat(Files.readString(backup, StandardCharsets.ISO_8859_1))
                .doesNotContain(ID)
                .contains("2021001");
        Copies.Found third = erase().copies();
        assertThat(third.backups().get(0).named()).isFalse();
        assertThat(filesWith(ID))
                .containsExactlyInAnyOrder("logs/monitor_20261123.log", "monitor.db.corrupt-1764000000");
    }

    @Test
    void moreThanOneSliceIsErasedWhileOthersGoOnReporting() {
        List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            receipts.add(monitor.logEvent("scan", "Attendance recorded: " + ID, Map.of("student_id", ID)));
        }
        receipts.forEach(CompletableFuture::join);
        CompletableFuture<Erasures.Outcome> outcome = CompletableFuture.supplyAsync(this::erase);
        int others = 0;
        do {
            assertThat(scan("2021001", "other:" + others)).isInstanceOf(Receipt.Accepted.class);
            others++;
        } while (!outcome.isDone());
        assertThat(outcome.join().events()).isEqualTo(1_200);
        assertThat(all()).noneMatch(frame -> text(frame).contains(ID));
        int expected = others;
        assertThat(all()).filteredOn(frame -> text(frame).contains("2021001")).hasSize(expected);
    }

    @Test
    void aShortIdErasesNothingButItsOwnEvents() {
        scan("7", "scan:1");
        tell("warning", "Cloud sync retry 7: 2021001", Map.of("student_id", "2021001", "retry_count", 7), "");
        Erasures.Outcome outcome =
                erasures.erase(new Student("7"), "admin", "student 7", false).orElseThrow();
        assertThat(outcome.events()).isEqualTo(1);
        assertThat(all().stream().map(ErasuresTest::text)).anyMatch(text -> text.contains("retry 7: 2021001"));
        assertThat(text(all().get(all().size() - 1))).contains("\"reason\":\"student •••\"");
    }
}

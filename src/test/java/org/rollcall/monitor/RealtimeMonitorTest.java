package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Level;
import org.rollcall.alert.Rule;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Submission;
import org.rollcall.log.EventLog;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.station.Figures;
import org.rollcall.station.Overall;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;
import org.rollcall.wire.MetricsExport;
import org.rollcall.wire.SnapshotJson;

/** The monitor on a real journal, its turns taken by hand. */
class RealtimeMonitorTest {
    private static final ZoneId ZONE = ZoneOffset.ofHours(8);

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-22T23:00:00Z"));
    private final Json json = new Json(ZONE);
    private Breakable journal;
    private EventLog log;
    private RealtimeMonitor monitor;

    static final class MovingClock extends Clock {
        private Instant now;

        MovingClock(Instant now) {
            this.now = now;
        }

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** The real journal, whose disk can be full and whose methods can fail with errors. */
    private record Breakable(Journal real, AtomicBoolean full, Map<String, Error> errors) implements Journal {
        private void failAt(String method) {
            Error error = errors.get(method);
            if (error != null) {
                throw error;
            }
        }

        @Override
        public EventId last() {
            return real.last();
        }

        @Override
        public long first() {
            return real.first();
        }

        @Override
        public void append(List<Entry> entries, Map<String, Map<String, Object>> documents) {
            failAt("append");
            if (full.get()) {
                throw new StoreException("cannot write", new java.sql.SQLException("[SQLITE_FULL] disk is full"));
            }
            real.append(entries, documents);
        }

        @Override
        public EventId startEpoch() {
            if (full.get()) {
                throw new StoreException("cannot write", new java.sql.SQLException("[SQLITE_FULL] disk is full"));
            }
            return real.startEpoch();
        }

        @Override
        public Optional<EventId> find(String station, String key) {
            return real.find(station, key);
        }

        @Override
        public Map<Key, EventId> find(java.util.Collection<Key> keys) {
            return real.find(keys);
        }

        @Override
        public Map<String, Map<String, Object>> documents(String prefix) {
            return real.documents(prefix);
        }

        @Override
        public List<org.rollcall.log.Frame> after(long sequence, int limit) {
            return real.after(sequence, limit);
        }

        @Override
        public List<org.rollcall.log.Frame> events(EventQuery query) {
            return real.events(query);
        }

        @Override
        public List<Count> countsSince(Instant since) {
            return real.countsSince(since);
        }

        @Override
        public long bytes() {
            failAt("bytes");
            return real.bytes();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    @BeforeEach
    void start() {
        journal = new Breakable(
                SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.FULL), json, clock.instant()),
                new AtomicBoolean(),
                new ConcurrentHashMap<>());
        log = new EventLog(64, 1_000_000, journal.last());
        Rule rule = new Rule(
                "few-scans",
                "scans_today",
                true,
                2,
                Optional.empty(),
                Duration.ZERO,
                Level.WARNING,
                "Scans over 2",
                "{value}",
                "look");
        StationSettings station = new StationSettings(List.of("camera", "cloud"), ZONE, Duration.ofMinutes(15));
        monitor = new RealtimeMonitor(
                        journal,
                        log,
                        new StationBoard(station, "gate-1", clock.instant()),
                        new AlertBook(new Rules(List.of(rule)), 50),
                        new EventJson(json),
                        new MonitorSettings("gate-1", ZONE, 5, 50, 100),
                        clock,
                        () -> clock.instant().toEpochMilli() * 1_000_000)
                .exportingTo(new MetricsExport(folder, new SnapshotJson("test"), json));
    }

    @AfterEach
    void stop() {
        monitor.close();
        journal.close();
    }

    private void restart() {
        stop();
        start();
    }

    private Receipt scan(String key) {
        CompletableFuture<Receipt> receipt = monitor.accept(new Signal.Occurrence(
                "gate-1",
                "scan",
                "Attendance recorded: 1",
                Map.of("record_id", 1),
                Optional.empty(),
                Optional.of(key)));
        assertThat(receipt).isNotDone();
        monitor.turn();
        return receipt.join();
    }

    private Receipt sms(String key, String data) {
        CompletableFuture<Receipt> receipt = monitor.accept(new Signal.Occurrence(
                "gate-1",
                "sms",
                "SMS",
                Json.read(data.getBytes(StandardCharsets.UTF_8)),
                Optional.empty(),
                Optional.of(key)));
        monitor.turn();
        return receipt.join();
    }

    private List<EventId> stored() {
        return journal.after(0, 1_000).stream().map(org.rollcall.log.Frame::id).toList();
    }

    @Test
    void aReceiptMeansStoredAndShown() {
        Receipt receipt = scan("scan:1");
        assertThat(receipt).isEqualTo(new Receipt.Accepted(new EventId(1, 1)));
        assertThat(stored()).contains(new EventId(1, 1));
        assertThat(log.at(1)).isPresent();
        assertThat(monitor.snapshot().recentEvents()).hasSize(1);
        assertThat(monitor.snapshot().asOf()).isEqualTo(log.last());
    }

    @ParameterizedTest
    @CsvSource({"append, false", "bytes, true"})
    void everySenderHasAnAnswerWhenATurnEndsInAnError(String where, boolean stored) {
        Error error = new NoClassDefFoundError("planned");
        journal.errors().put(where, error);
        CompletableFuture<Receipt> receipt = monitor.logEvent("scan", "Attendance recorded: 1", Map.of());
        CompletableFuture<Void> errand = monitor.run((keeper, now) -> {
            throw error;
        });
        assertThatThrownBy(monitor::turn).isSameAs(error);
        assertThat(receipt).isCompletedWithValueMatching(got -> stored == got instanceof Receipt.Accepted);

        journal.errors().clear();
        assertThatThrownBy(monitor::turn).isSameAs(error);
        assertThat(errand).isCompletedExceptionally();
        assertThat(scan("scan:2")).isInstanceOf(Receipt.Accepted.class);
    }

    @Test
    void aMonitorWhoseThreadFailsSaysSoUntilItNoLongerDoes() {
        monitor.start();
        assertThat(monitor.isFailing()).isFalse();
        journal.errors().put("bytes", new NoClassDefFoundError("planned"));
        org.awaitility.Awaitility.await().until(monitor::isFailing);
        journal.errors().clear();
        org.awaitility.Awaitility.await().until(() -> !monitor.isFailing());
    }

    @Test
    void aRepeatedReportIsStoredOnceWithTheSameId_acrossARestart() {
        Receipt.Accepted first = (Receipt.Accepted) scan("scan:1");
        assertThat(scan("scan:1")).isEqualTo(new Receipt.Duplicate(first.id()));
        restart();
        assertThat(scan("scan:1")).isEqualTo(new Receipt.Duplicate(first.id()));
        assertThat(journal.events(EventQuery.newest(100))).hasSize(1);
    }

    @Test
    void aJourneyIsFoundOnceItsEventIsStoredAndNotBefore() {
        journal.full().set(true);
        assertThat(scan("scan:1")).isInstanceOf(Receipt.Unavailable.class);
        assertThat(monitor.journeys().ofRecord("1", Optional.empty())).isEmpty();

        journal.full().set(false);
        clock.advance(Duration.ofSeconds(2));
        EventId stored = ((Receipt.Accepted) scan("scan:1")).id();
        assertThat(monitor.journeys().ofRecord("1", Optional.empty()).get(0).events())
                .containsExactly(stored);
    }

    @Test
    void thePositionIsStoredWithItsEvents() {
        Signal signal = new Signal.Occurrence("gate-1", "scan", "m", Map.of(), Optional.empty(), Optional.empty());
        var receipts = monitor.accept(
                new Submission(List.of(signal), Optional.of(new Submission.Position("attendance:gate-1", "last=7"))));
        monitor.turn();
        assertThat(receipts.join()).hasSize(1);
        restart();
        assertThat(journal.documents("position/").get("position/attendance:gate-1"))
                .containsEntry("value", "last=7");
    }

    @Test
    void eventsAlertsAndStatesComeBackAfterARestart() {
        IntStream.range(0, 4).forEach(i -> scan("scan:" + i));
        monitor.updateSystemState("camera", ComponentStatus.ERROR, Optional.of("no device"));
        monitor.turn();
        List<Alert> alerts = monitor.snapshot().alerts();
        EventId last = log.last();
        assertThat(alerts).extracting(Alert::rule).containsExactly("few-scans");
        restart();
        assertThat(monitor.snapshot().alerts())
                .extracting(Alert::id, Alert::state, Alert::firedAt)
                .isEqualTo(alerts.stream()
                        .map(alert -> tuple(alert.id(), alert.state(), alert.firedAt()))
                        .toList());
        assertThat(monitor.systemState().status()).isEqualTo(Overall.ERROR);
        assertThat(monitor.systemState()
                        .component("camera")
                        .orElseThrow()
                        .component()
                        .details())
                .contains("no device");
        assertThat(monitor.metrics().scansToday()).hasValue(4);
        monitor.turn();
        assertThat(log.last()).as("nothing is told again").isEqualTo(last);
    }

    @Test
    void aMessageThatFailedIsNotCountedAsSent_acrossARestartAndAnOutage_P8() {
        Instant sent = clock.instant();
        sms("sms:1", "{\"error\":null}");
        clock.advance(Duration.ofMinutes(1));
        sms("sms:2", "{\"error\":\"no credit\"}");
        sms("sms:3", "{\"error\":false}");
        clock.advance(Duration.ofSeconds(5));
        assertSmsAre(1, sent, 3);
        restart();
        assertSmsAre(1, sent, 3);

        journal.full().set(true);
        assertThat(sms("sms:4", "{\"error\":\"no credit\"}")).isInstanceOf(Receipt.Unavailable.class);
        journal.full().set(false);
        clock.advance(Duration.ofSeconds(2));
        assertThat(sms("sms:4", "{\"error\":\"no credit\"}")).isInstanceOf(Receipt.Accepted.class);
        assertSmsAre(1, sent, 4);
    }

    private void assertSmsAre(int today, Instant last, int events) {
        assertThat(monitor.metrics().smsToday()).hasValue(today);
        assertThat(monitor.metrics().lastSms()).contains(last);
        assertThat(monitor.metrics().eventsToday()).isEqualTo(events);
    }

    @Test
    void anAcknowledgementIsStoredStreamedAndSurvivesARestart() {
        IntStream.range(0, 4).forEach(i -> scan("scan:" + i));
        EventId id = monitor.snapshot().alerts().get(0).id();
        CompletableFuture<Receipt> receipt = monitor.acknowledge(id, "admin", "I call +63 917 123 4567");
        monitor.turn();
        assertThat(receipt.join()).isEqualTo(new Receipt.Accepted(log.last()));
        assertThat(journal.after(log.last().sequence() - 1, 1))
                .singleElement()
                .extracting(frame -> new String(frame.json(), java.nio.charset.StandardCharsets.UTF_8))
                .asString()
                .contains("\"state\":\"acknowledged\"", "\"note\":\"I call +63•••••4567\"");
        CompletableFuture<Receipt> again = monitor.acknowledge(id, "viewer", "");
        CompletableFuture<Receipt> unknown = monitor.acknowledge(new EventId(1, 999), "admin", "");
        monitor.turn();
        assertThat(again.join()).isEqualTo(new Receipt.Duplicate(id));
        assertThat(unknown.join()).isInstanceOf(Receipt.Refused.class);
        restart();
        Alert alert = monitor.snapshot().alerts().get(0);
        assertThat(alert.state()).isEqualTo(Alert.State.ACKNOWLEDGED);
        assertThat(alert.acknowledgement().orElseThrow().by()).isEqualTo("admin");
        assertThat(monitor.snapshot().sentence().text()).contains("Acknowledged by admin");
    }

    @Test
    void whileTheStoreCannotWriteNothingIsAcknowledged() {
        IntStream.range(0, 4).forEach(i -> scan("scan:" + i));
        EventId id = monitor.snapshot().alerts().get(0).id();
        journal.full().set(true);
        scan("scan:5");
        CompletableFuture<Receipt> receipt = monitor.acknowledge(id, "admin", "");
        monitor.turn();
        assertThat(receipt.join()).isInstanceOf(Receipt.Unavailable.class);
        assertThat(monitor.snapshot().alerts().get(0).state()).isEqualTo(Alert.State.FIRING);
    }

    @Test
    void atMostTheSettingsEventsAreInTheLiveWindow_P30_P31() {
        IntStream.range(0, 9).forEach(i -> scan("scan:" + i));
        assertThat(monitor.snapshot().recentEvents()).hasSize(5);
        assertThat(journal.events(EventQuery.newest(100))).hasSize(9);
    }

    @Test
    void detailsAreReplacedOrClearedByTheNextReport_P6() {
        monitor.updateSystemState("camera", ComponentStatus.ONLINE, Optional.of("640x480"));
        monitor.turn();
        clock.advance(Duration.ofSeconds(1));
        monitor.updateSystemState("camera", ComponentStatus.ONLINE, Optional.empty());
        monitor.turn();
        assertThat(monitor.systemState()
                        .component("camera")
                        .orElseThrow()
                        .component()
                        .details())
                .isEmpty();
    }

    private Receipt component(String name, ComponentStatus status) {
        CompletableFuture<Receipt> receipt = monitor.updateSystemState(name, status, Optional.empty());
        monitor.turn();
        return receipt.join();
    }

    @Test
    void aNewComponentBeyondAHundredIsRefusedAndTheKnownOnesGoOn() {
        for (int i = 3; i <= 100; i++) { // camera and cloud are expected
            assertThat(component("camera-" + i, ComponentStatus.ONLINE)).isEqualTo(new Receipt.Noted());
        }
        assertThat(component("camera-101", ComponentStatus.ONLINE))
                .isInstanceOfSatisfying(
                        Receipt.Refused.class,
                        refused -> assertThat(refused.reason()).contains("100 components"));
        restart();
        assertThat(component("camera-101", ComponentStatus.ONLINE)).isInstanceOf(Receipt.Refused.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(component("camera-100", ComponentStatus.ERROR)).isEqualTo(new Receipt.Noted());
        assertThat(component("cloud", ComponentStatus.OFFLINE)).isEqualTo(new Receipt.Noted());
        assertThat(monitor.systemState().component("camera-101")).isEmpty();
        assertThat(monitor.systemState().component("camera-100"))
                .hasValueSatisfying(seen -> assertThat(seen.status()).isEqualTo(ComponentStatus.ERROR));
        assertThat(monitor.systemState().expected()).hasSize(2);
        assertThat(monitor.systemState().others()).hasSize(98);
    }

    @Test
    void aComponentGoesStaleWithoutFreshEvidence_P7() {
        monitor.updateSystemState("camera", ComponentStatus.ONLINE, Optional.empty());
        monitor.updateSystemState("cloud", ComponentStatus.ONLINE, Optional.empty());
        monitor.turn();
        assertThat(monitor.systemState().status()).isEqualTo(Overall.HEALTHY);
        clock.advance(Duration.ofMinutes(16));
        monitor.turn();
        assertThat(monitor.systemState().component("camera").orElseThrow().stale())
                .isTrue();
        assertThat(monitor.systemState().status()).isEqualTo(Overall.PARTIAL);
    }

    @Test
    void aFullQueueSaysSoAndNobodyWaits() {
        List<CompletableFuture<Receipt>> receipts = IntStream.range(0, 101)
                .mapToObj(i -> monitor.logEvent("scan", "m", Map.of()))
                .toList();
        assertThat(receipts.get(100).join()).isInstanceOf(Receipt.Unavailable.class);
        assertThat(receipts.get(99)).isNotDone();
        monitor.turn();
        assertThat(receipts.get(99).join()).isInstanceOf(Receipt.Accepted.class);
    }

    @Test
    void aJournalThatCannotWriteIsSaid_sourcesKeepTheirEvents_andANewEpochFollows() {
        scan("scan:1");
        journal.full().set(true);
        assertThat(scan("scan:2")).isInstanceOf(Receipt.Unavailable.class);
        assertThat(monitor.snapshot().store().failure()).isPresent();
        assertThat(monitor.snapshot().sentence().lead()).isEqualTo("The journal cannot write.");
        assertThat(log.last()).isEqualTo(new EventId(1, journal.last().sequence()));
        journal.full().set(false);
        clock.advance(Duration.ofSeconds(2));
        Receipt again = scan("scan:2");
        assertThat(again).isInstanceOf(Receipt.Accepted.class);
        assertThat(((Receipt.Accepted) again).id().epoch()).isEqualTo(2);
        assertThat(monitor.snapshot().store().failure()).isEmpty();
        assertThat(stored()).contains(((Receipt.Accepted) again).id());
    }

    @Test
    void scansByAClockThatIsAheadCountAsOfWhenTheyCame_acrossARestart() {
        for (int i = 0; i < 2; i++) {
            monitor.accept(new Signal.Occurrence(
                    "gate-1",
                    "scan",
                    "Attendance recorded: 2021001",
                    Map.of("student_id", "2021001"),
                    Optional.of(clock.instant().plus(Duration.ofHours(6))),
                    Optional.empty()));
            monitor.turn();
            clock.advance(Duration.ofMinutes(90));
        }
        monitor.turn();
        Figures before = monitor.metrics();
        assertThat(before.scansToday()).hasValue(2);
        assertThat(before.scansLastHour()).hasValue(0);
        restart();
        Figures after = monitor.metrics();
        assertThat(after.scansToday()).isEqualTo(before.scansToday());
        assertThat(after.scansLastHour()).isEqualTo(before.scansLastHour());
        assertThat(after.repeatsToday()).isEqualTo(before.repeatsToday()).hasValue(0);
    }

    @Test
    void midnightOfTheStationBeginsANewDay() {
        scan("scan:1");
        assertThat(monitor.metrics().scansToday()).hasValue(1);
        clock.advance(Duration.ofHours(17)); // 07:00 + 17 h in the station's zone
        monitor.turn();
        assertThat(monitor.metrics().scansToday()).hasValue(0);
    }

    @Test
    void anExportHasTheOldKeys_P59() throws Exception {
        scan("scan:1");
        Path file = monitor.exportMetrics();
        assertThat(file.getFileName().toString()).matches("metrics_export_\\d{8}_\\d{6}\\.json");
        assertThat(Json.read(Files.readAllBytes(file)).keySet())
                .containsExactlyInAnyOrder(
                        "export_timestamp", "metrics", "system_state", "recent_events", "recent_alerts");
        assertThat(monitor.exportMetrics()).isNotEqualTo(file);
    }

    @Test
    void aListenerHearsEveryEntryAndAFailingOneHarmsNobody_P58() {
        List<String> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
        MonitorListener failing = (type, entry) -> {
            throw new IllegalStateException("planned");
        };
        MonitorListener listener = (type, entry) -> heard.add(type + " " + entry.message());
        monitor.subscribe(failing);
        monitor.subscribe(listener);
        monitor.start();
        monitor.logEvent("backup", "nightly copy", Map.of()).join();
        org.awaitility.Awaitility.await().until(() -> heard.contains("event nightly copy"));
        monitor.unsubscribe(listener);
        monitor.logEvent("backup", "second copy", Map.of()).join();
        assertThat(new ArrayList<>(heard)).doesNotContain("event second copy");
    }

    @Test
    void anAdministratorsStationsAreKnownAtOnceAndEachHasItsOwnThresholds_P80() {
        StationProfile own = new StationProfile(
                "gate-2",
                "East gate",
                "",
                "",
                "",
                "",
                "",
                Optional.empty(),
                Map.of("few-scans", 0.0),
                Optional.empty(),
                Optional.empty());
        long version = monitor.snapshot().version();
        CompletableFuture<Receipt> receipt = monitor.accept(
                new Signal.Roster("gate-1", List.of(own, StationProfile.unknown("gate-3")), clock.instant()));
        monitor.turn();
        assertThat(receipt.join()).isEqualTo(new Receipt.Noted());
        assertThat(monitor.snapshot().version()).isGreaterThan(version);
        assertThat(monitor.snapshot().stations())
                .extracting(view -> view.profile().title())
                .containsExactly("gate-1", "East gate", "gate-3");
        for (String station : List.of("gate-2", "gate-3")) {
            monitor.accept(new Signal.Occurrence(
                    station, "scan", "Attendance recorded: 1", Map.of(), Optional.empty(), Optional.empty()));
        }
        monitor.turn();
        assertThat(monitor.snapshot().alerts())
                .extracting(Alert::station, Alert::limit)
                .containsExactly(tuple("gate-2", 0.0));
        monitor.accept(new Signal.Roster("gate-1", List.of(), clock.instant()));
        monitor.turn();
        assertThat(monitor.snapshot().alerts()).extracting(Alert::state).containsExactly(Alert.State.RESOLVED);
        assertThat(monitor.snapshot().stations()).hasSize(3); // they have reported
    }
}

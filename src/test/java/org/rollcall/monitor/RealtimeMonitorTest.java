package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rollcall.alert.Alert;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.StationProfile;
import org.rollcall.log.EventQuery;
import org.rollcall.station.Overall;
import org.rollcall.wire.Json;

/** What is taken, stored, shown and told, in one life of the server. */
class RealtimeMonitorTest extends MonitorDesk {
    @Test
    void aReceiptMeansStoredAndShown() {
        Receipt receipt = scan("scan:1");
        assertThat(receipt).isEqualTo(new Receipt.Accepted(new EventId(1, 1)));
        assertThat(stored()).contains(new EventId(1, 1));
        assertThat(log.at(1)).isPresent();
        assertThat(monitor.snapshot().recentEvents()).hasSize(1);
        assertThat(monitor.snapshot().asOf()).isEqualTo(log.last());
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

package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
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
import org.rollcall.event.Submission;
import org.rollcall.log.EventQuery;
import org.rollcall.station.Figures;
import org.rollcall.station.Overall;

/** What a new start finds of what was before. */
class MonitorRestartTest extends MonitorDesk {
    @Test
    void aRepeatedReportIsStoredOnceWithTheSameId_acrossARestart() {
        Receipt.Accepted first = (Receipt.Accepted) scan("scan:1");
        assertThat(scan("scan:1")).isEqualTo(new Receipt.Duplicate(first.id()));
        restart();
        assertThat(scan("scan:1")).isEqualTo(new Receipt.Duplicate(first.id()));
        assertThat(journal.events(EventQuery.newest(100))).hasSize(1);
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
}

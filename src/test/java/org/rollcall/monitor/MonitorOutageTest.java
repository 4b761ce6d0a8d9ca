package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rollcall.alert.Alert;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;

/** What happens while the journal cannot write, or the monitor fails. */
class MonitorOutageTest extends MonitorDesk {
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
}

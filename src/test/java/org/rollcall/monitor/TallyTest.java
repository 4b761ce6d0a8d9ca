package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Signal;
import org.rollcall.event.Submission;
import org.rollcall.log.EventLog;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** Every signal is counted once, by what became of it, and every event by a type of a closed set. */
class TallyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    private static final int ROOM = 4;

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final Json json = new Json(ZoneOffset.UTC);

    private static Signal.Occurrence event(String type, String key) {
        return new Signal.Occurrence("gate-1", type, "Something", Map.of(), Optional.empty(), Optional.of(key));
    }

    private RealtimeMonitor monitor(SqliteJournal journal) {
        return new RealtimeMonitor(
                journal,
                new EventLog(64, 1_000_000, journal.last()),
                new StationBoard(new StationSettings(List.of(), ZoneOffset.UTC, Duration.ofMinutes(15)), "gate-1", NOW),
                new AlertBook(new Rules(List.of()), 50),
                new EventJson(json),
                new MonitorSettings("gate-1", ZoneOffset.UTC, 5, 50, ROOM),
                Clock.fixed(NOW, ZoneOffset.UTC),
                nanos::get);
    }

    @Test
    void signalsAreCountedByOutcomeAndEventsByType() {
        try (SqliteJournal journal =
                        SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.OS), json, NOW);
                RealtimeMonitor monitor = monitor(journal)) {
            Tally tally = monitor.tally();
            List<Long> lags = new ArrayList<>();
            tally.onShown(lags::add);

            monitor.accept(event("scan", "a"));
            nanos.addAndGet(7_000);
            monitor.accept(event("scan", "a"));
            monitor.accept(event("backup", "b"));
            monitor.accept(event("NOT A TYPE", "c"));
            assertThat(monitor.waitingSignals()).isEqualTo(ROOM);
            assertThat(monitor.waitingBytes()).isPositive();
            monitor.accept(new Submission(List.of(event("sync", "d"), event("sync", "e")), Optional.empty()));
            nanos.addAndGet(1_000);
            monitor.turn();
            monitor.updateSystemState("camera", ComponentStatus.ONLINE, Optional.empty());
            monitor.turn();
            monitor.turn(); // nothing waits: no lag

            assertThat(tally.signals(Tally.Outcome.ACCEPTED)).isEqualTo(2);
            assertThat(tally.signals(Tally.Outcome.DUPLICATE)).isEqualTo(1);
            assertThat(tally.signals(Tally.Outcome.REFUSED)).isEqualTo(1);
            assertThat(tally.signals(Tally.Outcome.NOTED)).isEqualTo(1);
            assertThat(tally.signals(Tally.Outcome.UNAVAILABLE)).isEqualTo(2);
            assertThat(tally.turnedAway()).isEqualTo(2);
            assertThat(tally.events("scan")).isEqualTo(1);
            assertThat(tally.events("sync")).isZero();
            assertThat(tally.events(Tally.OTHER)).as("backup").isEqualTo(1);
            assertThat(lags).as("of the oldest").containsExactly(8_000L, 0L);
            assertThat(monitor.waitingSignals()).isZero();
        }
    }
}

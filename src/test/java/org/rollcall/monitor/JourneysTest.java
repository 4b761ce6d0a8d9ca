package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Signal;
import org.rollcall.event.Student;
import org.rollcall.event.Submission;
import org.rollcall.journey.Hop;
import org.rollcall.journey.Journey;
import org.rollcall.log.EventLog;
import org.rollcall.log.Journal;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.summary.Stop;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;
import org.rollcall.wire.SnapshotJson;

/** Journeys on a real journal: what is committed is found, also after a restart. */
class JourneysTest {
    private static final ZoneId ZONE = ZoneOffset.ofHours(8);

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-22T23:00:00Z"));
    private final Json json = new Json(ZONE);
    private Journal journal;
    private RealtimeMonitor monitor;

    @BeforeEach
    void start() {
        journal = SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.FULL), json, clock.instant());
        StationSettings station = new StationSettings(List.of("camera", "cloud"), ZONE, Duration.ofMinutes(15));
        monitor = new RealtimeMonitor(
                journal,
                new EventLog(64, 1_000_000, journal.last()),
                new StationBoard(station, "gate-1", clock.instant()),
                new AlertBook(new Rules(List.of()), 50),
                new EventJson(json),
                new MonitorSettings("gate-1", ZONE, 5, 50, 100),
                clock,
                () -> clock.instant().toEpochMilli() * 1_000_000);
    }

    @AfterEach
    void stop() {
        monitor.close();
        journal.close();
    }

    private Signal told(String type, Object record, double seconds) {
        Map<String, Object> data =
                record.equals("") ? Map.of("student_id", "S") : Map.of("student_id", "S", "record_id", record);
        Instant at = clock.instant().plusMillis((long) (seconds * 1_000));
        return new Signal.Occurrence("gate-1", type, type + " of S", data, Optional.of(at), Optional.empty());
    }

    private void tell(Signal... signals) {
        tellAtOnce(signals);
        clock.advance(Duration.ofSeconds(1));
        monitor.followJourneys();
        monitor.turn();
    }

    private void tellAtOnce(Signal... signals) {
        monitor.accept(new Submission(List.of(signals), Optional.empty()));
        monitor.turn();
    }

    private List<Journey> journeys(String record) {
        return monitor.journeys().ofRecord(record, Optional.empty());
    }

    private String processTime() {
        Stop cloud = monitor.snapshot().stops().stream()
                .filter(stop -> stop.key().equals("cloud"))
                .findFirst()
                .orElseThrow();
        return cloud.rows().stream()
                .filter(row -> row.label().equals("Process time"))
                .findFirst()
                .flatMap(Stop.Row::value)
                .orElse("none");
    }

    /** P33 */
    @Test
    void aReportingStationsProcessTimeComesFromItsJourneys_P33() {
        assertThat(monitor.metrics().avgProcessSeconds()).isEmpty();
        assertThat(processTime()).isEqualTo("none");

        tell(told("scan", 1, 0), told("sync", 1, 2), told("scan", 2, 0), told("sync", 2, 9));

        assertThat(monitor.metrics().avgProcessSeconds()).isEqualTo(OptionalDouble.of(5.5));
        assertThat(processTime()).isEqualTo("2.0\u202fs, 95\u202f% under 9.0\u202fs");
        assertThat(new SnapshotJson("test").status(monitor.snapshot()).get("metrics"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("avg_process_time", 5.5)
                .containsEntry("process_time_p50", Optional.of(2.0))
                .containsEntry("process_time_p95", Optional.of(9.0))
                .containsEntry("process_time_p99", Optional.of(9.0));
    }

    @Test
    void aRestartKnowsTheRunningDaysJourneys() {
        tell(told("scan", "yesterday", -8 * 3_600), told("scan", 1, 0), told("photo", "", 1), told("sync", 1, 2));
        tell(told("sms", "", 4), told("scan", 2, 300));
        List<Journey> before = new ArrayList<>(journeys("1"));
        before.addAll(journeys("2"));
        var lags = monitor.snapshot().lags();
        assertThat(before.get(0).at(Hop.SMS)).isPresent();

        stop();
        start();

        List<Journey> after = new ArrayList<>(journeys("1"));
        after.addAll(journeys("2"));
        assertThat(after).isEqualTo(before);
        assertThat(journeys("yesterday")).isEmpty();
        assertThat(monitor.snapshot().lags()).isEqualTo(lags);
        assertThat(monitor.metrics().avgProcessSeconds()).isEqualTo(OptionalDouble.of(2));
    }

    @Test
    void aRestartReadsMoreThanOnePage() {
        List<Signal> signals = new ArrayList<>();
        for (int record = 0; record < 2_500; record++) {
            signals.add(told("scan", record, record / 10.0));
            signals.add(told("sync", record, record / 10.0 + 3));
        }
        tell(signals.toArray(Signal[]::new));
        assertThat(journal.last().sequence()).isGreaterThanOrEqualTo(5_000);

        stop();
        start();

        assertThat(journeys("0").get(0).lag(Hop.SYNC)).contains(Duration.ofSeconds(3));
        assertThat(journeys("2499").get(0).lag(Hop.SYNC)).contains(Duration.ofSeconds(3));
        assertThat(monitor.snapshot().lagsOf("gate-1").sync().orElseThrow().count())
                .isEqualTo(2_500);
    }

    @Test
    void aClockThatWasADayAheadForAMomentLosesNothingOfTheDay() {
        for (int record = 0; record < 300; record++) {
            tellAtOnce(told("scan", record, 0), told("sync", record, 3));
        }
        monitor.followJourneys();
        clock.advance(Duration.ofDays(1));
        monitor.followJourneys();
        clock.advance(Duration.ofDays(-1).plusSeconds(2));
        monitor.followJourneys();
        tell(told("scan", 300, -40), told("sync", 300, 0));

        assertThat(monitor.snapshot().lagsOf("gate-1").sync().orElseThrow().count())
                .isEqualTo(301);
        assertThat(monitor.snapshot().lagsOf("gate-1").sync().orElseThrow().p50())
                .isEqualTo(3);
        assertThat(monitor.journeys().ofStudent("S", Optional.empty(), 10)).hasSize(10);
        assertThat(journeys("0").get(0).events()).hasSize(2);
    }

    /** What it stored while it was ahead says nothing of the day. */
    @Test
    void aDayWhoseFirstReportCameWhileTheClockWasAheadIsFollowedToo() {
        clock.advance(Duration.ofDays(1));
        tell(told("scan", "ahead", 0));
        clock.advance(Duration.ofDays(-1));
        tell(told("scan", 1, 0), told("sync", 1, 2));

        assertThat(journeys("1").get(0).lag(Hop.SYNC)).contains(Duration.ofSeconds(2));
        assertThat(monitor.snapshot().lagsOf("gate-1").sync()).isPresent();
    }

    /** The reader is overtaken, and goes on from the journal. */
    @Test
    void moreThanMayWaitIsReadFromTheJournal() {
        for (int from = 0; from < 25_000; from += 50) {
            List<Signal> signals = new ArrayList<>();
            for (int record = from; record < from + 50; record++) {
                signals.add(told("scan", record, 0));
            }
            monitor.accept(new Submission(signals, Optional.empty()));
            monitor.turn();
        }
        tell(told("sync", 24_999, 3));

        assertThat(journeys("24999").get(0).lag(Hop.SYNC)).contains(Duration.ofSeconds(3));
        assertThat(journeys("12000").get(0).events()).hasSize(1);
        assertThat(monitor.snapshot().lagsOf("gate-1").sync().orElseThrow().count())
                .isEqualTo(1);

        tell(told("sync", 12_000, 5));
        assertThat(journeys("12000").get(0).lag(Hop.SYNC)).isPresent();
    }

    @Test
    void whatAStudentLeftInTheQueueIsForgottenToo() {
        monitor.accept(new Submission(List.of(told("scan", 1, 0)), Optional.empty()));
        monitor.turn();
        monitor.forget(new Student("S"));

        assertThat(journeys("1")).isEmpty();
        monitor.followJourneys();
        assertThat(journeys("1")).isEmpty();
    }

    @Test
    void anEventIsWhatItWasBeforeItWasEncoded() {
        EventJson encoding = new EventJson(json);
        Event event = new Event(
                new EventId(3, 17),
                Event.Kind.EVENT,
                clock.instant(),
                clock.instant().plusMillis(123),
                "gate-1",
                "sms",
                "SMS sent: \"S\" \u2028 é 😀",
                Map.of("student_id", "S", "nested", Map.of("list", List.of(1, true, "x"))),
                Optional.empty());
        assertThat(encoding.event(encoding.encode(event))).isEqualTo(event);
    }
}

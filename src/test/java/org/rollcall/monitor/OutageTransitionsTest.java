package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Level;
import org.rollcall.alert.Rule;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Vitals;
import org.rollcall.log.EventLog;
import org.rollcall.log.Frame;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.station.StationView;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** F4: what alerts and components become while the store cannot write is shown at once, and told when it can. */
class OutageTransitionsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    private static final Rule QUEUE = new Rule(
            "queue-size",
            "queue_size",
            true,
            50,
            Optional.empty(),
            Duration.ZERO,
            Level.WARNING,
            "Queue over 50",
            "{value} wait",
            "look");

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock(NOW);
    private final Json json = new Json(ZoneOffset.UTC);
    private SqliteJournal journal;
    private RealtimeMonitor monitor;

    @BeforeEach
    void start() {
        start(50);
    }

    private void start(int alerts) {
        ZoneId zone = ZoneOffset.UTC;
        journal = SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.FULL), json, clock.instant());
        monitor = new RealtimeMonitor(
                journal,
                new EventLog(1_024, 1_000_000, journal.last()),
                new StationBoard(
                        new StationSettings(List.of("camera"), zone, Duration.ofMinutes(15)),
                        "gate-1",
                        clock.instant()),
                new AlertBook(new Rules(List.of(QUEUE)), alerts),
                new EventJson(json),
                new MonitorSettings("gate-1", zone, 5, 50, 1_000),
                clock,
                () -> 0);
    }

    @AfterEach
    void stop() {
        monitor.close();
        journal.close();
    }

    private void sql(String text) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("monitor.db"));
                var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private void fill(String table) throws SQLException {
        sql("create trigger full_" + table + " before insert on " + table
                + " begin select raise(abort, 'database or disk is full'); end");
    }

    private void waits(String station, long reports) {
        clock.advance(Duration.ofSeconds(2));
        Vitals vitals = new Vitals(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.of(reports),
                Optional.empty(),
                OptionalDouble.empty());
        monitor.accept(new Signal.Heartbeat(station, vitals, clock.instant()));
        monitor.turn();
    }

    private Receipt scan() {
        clock.advance(Duration.ofSeconds(2));
        var receipt = monitor.accept(new Signal.Occurrence(
                "gate-1", "scan", "Attendance recorded", Map.of(), Optional.empty(), Optional.empty()));
        monitor.turn();
        return receipt.join();
    }

    /** What the log tells of alerts: station and state. */
    private List<String> told() {
        return stored(Event.Kind.ALERT).stream()
                .map(alert -> alert.get("station") + " " + alert.get("state"))
                .toList();
    }

    private List<Map<String, Object>> stored(Event.Kind kind) {
        List<Map<String, Object>> stored = new ArrayList<>();
        for (Frame frame : journal.after(0, 1_000)) {
            if (frame.kind() == kind) {
                stored.add(Json.read(frame.json()));
            }
        }
        return stored;
    }

    private void reports(String component, ComponentStatus status) {
        clock.advance(Duration.ofSeconds(2));
        monitor.accept(new Signal.ComponentReport("gate-2", component, status, Optional.empty(), clock.instant()));
        monitor.turn();
    }

    private List<EventId> ids() {
        return monitor.snapshot().alerts().stream().map(Alert::id).toList();
    }

    @ParameterizedTest(name = "no {0} can be written")
    @ValueSource(strings = {"epoch", "entry"})
    void eachHasAnIdOfItsOwnThatNoEntryGets(String table) throws Exception {
        fill("entry");
        if (table.equals("epoch")) {
            fill("epoch");
        }
        scan();
        waits("gate-2", 60);
        waits("gate-3", 60);
        waits("gate-4", 60);
        List<EventId> shown = ids();
        assertThat(shown).hasSize(3).doesNotHaveDuplicates();
        sql("drop trigger full_entry");
        sql("drop trigger if exists full_epoch");
        assertThat(scan()).isInstanceOf(Receipt.Accepted.class);
        assertThat(ids()).as("for their whole life").isEqualTo(shown);
        for (int i = 0; i < 10; i++) {
            scan();
        }
        waits("gate-5", 60);
        assertThat(ids()).hasSize(4).doesNotHaveDuplicates();
        assertThat(journal.after(0, 1_000).stream().map(Frame::id)).doesNotContainAnyElementsOf(shown);
        assertThat(told())
                .containsExactlyInAnyOrder("gate-2 firing", "gate-3 firing", "gate-4 firing", "gate-5 firing");
    }

    @Test
    void anEndThatCouldNotBeStoredIsToldOnce() throws Exception {
        waits("gate-2", 60);
        fill("entry");
        waits("gate-2", 0);
        assertThat(monitor.snapshot().alerts()).extracting(Alert::state).containsExactly(Alert.State.RESOLVED);
        sql("drop trigger full_entry");
        scan();
        scan();
        assertThat(told()).containsExactly("gate-2 firing", "gate-2 resolved");
        stop();
        start();
        assertThat(monitor.snapshot().alerts()).extracting(Alert::state).containsExactly(Alert.State.RESOLVED);
    }

    @Test
    void anEndThatCouldNotBeStoredIsToldHoweverManyHaveEndedSince() throws Exception {
        stop();
        start(1);
        for (String station : List.of("gate-2", "gate-3", "gate-4")) {
            waits(station, 60);
        }
        fill("entry");
        waits("gate-2", 0);
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofMinutes(6));
            waits("gate-5", 60);
            waits("gate-5", 0);
        }
        assertThat(monitor.snapshot().alerts())
                .as("two open, the end that is owed and the last that may come back")
                .extracting(Alert::station)
                .containsExactlyInAnyOrder("gate-2", "gate-3", "gate-4", "gate-5");
        sql("drop trigger full_entry");
        scan();
        assertThat(told().subList(3, 7))
                .as("gate-3 and gate-4 once more")
                .containsExactly("gate-2 resolved", "gate-3 firing", "gate-4 firing", "gate-5 resolved");
        stop();
        start(1);
        assertThat(monitor.snapshot().alerts())
                .filteredOn(Alert::isOpen)
                .extracting(Alert::station)
                .containsExactly("gate-3", "gate-4");
    }

    @Test
    void aStateThatLastedIsToldAndOneThatPassedIsNot() throws Exception {
        scan();
        reports("camera", ComponentStatus.ONLINE);
        reports("printer", ComponentStatus.ONLINE);
        int before = stored(Event.Kind.STATE).size();
        fill("entry");
        reports("camera", ComponentStatus.OFFLINE);
        reports("printer", ComponentStatus.OFFLINE);
        reports("printer", ComponentStatus.ONLINE);
        sql("drop trigger full_entry");
        scan();
        scan();
        List<Map<String, Object>> states = stored(Event.Kind.STATE);
        assertThat(states.subList(before, states.size()))
                .extracting(state -> state.get("message"))
                .containsExactly("camera is offline", "Station gate-2 is degraded");
    }

    @Test
    void whatIsRefusedDoesNotCountMeanwhileEither() throws Exception {
        fill("entry");
        scan();
        OptionalDouble unsaid = OptionalDouble.empty();
        Vitals vitals = new Vitals(
                OptionalDouble.of(101),
                unsaid,
                unsaid,
                unsaid,
                OptionalLong.of(60),
                Optional.of("09171234567"),
                unsaid);
        clock.advance(Duration.ofSeconds(2));
        monitor.accept(new Signal.Heartbeat("gate-2", vitals, clock.instant()));
        monitor.turn();
        sql("drop trigger full_entry");
        scan();
        assertThat(monitor.snapshot().stations()).extracting(StationView::name).containsExactly("gate-1");
        assertThat(journal.documents("station/").toString()).doesNotContain("09171234567");
    }
}

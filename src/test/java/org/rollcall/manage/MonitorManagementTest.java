package org.rollcall.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.Notification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Level;
import org.rollcall.alert.Rule;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Signal;
import org.rollcall.event.Submission;
import org.rollcall.event.Vitals;
import org.rollcall.log.EventLog;
import org.rollcall.log.Journal;
import org.rollcall.monitor.MonitorSettings;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** What an administrator's console is told of several stations. */
class MonitorManagementTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T02:30:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final Rules rules = new Rules(
            List.of(rule("queue-size", "queue_size", true, 50), rule("success-rate", "success_rate", false, 80)));
    private final List<Notification> heard = new CopyOnWriteArrayList<>();
    private Journal journal;
    private RealtimeMonitor monitor;
    private MonitorManagement management;

    private static Rule rule(String name, String metric, boolean above, double threshold) {
        String title = name.equals("queue-size") ? "Queue over 50" : "Success rate under 80 %";
        return new Rule(
                name, metric, above, threshold, Optional.empty(), Duration.ZERO, Level.WARNING, title, "", "look");
    }

    @BeforeEach
    void start() {
        Json json = new Json(ZoneOffset.UTC);
        journal = SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.FULL), json, CLOCK.instant());
        monitor = new RealtimeMonitor(
                        journal,
                        new EventLog(64, 1_000_000, journal.last()),
                        new StationBoard(
                                new StationSettings(List.of(), ZoneOffset.UTC, Duration.ofMinutes(15)),
                                List.of("gate-1", "gate-2"),
                                Map.of(),
                                CLOCK.instant()),
                        new AlertBook(rules, 50),
                        new EventJson(json),
                        new MonitorSettings("gate-1", ZoneOffset.UTC, 50, 50, 100),
                        CLOCK,
                        () -> 0)
                .start();
        management = new MonitorManagement(monitor, rules, () -> 0, () -> {}, "");
        management.addNotificationListener((notification, handback) -> heard.add(notification), null, null);
        monitor.subscribe(management);
    }

    @AfterEach
    void stop() {
        monitor.close();
        journal.close();
    }

    private void queue(String station, long waiting) {
        OptionalDouble unknown = OptionalDouble.empty();
        Vitals vitals = new Vitals(
                unknown, unknown, unknown, unknown, OptionalLong.of(waiting), Optional.empty(), OptionalDouble.empty());
        monitor.accept(new Submission(
                        List.of(new Signal.Heartbeat(station, vitals, CLOCK.instant())), Optional.empty()))
                .join();
    }

    private Map<?, ?> alert(int number) {
        await().until(() -> heard.size() > number);
        return (Map<?, ?>) heard.get(number).getUserData();
    }

    @Test
    void anAlertSaysWhichStationItIsOfAndHowToTakeItOn() {
        queue("gate-1", 51);
        alert(0);
        queue("gate-2", 51);
        Map<?, ?> alert = alert(1);

        assertThat(alert).isInstanceOf(LinkedHashMap.class); // a console has no class of ours
        assertThat(alert.values()).allMatch(String.class::isInstance);
        String id = String.valueOf(alert.get("id"));
        assertThat(new LinkedHashMap<Object, Object>(alert))
                .isEqualTo(Map.of(
                        "id", id, "station", "gate-2", "rule", "queue-size", "level", "warning", "state", "firing"));
        assertThat(heard)
                .extracting(Notification::getMessage)
                .containsExactly("gate-1: Queue over 50", "gate-2: Queue over 50");
        assertThat(management.getOpenAlerts())
                .hasSize(2)
                .anyMatch(line -> line.matches("1-\\d+ gate-1: Queue over 50, firing"))
                .contains(id + " gate-2: Queue over 50, firing");

        management.acknowledge(id);

        Map<?, ?> taken = alert(2);
        assertThat(taken.get("id")).isEqualTo(id);
        assertThat(taken.get("state")).isEqualTo("acknowledged");
        assertThat(management.getOpenAlerts()).contains(id + " gate-2: Queue over 50, acknowledged");
    }

    @Test
    void aSuccessRateThatNobodyCanReachIsRefused() {
        for (double bad : new double[] {500, 100.1, -1, Double.NaN}) {
            assertThatThrownBy(() -> management.setSuccessRateThreshold(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(management.getSuccessRateThreshold()).isEqualTo(80);
        management.setSuccessRateThreshold(100);
        assertThat(management.getSuccessRateThreshold()).isEqualTo(100);
    }
}

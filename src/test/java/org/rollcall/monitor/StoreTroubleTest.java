package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.log.EventLog;
import org.rollcall.log.Frame;
import org.rollcall.log.StoreException;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** F6 and F14: the monitor on a real store that breaks, and under a clock that jumps. */
class StoreTroubleTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    @TempDir
    Path folder;

    private final MovingClock clock = new MovingClock(NOW);
    private final AtomicLong nanos = new AtomicLong();
    private final Json json = new Json(ZoneOffset.UTC);
    private SqliteJournal journal;
    private EventLog log;
    private RealtimeMonitor monitor;

    @BeforeEach
    void start() {
        ZoneId zone = ZoneOffset.ofHours(8);
        Clock given = clock;
        journal = SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.FULL), json, given.instant());
        log = new EventLog(1_024, 1_000_000, journal.last());
        monitor = new RealtimeMonitor(
                journal,
                log,
                new StationBoard(
                        new StationSettings(List.of(), zone, Duration.ofMinutes(15)), "gate-1", given.instant()),
                new AlertBook(new Rules(List.of()), 50),
                new EventJson(json),
                new MonitorSettings("gate-1", zone, 5, 50, 1_000),
                given,
                nanos::get);
    }

    @AfterEach
    void stop() {
        monitor.close();
        journal.close();
    }

    private Receipt scan(String key) {
        var receipt = monitor.accept(new Signal.Occurrence(
                "gate-1", "scan", "Attendance recorded", Map.of(), Optional.empty(), Optional.of(key)));
        monitor.turn();
        return receipt.join();
    }

    private void breakTheFile() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("monitor.db").toFile(), "rw")) {
            file.seek(4_096);
            file.write(new byte[(int) file.length() - 4_096]);
        }
    }

    @Test
    void damageIsAStateOfItsOwn_theViewGoesOn_andARestartMendsIt_F6() throws Exception {
        for (int i = 0; i < 300; i++) {
            scan("k" + i);
        }
        stop();
        start();
        assertThat(monitor.snapshot().store().state()).isEqualTo("writing");
        breakTheFile();
        try {
            journal.after(0, 1_000);
        } catch (StoreException expected) {
            assertThat(expected).hasMessageContaining("cannot read");
        }
        monitor.turn();
        assertThat(monitor.snapshot().store().state()).isEqualTo("error");
        assertThat(monitor.snapshot().store().failure().orElseThrow())
                .contains("the store is damaged", "a restart puts it aside");
        assertThat(monitor.snapshot().sentence().lead()).isEqualTo("The journal is damaged.");
        assertThat(monitor.snapshot().sentence().doNow().orElseThrow()).startsWith("restart Rollcall");
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofSeconds(2));
            assertThat(scan("later")).isInstanceOf(Receipt.Unavailable.class);
        }
        assertThat(monitor.snapshot().home().name()).isEqualTo("gate-1");
        stop();
        start();
        assertThat(monitor.snapshot().store().state()).isEqualTo("writing");
        assertThat(journal.health().notice()).isPresent();
        Receipt receipt = scan("later");
        assertThat(receipt).isInstanceOf(Receipt.Accepted.class);
        assertThat(((Receipt.Accepted) receipt).id()).isGreaterThan(new EventId(2, 300));
    }

    @Test
    void aDiskOnTheBrinkIsToldOnceAMinute_F4() throws Exception {
        List<String> told = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                told.add(logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Outage.class.getName());
        logger.addHandler(handler);
        try {
            for (int i = 0; i < 40; i++) { // 80 s of failing and writing in turns
                try (var connection =
                                java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("monitor.db"));
                        var statement = connection.createStatement()) {
                    statement.execute("create trigger full before insert on entry begin "
                            + "select raise(abort, 'database or disk is full'); end");
                    assertThat(scan("k" + i)).isInstanceOf(Receipt.Unavailable.class);
                    statement.execute("drop trigger full");
                }
                clock.advance(Duration.ofSeconds(2));
                assertThat(scan("k" + i)).isInstanceOf(Receipt.Accepted.class);
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(told.stream().filter(line -> line.contains("cannot write"))).hasSize(2);
        assertThat(told.stream().filter(line -> line.contains("writes again"))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T07:00:00Z",
                "2026-11-23T06:00:00Z",
                "1971-01-01T00:00:00Z",
                "2039-01-01T00:00:00Z",
                "2038-01-19T03:14:08Z"
            })
    void idsIncreaseAndUptimeIsNeverNegativeWhenTheClockJumps_F14(String there) {
        List<EventId> ids = new ArrayList<>();
        ids.add(((Receipt.Accepted) scan("before")).id());
        clock.advance(Duration.between(clock.instant(), Instant.parse(there)));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        ids.add(((Receipt.Accepted) scan("there")).id());
        assertThat(monitor.uptime()).isEqualTo(Duration.ofSeconds(1));
        assertThat(monitor.snapshot().uptime().isNegative()).isFalse();
        assertThat(scan("before")).as("known by its key, not by its time").isInstanceOf(Receipt.Duplicate.class);
        stop();
        start();
        assertThat(scan("there")).isInstanceOf(Receipt.Duplicate.class);
        ids.add(((Receipt.Accepted) scan("after a restart")).id());
        clock.advance(Duration.between(clock.instant(), NOW));
        ids.add(((Receipt.Accepted) scan("back")).id());
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(ids).allMatch(id -> id.epoch() == 1);
        assertThat(journal.after(0, 100).stream().map(Frame::id)).containsAll(ids);
    }
}

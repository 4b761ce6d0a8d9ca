package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
import org.rollcall.log.EventLog;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;
import org.rollcall.wire.MetricsExport;
import org.rollcall.wire.SnapshotJson;

/** A monitor on a real journal that can be made to fail; its turns are taken by hand. */
abstract class MonitorDesk {
    static final ZoneId ZONE = ZoneOffset.ofHours(8);

    @TempDir
    Path folder;

    final MovingClock clock = new MovingClock(Instant.parse("2026-11-22T23:00:00Z"));
    final Json json = new Json(ZONE);
    Breakable journal;
    EventLog log;
    RealtimeMonitor monitor;

    /** The real journal, whose disk can be full and whose methods can fail with errors. */
    record Breakable(Journal real, AtomicBoolean full, Map<String, Error> errors) implements Journal {
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

    void restart() {
        stop();
        start();
    }

    Receipt scan(String key) {
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

    Receipt sms(String key, String data) {
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

    List<EventId> stored() {
        return journal.after(0, 1_000).stream().map(org.rollcall.log.Frame::id).toList();
    }

    Receipt component(String name, ComponentStatus status) {
        CompletableFuture<Receipt> receipt = monitor.updateSystemState(name, status, Optional.empty());
        monitor.turn();
        return receipt.join();
    }
}

package org.rollcall.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Submission;
import org.rollcall.log.EventLog;
import org.rollcall.log.Journal;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** F26: whatever is repeated, in a submission, in a turn, later or after a restart, is stored once, under one id. */
class KnownKeysProperties {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    /** A step: submissions of one turn, each a list of (station, key), and whether a restart follows. */
    record Turn(List<List<Journal.Key>> submissions, boolean restart) {}

    @Provide
    Arbitrary<List<Turn>> turns() {
        Arbitrary<String> keys =
                Arbitraries.of("a", "A", "a ", "scan:1", "\"'\\,]", "é", "e\u0301", "😀", "null", "1", "1.0");
        Arbitrary<Journal.Key> named =
                Combinators.combine(Arbitraries.of("gate-1", "gate-2"), keys).as(Journal.Key::new);
        Arbitrary<List<Journal.Key>> submission = named.list().ofMaxSize(5);
        return Combinators.combine(submission.list().ofMaxSize(3), Arbitraries.of(false, false, true))
                .as(Turn::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
    void whatIsRepeatedIsStoredOnceUnderOneId_F26(@ForAll("turns") List<Turn> turns) throws Exception {
        Path folder = Files.createTempDirectory("known-keys");
        Map<Journal.Key, EventId> first = new HashMap<>();
        Session session = new Session(folder);
        try {
            for (Turn turn : turns) {
                check(session, turn, first);
                if (turn.restart()) {
                    session.close();
                    session = new Session(folder);
                }
            }
            long stored = session.journal.after(0, 1_000).stream()
                    .filter(frame -> frame.kind() == org.rollcall.event.Event.Kind.EVENT)
                    .count();
            assertThat(stored).isEqualTo(first.size());
        } finally {
            session.close();
            delete(folder);
        }
    }

    private static void check(Session session, Turn turn, Map<Journal.Key, EventId> first) {
        List<CompletableFuture<List<Receipt>>> answers = new ArrayList<>();
        for (List<Journal.Key> keys : turn.submissions()) {
            answers.add(session.monitor.accept(new Submission(
                    keys.stream().map(KnownKeysProperties::signal).toList(), Optional.empty())));
        }
        session.monitor.turn();
        for (int i = 0; i < answers.size(); i++) {
            List<Receipt> receipts = answers.get(i).join();
            for (int j = 0; j < receipts.size(); j++) {
                Journal.Key key = turn.submissions().get(i).get(j);
                if (first.containsKey(key)) {
                    assertThat(receipts.get(j)).isEqualTo(new Receipt.Duplicate(first.get(key)));
                } else {
                    assertThat(receipts.get(j)).isInstanceOf(Receipt.Accepted.class);
                    first.put(key, ((Receipt.Accepted) receipts.get(j)).id());
                }
            }
        }
    }

    private static Signal signal(Journal.Key key) {
        return new Signal.Occurrence(key.station(), "scan", "m", Map.of(), Optional.of(NOW), Optional.of(key.key()));
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** A monitor between two restarts. */
    private static final class Session {
        private final Journal journal;
        private final RealtimeMonitor monitor;

        Session(Path folder) {
            Json json = new Json(ZoneOffset.UTC);
            journal = SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.OS), json, NOW);
            StationSettings station = new StationSettings(List.of("camera"), ZoneOffset.UTC, Duration.ofMinutes(15));
            monitor = new RealtimeMonitor(
                    journal,
                    new EventLog(64, 1_000_000, journal.last()),
                    new StationBoard(station, "gate-1", NOW),
                    new AlertBook(new Rules(List.of()), 50),
                    new EventJson(json),
                    new MonitorSettings("gate-1", ZoneOffset.UTC, 5, 50, 100),
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    () -> 0);
        }

        void close() {
            monitor.close();
            journal.close();
        }
    }
}

package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Journal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** What is told of commits: to whoever wants to know, and to Flight Recorder. */
class CommitsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");

    @TempDir
    Path folder;

    private final Json json = new Json(ZoneOffset.UTC);

    private List<Journal.Entry> entries(int number) {
        List<Journal.Entry> entries = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            Event event = new Event(
                    new EventId(1, i),
                    Event.Kind.EVENT,
                    NOW,
                    NOW,
                    "gate-1",
                    "scan",
                    "Attendance recorded",
                    Map.of(),
                    Optional.empty());
            entries.add(new Journal.Entry(event, new EventJson(json).encode(event)));
        }
        return entries;
    }

    @Test
    void aCommitIsToldOnceAndRecordedWithItsSize() throws Exception {
        List<Journal.Entry> entries = entries(3);
        long bytes =
                entries.stream().mapToLong(entry -> entry.frame().json().length).sum();
        List<String> told = new ArrayList<>();
        Path file = folder.resolve("commits.jfr");
        try (Recording recording = new Recording();
                SqliteJournal journal =
                        SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.FULL), json, NOW)) {
            journal.watchedBy((count, size, nanos) -> told.add(count + " " + size + " " + (nanos > 0)));
            recording.enable("rollcall.Commit");
            recording.start();
            journal.append(entries, Map.of());
            recording.stop();
            recording.dump(file);
        }
        assertThat(told).containsExactly("3 " + bytes + " true");
        List<RecordedEvent> recorded = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("rollcall.Commit"))
                .toList();
        assertThat(recorded).hasSize(1);
        assertThat(recorded.get(0).getInt("entries")).isEqualTo(3);
        assertThat(recorded.get(0).getLong("bytes")).isEqualTo(bytes);
        assertThat(recorded.get(0).getBoolean("stored")).isTrue();
        assertThat(recorded.get(0).getDuration()).isPositive();
    }

    @Test
    void aFailureIsCountedAndNotTold() {
        Commits commits = new Commits();
        List<Integer> told = new ArrayList<>();
        commits.watchedBy((count, bytes, nanos) -> told.add(count));
        assertThatThrownBy(() -> commits.measure(entries(1), () -> {
                    throw new SQLException("the disk is full");
                }))
                .hasMessage("the disk is full");
        assertThat(commits.failures()).isEqualTo(1);
        assertThat(told).isEmpty();
    }
}

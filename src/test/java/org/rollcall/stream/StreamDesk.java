package org.rollcall.stream;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.rollcall.config.StreamSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.monitor.Snapshot;
import org.rollcall.summary.FleetDesk;
import org.rollcall.wire.Json;
import org.rollcall.wire.Outlooks;
import org.rollcall.wire.SnapshotFrames;
import org.rollcall.wire.SnapshotJson;

/** A hub whose turns a test takes by hand, and entries for it. */
final class StreamDesk {
    private StreamDesk() {}

    /** Of one station, a, that is fine. */
    static StreamHub hub(EventLog log, Journal journal, StreamSettings settings, LongSupplier nanos) {
        FleetDesk desk = new FleetDesk();
        desk.fine("a", "a", "");
        Json json = new Json(ZoneOffset.UTC);
        Snapshot snapshot = snapshot(1, log.last(), desk);
        SnapshotFrames frames = new SnapshotFrames(new Outlooks(() -> snapshot, log), new SnapshotJson("test"), json);
        return new StreamHub(log, journal, frames, json, settings, Clock.systemUTC(), nanos);
    }

    /** The stations of a desk as of an entry. */
    static Snapshot snapshot(long version, EventId asOf, FleetDesk desk) {
        return new Snapshot(
                version,
                FleetDesk.NOW,
                FleetDesk.NOW,
                Duration.ofHours(2),
                ZoneOffset.UTC,
                asOf,
                desk.views(),
                desk.alerts(),
                List.of(),
                new Snapshot.Store(Optional.empty(), Journal.Health.SOUND, 0),
                Map.of());
    }

    /** Stores and shows so many scans. */
    static void append(EventLog log, MemoryJournal journal, int number) {
        for (int i = 0; i < number; i++) {
            long sequence = log.last().sequence() + 1;
            byte[] sse = ("id: 1-" + sequence + "\ndata: {}\n\n").getBytes(StandardCharsets.UTF_8);
            Frame frame = new Frame(new EventId(1, sequence), Event.Kind.EVENT, "a", "scan", sse, 0, 0);
            journal.store(frame);
            log.append(List.of(frame));
        }
    }
}

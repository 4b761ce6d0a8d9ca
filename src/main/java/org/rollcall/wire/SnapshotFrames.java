package org.rollcall.wire;

import java.util.Optional;
import java.util.function.Supplier;
import org.rollcall.event.EventId;
import org.rollcall.monitor.Snapshot;

/** The stream's messages that have no entry in the log; each encoded once for a snapshot, whoever asks. Thread-safe. */
public final class SnapshotFrames {

    /** A whole message, with the id and the version of the snapshot that it was made from. */
    @SuppressWarnings("ArrayRecordComponent") // shared bytes, compared by nobody
    public record Message(EventId asOf, long version, byte[] sse) {}

    private final Supplier<Snapshot> snapshots;
    private final SnapshotJson documents;
    private final Json json;
    private final Object lock = new Object(); // guards the two below
    private Message dashboard = new Message(new EventId(1, 0), -1, new byte[0]);
    private Message metrics = new Message(new EventId(1, 0), -1, new byte[0]);

    public SnapshotFrames(Supplier<Snapshot> snapshots, SnapshotJson documents, Json json) {
        this.snapshots = snapshots;
        this.documents = documents;
        this.json = json;
    }

    /** The newest snapshot's version; it moves only when something is different. */
    public long version() {
        return snapshots.get().version();
    }

    /** The whole snapshot, with the id that it is as of. */
    public Message dashboard() {
        Snapshot snapshot = snapshots.get();
        synchronized (lock) {
            if (dashboard.version() != snapshot.version()) {
                byte[] body = json.write(documents.status(snapshot));
                byte[] sse = SseFrames.message(Optional.of(snapshot.asOf()), "dashboard", body);
                dashboard = new Message(snapshot.asOf(), snapshot.version(), sse);
            }
            return dashboard;
        }
    }

    /** The figures, without an id. */
    public Message metrics() {
        Snapshot snapshot = snapshots.get();
        synchronized (lock) {
            if (metrics.version() != snapshot.version()) {
                byte[] body = json.write(documents.live(snapshot));
                metrics = new Message(
                        snapshot.asOf(), snapshot.version(), SseFrames.message(Optional.empty(), "metrics", body));
            }
            return metrics;
        }
    }
}

package org.rollcall.wire;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rollcall.monitor.Snapshot;
import org.rollcall.wire.SnapshotFrames.Message;

/** Messages as seen from one station: the whole state once for a version and second, what moves at most once a second. */
final class StationFrames implements ScopeFrames {
    private final Function<Snapshot, Optional<Outlook>> outlooks;
    private final SnapshotJson documents;
    private final Json json;
    private @Nullable Message dashboard;
    private long dashboardAt;
    private @Nullable Message metrics;
    private long metricsAt;

    StationFrames(Function<Snapshot, Optional<Outlook>> outlooks, SnapshotJson documents, Json json) {
        this.outlooks = outlooks;
        this.documents = documents;
        this.json = json;
    }

    @Override
    public Optional<Message> dashboard(Snapshot snapshot, long now) {
        boolean old = now - dashboardAt >= SnapshotFrames.EVERY; // a page sets its clock by it
        if (dashboard == null || old || dashboard.version() != snapshot.version()) {
            outlooks.apply(snapshot).ifPresent(outlook -> {
                byte[] body = json.write(documents.status(outlook));
                dashboard = Message.of(snapshot, "dashboard", Optional.of(snapshot.asOf()), body);
                dashboardAt = now;
            });
        }
        return Optional.ofNullable(dashboard);
    }

    @Override
    public Optional<Message> metrics(Snapshot snapshot, long version, long now) {
        Message last = metrics;
        boolean due = last == null || now - metricsAt >= SnapshotFrames.EVERY;
        if (due && snapshot.version() != version && (last == null || last.version() != snapshot.version())) {
            outlooks.apply(snapshot).ifPresent(outlook -> {
                byte[] body = json.write(documents.live(outlook));
                metrics = Message.of(snapshot, "metrics", Optional.empty(), body);
                metricsAt = now;
            });
        }
        return Optional.ofNullable(metrics).filter(message -> message.version() > version);
    }
}

package org.rollcall.wire;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rollcall.monitor.Snapshot;
import org.rollcall.summary.FleetSummary;
import org.rollcall.wire.SnapshotFrames.Message;

/**
 * Messages of all stations at a glance. With many stations something moves many times a second, so the document is made
 * at most once a second, for both messages; and what moves is told only when the document is another one.
 */
final class FleetFrames implements ScopeFrames {
    private final Function<Snapshot, FleetSummary> summaries;
    private final SnapshotJson documents;
    private final Json json;
    private @Nullable Look last;
    private Map<String, Object> told = Map.of(); // the gist of the newest that was worth telling
    private long toldVersion;
    private @Nullable Message dashboard;
    private long dashboardAt;
    private @Nullable Message metrics;

    /** The document of a snapshot, and when it was made. */
    private record Look(Snapshot snapshot, Map<String, Object> fleet, long at) {}

    FleetFrames(Function<Snapshot, FleetSummary> summaries, SnapshotJson documents, Json json) {
        this.summaries = summaries;
        this.documents = documents;
        this.json = json;
    }

    @Override
    public Optional<Message> dashboard(Snapshot newest, long now) {
        Look look = look(newest, now);
        Message message = dashboard;
        if (message == null || dashboardAt != look.at()) { // a page sets its clock by it, so its time is of now
            Snapshot snapshot = look.snapshot();
            byte[] body = json.write(documents.fleet(snapshot, look.fleet()));
            message = Message.of(snapshot, "dashboard", Optional.of(snapshot.asOf()), body);
            dashboard = message;
            dashboardAt = look.at();
        }
        return Optional.of(message);
    }

    @Override
    public Optional<Message> metrics(Snapshot newest, long version, long now) {
        if (newest.version() == version) {
            return Optional.empty();
        }
        Look look = look(newest, now);
        if (toldVersion <= version) {
            return Optional.empty();
        }
        Message message = metrics;
        if (message == null || message.version() < toldVersion) {
            byte[] body = json.write(documents.fleetLive(look.snapshot(), look.fleet()));
            message = Message.of(look.snapshot(), "metrics", Optional.empty(), body);
            metrics = message;
        }
        return Optional.of(message).filter(known -> known.version() > version);
    }

    private Look look(Snapshot newest, long now) {
        Look look = last;
        if (look != null && now - look.at() < SnapshotFrames.EVERY) {
            return look;
        }
        look = new Look(newest, FleetJson.document(summaries.apply(newest)), now);
        last = look;
        Map<String, Object> gist = FleetJson.gist(look.fleet());
        if (!gist.equals(told)) {
            told = gist;
            toldVersion = newest.version();
        }
        return look;
    }
}

package org.rollcall.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rollcall.event.EventId;
import org.rollcall.monitor.Snapshot;
import org.rollcall.summary.FleetSummary;

/**
 * The stream's messages that have no entry in the log, by scope; each encoded once for all readers of the scope. What
 * nobody looks at is neither made nor kept. Thread-safe.
 *
 * <p>Times are nanoseconds of the caller's clock, which never jumps.
 */
public final class SnapshotFrames {
    /** What moves is told at most so often. */
    public static final long EVERY = Duration.ofSeconds(1).toNanos();

    private static final long KEPT = Duration.ofMinutes(5).toNanos();

    /** A whole message, with the id and the version of the snapshot that it was made from. */
    @SuppressWarnings("ArrayRecordComponent") // shared bytes, compared by nobody
    public record Message(EventId asOf, long version, byte[] sse) {
        static Message of(Snapshot snapshot, String type, Optional<EventId> id, byte[] body) {
            return new Message(snapshot.asOf(), snapshot.version(), SseFrames.message(id, type, body));
        }
    }

    private static final class Used {
        final ScopeFrames frames;
        long at;

        Used(ScopeFrames frames) {
            this.frames = frames;
        }
    }

    private final Outlooks outlooks;
    private final SnapshotJson documents;
    private final Json json;
    private final Function<Snapshot, FleetSummary> summaries;
    private final Object lock = new Object(); // guards the scopes, and what they hold
    private final Map<Scope, Used> scopes = new HashMap<>();

    public SnapshotFrames(Outlooks outlooks, SnapshotJson documents, Json json) {
        this(outlooks, documents, json, FleetJson::summary);
    }

    SnapshotFrames(Outlooks outlooks, SnapshotJson documents, Json json, Function<Snapshot, FleetSummary> summaries) {
        this.outlooks = outlooks;
        this.documents = documents;
        this.json = json;
        this.summaries = summaries;
    }

    /** The newest snapshot's version; it moves only when something is different. */
    public long version() {
        return outlooks.snapshot().version();
    }

    /** The whole state as the scope shows it, with the id that it is as of; nothing while there is no such station. */
    public Optional<Message> dashboard(Scope scope, long now) {
        Snapshot snapshot = outlooks.snapshot();
        if (!exists(snapshot, scope)) {
            return Optional.empty();
        }
        synchronized (lock) {
            return frames(scope, now).dashboard(snapshot, now);
        }
    }

    /** What moves, without an id: when it is newer than the version that a reader has, and time to say so. */
    public Optional<Message> metrics(Scope scope, long version, long now) {
        Snapshot snapshot = outlooks.snapshot();
        if (!exists(snapshot, scope)) {
            return Optional.empty();
        }
        synchronized (lock) {
            return frames(scope, now).metrics(snapshot, version, now);
        }
    }

    /** Forgets the messages of scopes that nobody has asked for in a while. */
    public void forgetUnused(long now) {
        synchronized (lock) {
            scopes.values().removeIf(used -> now - used.at > KEPT);
        }
    }

    /** How many scopes are kept. */
    int scopes() {
        synchronized (lock) {
            return scopes.size();
        }
    }

    private ScopeFrames frames(Scope scope, long now) {
        Used used = scopes.computeIfAbsent(scope, unknown -> new Used(make(unknown)));
        used.at = now;
        return used.frames;
    }

    private ScopeFrames make(Scope scope) {
        return switch (scope.kind()) {
            case FLEET -> new FleetFrames(summaries, documents, json);
            case HOME -> new StationFrames(snapshot -> Optional.of(Outlook.home(snapshot)), documents, json);
            case STATION -> new StationFrames(snapshot -> outlooks.of(snapshot, scope.station()), documents, json);
        };
    }

    private static boolean exists(Snapshot snapshot, Scope scope) {
        return scope.kind() != Scope.Kind.STATION
                || snapshot.stations().stream().anyMatch(view -> view.name().equals(scope.station()));
    }
}

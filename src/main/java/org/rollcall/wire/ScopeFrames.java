package org.rollcall.wire;

import java.util.Optional;
import org.rollcall.monitor.Snapshot;

/** The messages of one scope. Not thread-safe: {@link SnapshotFrames} guards it. */
interface ScopeFrames {
    /** The whole state; nothing when there is no such station. */
    Optional<SnapshotFrames.Message> dashboard(Snapshot snapshot, long now);

    /** What has moved since the version that a reader has, if it is time to say so. */
    Optional<SnapshotFrames.Message> metrics(Snapshot snapshot, long version, long now);
}

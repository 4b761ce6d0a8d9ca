package org.rollcall.wire;

import java.util.Optional;
import java.util.function.Supplier;
import org.rollcall.log.EventLog;
import org.rollcall.monitor.Snapshot;

/** The newest snapshot as seen from whichever station somebody asks for. Thread-safe. */
public final class Outlooks {
    private final Supplier<Snapshot> snapshots;
    private final EventLog log;

    /**
     * @param log where a station's events are looked for, as far back as they are in memory
     */
    public Outlooks(Supplier<Snapshot> snapshots, EventLog log) {
        this.snapshots = snapshots;
        this.log = log;
    }

    /** The newest snapshot; costs nothing to ask for. */
    public Snapshot snapshot() {
        return snapshots.get();
    }

    /** As seen from this station, or from the home station; nothing when there is no such station. */
    public Optional<Outlook> of(Optional<String> station) {
        return station.isEmpty() ? Optional.of(Outlook.home(snapshot())) : of(snapshot(), station.get());
    }

    Optional<Outlook> of(Snapshot snapshot, String station) {
        return Outlook.of(snapshot, station, log);
    }
}

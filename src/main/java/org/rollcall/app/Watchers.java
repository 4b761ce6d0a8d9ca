package org.rollcall.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.rollcall.source.attendance.AttendanceWatcher;

/** The watchers of all databases. Each has its own threads, so that none waits for another's disk. */
final class Watchers implements AutoCloseable {
    private final List<AttendanceWatcher> all;

    Watchers(List<AttendanceWatcher> all) {
        this.all = List.copyOf(all);
    }

    void start() {
        all.forEach(AttendanceWatcher::start);
    }

    /** Every one looks at once. From any thread. */
    void pollNow() {
        all.forEach(AttendanceWatcher::pollNow);
    }

    /** Counts how often a verification corrected a day's figures; label {@code station}. */
    void bind(MeterRegistry registry) {
        all.forEach(watcher -> FunctionCounter.builder("rollcall.attendance.drifts", watcher, AttendanceWatcher::drifts)
                .tag("station", watcher.station())
                .register(registry));
    }

    @Override
    public void close() {
        all.forEach(AttendanceWatcher::close);
    }
}

package org.rollcall.app;

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

    /** Each of them. */
    List<AttendanceWatcher> all() {
        return all;
    }

    /** All are told to stop before any is waited for: those whose disk hangs have the same two seconds. */
    @Override
    public void close() {
        all.forEach(AttendanceWatcher::stop);
        all.forEach(AttendanceWatcher::close);
    }
}

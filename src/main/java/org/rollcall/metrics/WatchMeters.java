package org.rollcall.metrics;

import org.rollcall.event.SourceState;
import org.rollcall.source.attendance.AttendanceWatcher;
import org.rollcall.source.attendance.WatchTally;

/** The watcher of one database. Its station is named in the settings, so the label is bounded. */
final class WatchMeters {
    private WatchMeters() {}

    static void bind(Help help, AttendanceWatcher watcher, StationViews views) {
        String station = watcher.station();
        help.counter(
                "rollcall.attendance.drifts",
                "Verifications that put a day's figures right",
                watcher,
                AttendanceWatcher::drifts,
                "station",
                station);
        help.counter(
                "rollcall.watcher.looks",
                "Looks at the attendance database",
                watcher.tally(),
                tally -> tally.looks(),
                "station",
                station);
        help.gauge(
                "rollcall.watcher.look.age.seconds",
                "Since the last look",
                watcher.tally(),
                tally -> tally.lookAge().orElse(Double.NaN),
                "station",
                station);
        help.gauge(
                "rollcall.watcher.lag.seconds",
                "Since everything that the database had was known to be stored, or since the start; grows while it cannot be read",
                watcher.tally(),
                WatchTally::lag,
                "station",
                station);
        for (SourceState.Condition condition : SourceState.Condition.values()) {
            help.gauge(
                    "rollcall.watcher.state",
                    "1 for the state that the attendance database is in",
                    views,
                    all -> is(all, station, condition) ? 1 : 0,
                    "station",
                    station,
                    "state",
                    condition.word());
        }
    }

    private static boolean is(StationViews views, String station, SourceState.Condition condition) {
        return views.view(station)
                .flatMap(view -> view.source())
                .filter(source -> source.condition() == condition)
                .isPresent();
    }
}

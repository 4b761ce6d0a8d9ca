package org.rollcall.app;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rollcall.alert.Level;
import org.rollcall.alert.Rule;
import org.rollcall.alert.Rules;
import org.rollcall.config.AlertSettings;

/**
 * The rules that every installation has (P24 to P26), one for a database that cannot be read, the dead man's switch (P81),
 * and one for a clock that is off, which harms nothing at once and so only informs (P29).
 */
final class DefaultRules {
    /** One answer that was slow on its way looks like a clock that is off. */
    private static final Duration CLOCK_SETTLES = Duration.ofMinutes(2);

    private DefaultRules() {}

    static Rules from(AlertSettings settings) {
        return new Rules(List.of(
                new Rule(
                        "queue-size",
                        "queue_size",
                        true,
                        settings.queueSize(),
                        Optional.empty(),
                        Duration.ZERO,
                        Level.WARNING,
                        "Queue over " + plain(settings.queueSize()),
                        "{value} records wait for the cloud. They are kept at the station.",
                        "look at the internet lamp of the school's router"),
                new Rule(
                        "failed-syncs",
                        "failed_syncs",
                        true,
                        settings.failedSyncs(),
                        Optional.empty(),
                        Duration.ZERO,
                        Level.ERROR,
                        "Failed syncs over " + plain(settings.failedSyncs()),
                        "{value} records have failed to reach the cloud. They are kept at the station.",
                        "look at the internet lamp of the school's router"),
                new Rule(
                        "success-rate",
                        "success_rate",
                        false,
                        settings.successRate(),
                        Optional.of(new Rule.Guard("scans_today", settings.successRateScans())),
                        Duration.ZERO,
                        Level.WARNING,
                        "Success rate under " + plain(settings.successRate()) + " %",
                        "Only {value} % of today's scans have reached the cloud.",
                        "look at the internet lamp of the school's router"),
                new Rule(
                        "attendance-database",
                        "database_failing_seconds",
                        true,
                        settings.databaseFailing().toSeconds(),
                        Optional.empty(),
                        Duration.ZERO,
                        Level.ERROR,
                        "Attendance database not readable",
                        "It cannot be read for {value} s. The figures stand still.",
                        "see if its file is there and its disk is mounted"),
                new Rule(
                        "station-silent",
                        "heartbeat_overdue_seconds",
                        true,
                        settings.silentAfter().toSeconds(),
                        Optional.empty(),
                        Duration.ZERO,
                        Level.ERROR,
                        "No heartbeat",
                        "The station gives no sign of life. Nobody knows whether it takes scans.",
                        "see if the station's power lamp is lit"),
                new Rule(
                        "no-scans",
                        "window_without_scans_seconds",
                        true,
                        settings.noScansAfter().toSeconds(),
                        Optional.empty(),
                        Duration.ZERO,
                        Level.WARNING,
                        "No scans in the window",
                        "The station is there, but no scan comes although its window is open.",
                        "scan a card at the gate and see if it is taken"),
                new Rule(
                        "clock-off",
                        "clock_off_seconds",
                        true,
                        settings.clockOff().toSeconds(),
                        Optional.empty(),
                        CLOCK_SETTLES,
                        Level.INFO,
                        "Clock is off",
                        "The station's clock is {value} s from the server's, and so are the times that it reports.",
                        "switch on automatic time on the station's machine"),
                new Rule(
                        "background-work",
                        "failing_jobs",
                        true,
                        0,
                        Optional.empty(),
                        Duration.ZERO,
                        Level.WARNING,
                        "Rollcall's own work fails",
                        "Jobs of Rollcall that fail again and again: {value}. The log of Rollcall names them and says why.",
                        "read the newest errors in the log of Rollcall")));
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}

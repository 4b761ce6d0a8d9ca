package org.rollcall.config;

import java.time.Duration;

/**
 * How reports are taken.
 *
 * @param late an event that is told longer than this after it happened is late: it corrects, and raises nothing
 * @param repeats a scan of the same student sooner than this after the former one is a repeat; zero counts none
 */
public record ReportSettings(Duration late, Duration repeats) {
    static ReportSettings from(SettingsReader reader) {
        return new ReportSettings(
                reader.duration(
                        "rollcall.reports.late", Duration.ofMinutes(2), Duration.ofSeconds(10), Duration.ofDays(1)),
                reader.duration(
                        "rollcall.duplicates.window", Duration.ofMinutes(5), Duration.ZERO, Duration.ofHours(1)));
    }
}

package org.rollcall.config;

import java.time.Duration;

/**
 * Thresholds of the default rules; all comparisons are strict.
 *
 * @param queueSize more waiting rows than this
 * @param failedSyncs more rows tried in vain than this
 * @param successRate less than this, in percent
 * @param successRateScans and only with more scans than this
 * @param databaseFailing an attendance database that cannot be read for longer than this
 * @param silentAfter a station that gives no sign of life for longer than this, while it should be awake
 * @param noScansAfter a window without a scan for longer than this
 * @param noScansGrace and only when the window is open for longer than this
 * @param clockOff a station's clock that is further from the server's than this
 */
public record AlertSettings(
        double queueSize,
        double failedSyncs,
        double successRate,
        double successRateScans,
        Duration databaseFailing,
        Duration silentAfter,
        Duration noScansAfter,
        Duration noScansGrace,
        Duration clockOff) {
    /** Reads {@code rollcall.alert.<rule>.*}. */
    public static AlertSettings from(SettingsReader reader) {
        double most = 1_000_000_000;
        return new AlertSettings(
                reader.number("rollcall.alert.queue-size.threshold", 50, 0, most),
                reader.number("rollcall.alert.failed-syncs.threshold", 10, 0, most),
                reader.number("rollcall.alert.success-rate.threshold", 80, 0, 100),
                reader.number("rollcall.alert.success-rate.scans", 10, 0, most),
                reader.duration(
                        "rollcall.alert.attendance-database.threshold",
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        Duration.ofDays(1)),
                reader.duration(
                        "rollcall.alert.station-silent.after",
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(10),
                        Duration.ofDays(1)),
                reader.duration(
                        "rollcall.alert.no-scans.after",
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(1),
                        Duration.ofHours(12)),
                reader.duration(
                        "rollcall.alert.no-scans.grace", Duration.ofMinutes(15), Duration.ZERO, Duration.ofHours(12)),
                reader.duration(
                        "rollcall.alert.clock-off.threshold",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofDays(1)));
    }
}

package org.rollcall.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;

/**
 * What the watcher of an attendance database needs.
 *
 * @param database the attendance system's SQLite file
 * @param station the station that it belongs to
 * @param zone the station's zone: the timestamps in the file are local times of it
 * @param poll longest time between two looks that count the figures anew
 */
public record AttendanceSettings(Path database, String station, ZoneId zone, Duration poll) {
    /** Reads {@code rollcall.database}, {@code rollcall.station}, {@code rollcall.zone}, {@code rollcall.poll}. */
    public static AttendanceSettings from(SettingsReader reader, String station, ZoneId zone) {
        Path database = Path.of(reader.text("rollcall.database", "data/attendance.db"));
        Duration poll =
                reader.duration("rollcall.poll", Duration.ofSeconds(5), Duration.ofMillis(200), Duration.ofMinutes(5));
        return new AttendanceSettings(database, station, zone, poll);
    }
}

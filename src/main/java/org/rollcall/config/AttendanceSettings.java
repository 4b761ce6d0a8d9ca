package org.rollcall.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;

/**
 * What the watcher of one attendance database needs.
 *
 * @param database the attendance system's SQLite file
 * @param station the station that it belongs to
 * @param zone the station's zone: the timestamps in the file are local times of it
 * @param poll longest time between two looks that count the figures anew
 */
public record AttendanceSettings(Path database, String station, ZoneId zone, Duration poll) {}

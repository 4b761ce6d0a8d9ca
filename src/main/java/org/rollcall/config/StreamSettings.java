package org.rollcall.config;

import java.time.Duration;

/**
 * Bounds of the stream.
 *
 * @param clients streams at a time; further ones get 503
 * @param heartbeat longest silence before a comment is sent
 * @param keepalive time between two keepalive messages
 * @param lifetime after this and a random share of half of it a stream ends, and the browser resumes
 * @param replay entries that are replayed at most to one that comes back
 */
public record StreamSettings(int clients, Duration heartbeat, Duration keepalive, Duration lifetime, int replay) {
    /** Reads {@code rollcall.stream.*}. */
    public static StreamSettings from(SettingsReader reader) {
        return new StreamSettings(
                reader.whole("rollcall.stream.clients", 1_000, 1, 100_000),
                reader.duration(
                        "rollcall.stream.heartbeat",
                        Duration.ofSeconds(15),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(5)),
                reader.duration(
                        "rollcall.stream.keepalive",
                        Duration.ofSeconds(30),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(5)),
                reader.duration(
                        "rollcall.stream.lifetime", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofDays(1)),
                reader.whole("rollcall.stream.replay", 100_000, 0, 10_000_000));
    }
}

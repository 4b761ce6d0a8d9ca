package org.rollcall.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * All settings of one application, valid once constructed.
 *
 * @param data the data folder
 * @param station the station of the watched database and of in-process calls
 * @param components the components that are expected of it
 * @param evidenceLimit how old the evidence for a component may be
 * @param recentEvents events in the live window
 * @param recentAlerts alerts in the live window
 */
public record Settings(
        Path data,
        String station,
        ZoneId zone,
        List<String> components,
        Duration evidenceLimit,
        int recentEvents,
        int recentAlerts,
        AttendanceSettings attendance,
        AlertSettings alerts,
        StoreSettings store,
        StreamSettings stream) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern COMPONENT = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    public Settings {
        components = List.copyOf(components);
    }

    /** Reads and checks them all; throws {@link SettingsException} with every fault. */
    public static Settings from(Function<String, Optional<String>> values) {
        SettingsReader reader = new SettingsReader(values);
        Path data =
                Path.of(reader.text("rollcall.data", "data")).toAbsolutePath().normalize();
        String station = reader.text("rollcall.station", "local", NAME, "gate-1");
        ZoneId zone = reader.zone("rollcall.zone");
        Settings settings = new Settings(
                data,
                station,
                zone,
                reader.list("rollcall.components", List.of("camera", "cloud", "sms"), COMPONENT, "camera,cloud,sms"),
                reader.duration(
                        "rollcall.evidence.limit", Duration.ofMinutes(15), Duration.ofSeconds(1), Duration.ofDays(7)),
                reader.whole("rollcall.events.recent", 100, 20, 10_000),
                reader.whole("rollcall.alerts.recent", 50, 10, 1_000),
                AttendanceSettings.from(reader, station, zone),
                AlertSettings.from(reader),
                StoreSettings.from(reader, data),
                StreamSettings.from(reader));
        checkFolder(reader, data);
        reader.check();
        return settings;
    }

    private static void checkFolder(SettingsReader reader, Path data) {
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            reader.problem(new Problem("rollcall.data", data.toString(), "is not a folder that can be made", "data"));
            return;
        }
        if (!Files.isWritable(data)) {
            reader.problem(new Problem("rollcall.data", data.toString(), "is not writable", "data"));
        }
    }
}

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
 * @param stations the registry of stations; the file need not exist
 * @param station the home station: first on the page, and that of in-process calls
 * @param zone the home station's
 * @param components the components that are expected of each station
 * @param evidenceLimit how old the evidence for a component may be
 * @param recentEvents events in the live window
 * @param recentAlerts ended alerts in the live window
 * @param timetable when stations are in use
 * @param log of the log's lines; whoever starts the server obeys it
 * @param databases what is watched, the home station's first; never empty
 */
public record Settings(
        Path data,
        Path stations,
        String station,
        ZoneId zone,
        List<String> components,
        Duration evidenceLimit,
        int recentEvents,
        int recentAlerts,
        List<AttendanceSettings> databases,
        AlertSettings alerts,
        StoreSettings store,
        RetentionSettings retention,
        StreamSettings stream,
        TimetableSettings timetable,
        ReportSettings reports,
        PrivacySettings privacy,
        FrontSettings front,
        LogFormat log) {
    private static final Pattern COMPONENT = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    public Settings {
        components = List.copyOf(components);
        databases = List.copyOf(databases);
    }

    /** Reads and checks them all; throws {@link SettingsException} with every fault. */
    public static Settings from(Function<String, Optional<String>> values) {
        return from(values, front -> List.of());
    }

    /** @param outside finds the faults that only the server's part of us can see; they are thrown with all others */
    public static Settings from(
            Function<String, Optional<String>> values, Function<FrontSettings, List<Problem>> outside) {
        SettingsReader reader = new SettingsReader(values);
        Path data =
                reader.path("rollcall.data", Path.of("data")).toAbsolutePath().normalize();
        List<AttendanceSettings> databases = DatabaseList.from(reader, data.resolve("monitor.db"));
        Settings settings = new Settings(
                data,
                reader.path("rollcall.stations", data.resolve("stations.csv")),
                databases.get(0).station(),
                databases.get(0).zone(),
                reader.list("rollcall.components", List.of("camera", "cloud", "sms"), COMPONENT, "camera,cloud,sms"),
                reader.duration(
                        "rollcall.evidence.limit", Duration.ofMinutes(15), Duration.ofSeconds(1), Duration.ofDays(7)),
                reader.whole("rollcall.events.recent", 100, 20, 10_000),
                reader.whole("rollcall.alerts.recent", 50, 10, 1_000),
                databases,
                AlertSettings.from(reader),
                StoreSettings.from(reader, data),
                RetentionSettings.from(reader),
                StreamSettings.from(reader),
                TimetableSettings.from(reader),
                ReportSettings.from(reader),
                PrivacySettings.from(reader),
                FrontSettings.from(reader),
                reader.oneOf("rollcall.log.format", LogFormat.TEXT, LogFormat.class));
        if (!reader.isFaulty("rollcall.data")) {
            checkFolder(reader, data);
        }
        outside.apply(settings.front()).forEach(reader::problem);
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

package org.rollcall.guard;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.rollcall.config.Settings;

/** The settings as Tomcat's own part sees them: system properties, then the environment, like the application's. */
final class ServerSettings {
    private ServerSettings() {}

    /** All of them, the application's too, so that every fault is told at once and before anything is opened. */
    static Settings read() {
        return Settings.from(values(System::getProperty, System::getenv));
    }

    static Function<String, Optional<String>> values(
            Function<String, String> properties, Function<String, String> environment) {
        return key -> Optional.ofNullable(properties.apply(key))
                .or(() -> Optional.ofNullable(environment.apply(variable(key))));
    }

    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}

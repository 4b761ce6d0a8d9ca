package org.rollcall.guard;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.rollcall.config.FrontSettings;
import org.rollcall.config.Problem;
import org.rollcall.config.Settings;
import org.rollcall.config.SettingsReader;

/** The settings as Tomcat's own part sees them: system properties, then the environment, like the application's. */
final class ServerSettings {
    private ServerSettings() {}

    /**
     * Checks all of them, the application's too, so that every fault is told at once and before anything is opened.
     *
     * @param outside finds the faults that are the server's, not the values' alone
     */
    static FrontSettings checked(Function<FrontSettings, List<Problem>> outside) {
        return Settings.from(values(System::getProperty, System::getenv), outside)
                .front();
    }

    /** Ours alone: in somebody else's Tomcat the application's settings may stand where we do not see them. */
    static FrontSettings ours() {
        SettingsReader reader = new SettingsReader(values(System::getProperty, System::getenv));
        FrontSettings settings = FrontSettings.from(reader);
        reader.check();
        return settings;
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

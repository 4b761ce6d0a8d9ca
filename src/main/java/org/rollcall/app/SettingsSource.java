package org.rollcall.app;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.rollcall.config.Settings;

/** Where settings come from: system properties, the environment, then JNDI {@code <Environment>} entries. */
final class SettingsSource {
    private static final Logger LOG = Logger.getLogger(SettingsSource.class.getName());

    private SettingsSource() {}

    /** Reads and checks them, and warns of each name that looks like a setting and is none. */
    static Settings read() {
        Config config = ConfigProvider.getConfig();
        Set<String> asked = new HashSet<>();
        Settings settings = Settings.from(key -> {
            asked.add(key);
            return config.getOptionalValue(key, String.class).or(() -> jndi(key));
        });
        UnknownSettings.among(
                        asked, System.getenv().keySet(), System.getProperties().stringPropertyNames())
                .forEach(LOG::warning);
        return settings;
    }

    @SuppressWarnings("BanJNDI") // java:comp/env is the deployer's own, and the name is a constant of ours
    private static Optional<String> jndi(String key) {
        try {
            Object value = new InitialContext().lookup("java:comp/env/" + key);
            return Optional.ofNullable(value).map(Object::toString);
        } catch (NamingException e) {
            return Optional.empty(); // not set there, which is the rule
        }
    }
}

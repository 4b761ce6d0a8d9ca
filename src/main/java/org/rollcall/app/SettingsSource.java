package org.rollcall.app;

import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.rollcall.config.Settings;

/** Where settings come from: system properties, the environment, then JNDI {@code <Environment>} entries. */
final class SettingsSource {
    private SettingsSource() {}

    static Settings read() {
        Config config = ConfigProvider.getConfig();
        return Settings.from(key -> config.getOptionalValue(key, String.class).or(() -> jndi(key)));
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

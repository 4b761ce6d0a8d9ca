package org.rollcall.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tomcat's own part and the application read the same settings, each in its way. */
class ServerSettingsTest {
    private static final String KEY = "rollcall.test.password";

    @AfterEach
    void nothingIsSet() {
        System.clearProperty(KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "Xy${7}q",
                "${rollcall.data}",
                "${user.home}",
                "${none:fallback}",
                "a$$b",
                "$",
                "$$",
                "${",
                "${}",
                "}$",
                "\\",
                "\\\\",
                "a\\$b",
                "\\${user.home}",
                "a\\,b",
                "#{x}",
                "%x",
                "é \u00a0x"
            })
    void aValueIsWhatWasWrittenForBothReaders(String value) {
        System.setProperty(KEY, value);
        Optional<String> server =
                ServerSettings.values(System::getProperty, System::getenv).apply(KEY);
        Optional<String> application = ConfigProvider.getConfig().getOptionalValue(KEY, String.class);
        assertThat(server).contains(value);
        assertThat(application).isEqualTo(server);
    }
}

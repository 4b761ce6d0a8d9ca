package org.rollcall.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void everyDefaultIsAsPromised() {
        Settings settings =
                Settings.from(key -> key.equals("rollcall.data") ? Optional.of(folder.toString()) : Optional.empty());
        assertThat(settings.station()).isEqualTo("local");
        assertThat(settings.components()).containsExactly("camera", "cloud", "sms");
        assertThat(settings.recentEvents()).isEqualTo(100);
        assertThat(settings.recentAlerts()).isEqualTo(50);
        assertThat(settings.attendance().poll()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.alerts().queueSize()).isEqualTo(50);
        assertThat(settings.store().durability()).isEqualTo(StoreSettings.Durability.FULL);
    }

    @Test
    void allFaultsAreReportedAtOnceWithAGoodExample() {
        Map<String, String> wrong = Map.of(
                "rollcall.data", folder.toString(),
                "rollcall.poll", "5 parsecs",
                "rollcall.zone", "Mars/Olympus",
                "rollcall.events.recent", "-1",
                "rollcall.store.durability", "maybe",
                "rollcall.components", "camera,,cloud");
        SettingsException fault = catchThrowableOfType(
                SettingsException.class, () -> Settings.from(key -> Optional.ofNullable(wrong.get(key))));
        assertThat(fault.problems())
                .extracting(Problem::key)
                .containsExactlyInAnyOrder(
                        "rollcall.poll",
                        "rollcall.zone",
                        "rollcall.events.recent",
                        "rollcall.store.durability",
                        "rollcall.components");
        assertThat(fault.problems())
                .allSatisfy(problem -> assertThat(problem.example()).isNotBlank());
        assertThat(fault).hasMessageContaining("rollcall.zone=Mars/Olympus").hasMessageContaining("Asia/Manila");
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "5s, PT5S", "15m, PT15M", "2h, PT2H", "30d, PT720H", "PT1M, PT1M"})
    void durationsAreReadInBothForms(String text, Duration duration) {
        assertThat(SettingsReader.duration(text)).contains(duration);
    }

    @Test
    void whatIsNoDurationIsAbsent() {
        for (String text : List.of("", "5", "-5s", "s", "1e3s", "99999999999s")) {
            assertThat(SettingsReader.duration(text)).as(text).isEmpty();
        }
    }
}

package org.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.config.Settings;

class UnknownSettingsTest {
    private static final Pattern VARIABLE = Pattern.compile("\\bROLLCALL_[A-Z0-9_]*[A-Z0-9]\\b(?![_*…])");
    private static final Path ROOT = Path.of(System.getProperty("rollcall.basedir", "."));

    @TempDir
    Path folder;

    @Test
    void aMisspeltNameIsToldWithTheOneThatIsMeant() {
        assertThat(UnknownSettings.among(
                        asked(),
                        List.of("ROLLCALL_COMPONENT", "ROLLCALL_TLS_PASWORD", "ROLLCALL_COLOUR", "PATH"),
                        List.of("rollcall.stations", "rollcall.pol", "user.home")))
                .containsExactly(
                        "ROLLCALL_COLOUR is no setting, and is ignored",
                        "ROLLCALL_COMPONENT is no setting, and is ignored; is ROLLCALL_COMPONENTS meant?",
                        "ROLLCALL_TLS_PASWORD is no setting, and is ignored; is ROLLCALL_TLS_PASSWORD meant?",
                        "rollcall.pol is no setting, and is ignored; is rollcall.poll meant?");
    }

    @Test
    void whatScriptsClientsAndDocumentsNameIsKnown() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String place : List.of("scripts", "clients", "deploy", "docs", "tomcat-conf")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
                for (Path file : files.filter(path ->
                                path.toString().matches(".*(\\.(sh|py|md|conf|service|example)|Dockerfile|Caddyfile)"))
                        .toList()) {
                    VARIABLE.matcher(Files.readString(file)).results().forEach(found -> named.add(found.group()));
                }
            }
        }
        named.remove("ROLLCALL_COMPONENT"); // the reference's example of a misspelt one
        assertThat(named).contains("ROLLCALL_DATA", "ROLLCALL_JAVA_OPTS", "ROLLCALL_URL");
        assertThat(UnknownSettings.among(asked(), named, List.of())).isEmpty();
    }

    @Test
    void aStartTellsEachOfThemOnceAndNoValue() {
        Logger log = Logger.getLogger(SettingsSource.class.getName());
        List<String> told = new java.util.ArrayList<>();
        Handler notes = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                told.add(entry.getLevel() + " " + entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(notes);
        System.setProperty("rollcall.data", folder.toString());
        System.setProperty("rollcall.tls.pasword", "a-password-of-a-key");
        try {
            assertThat(SettingsSource.read().data()).isEqualTo(folder);
        } finally {
            System.clearProperty("rollcall.data");
            System.clearProperty("rollcall.tls.pasword");
            log.removeHandler(notes);
        }
        assertThat(told)
                .contains("WARNING rollcall.tls.pasword is no setting, and is ignored; is rollcall.tls.password meant?")
                .doesNotHaveDuplicates()
                .noneMatch(line -> line.contains("a-password-of-a-key"));
    }

    private Set<String> asked() {
        Set<String> asked = new TreeSet<>();
        Settings.from(key -> {
            asked.add(key);
            return key.equals("rollcall.data") ? Optional.of(folder.toString()) : Optional.empty();
        });
        return asked;
    }
}

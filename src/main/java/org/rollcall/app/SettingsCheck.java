package org.rollcall.app;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rollcall.config.Settings;

/**
 * Says which names in the environment look like settings and are none, for scripts/doctor.sh: a line for each, of level, text
 * and first step, separated by tabs. Values are not looked at, and nothing is made.
 */
public final class SettingsCheck {
    private static final String OPTIONS = "ROLLCALL_JAVA_OPTS";
    private static final String STEP = "correct it or take it out; every name is in docs/reference/settings.md";

    private SettingsCheck() {}

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String options = Optional.ofNullable(System.getenv(OPTIONS)).orElse("");
        List<String> unknown = unknown(System.getenv().keySet(), options);
        unknown.forEach(sentence -> out.println("WARN\t" + sentence + '\t' + STEP));
        if (unknown.isEmpty()) {
            out.println("OK\tevery name that looks like a setting is one\t");
        }
    }

    /** @param options the server's options for its JVM, which may have settings among them */
    static List<String> unknown(Collection<String> environment, String options) {
        List<String> properties = Stream.of(options.strip().split("\\s+"))
                .filter(option -> option.startsWith("-D"))
                .map(option -> option.substring(2).replaceFirst("=.*", ""))
                .toList();
        return UnknownSettings.among(names(), environment, properties);
    }

    /** The names of all settings. */
    private static Set<String> names() {
        Set<String> names = new HashSet<>();
        Settings.from(name -> {
            names.add(name);
            // The data folder is made where it is not there; this one is.
            return name.equals("rollcall.data") ? Optional.of(System.getProperty("java.io.tmpdir")) : Optional.empty();
        });
        return names;
    }
}

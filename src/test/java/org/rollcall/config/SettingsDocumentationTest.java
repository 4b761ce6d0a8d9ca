package org.rollcall.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A setting without a line in the reference does not exist for an operator. */
class SettingsDocumentationTest {
    private static final Path SOURCES = Path.of("src/main/java/org/rollcall/config");
    private static final Path REFERENCE = Path.of("docs/reference/settings.md");
    private static final Pattern READ = Pattern.compile("\"(rollcall\\.[a-z0-9][a-z0-9.-]*)\"");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(rollcall\\.[a-z0-9][a-z0-9.-]*)` \\|");

    @Test
    void everySettingThatIsReadHasARowInTheReferenceAndNoOtherHas() throws IOException {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                read.addAll(all(READ, Files.readString(file)));
            }
        }
        assertFalse(read.isEmpty(), "no setting was found in " + SOURCES);
        assertEquals(read, all(DOCUMENTED, Files.readString(REFERENCE)));
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            names.add(matcher.group(1));
        }
        return names;
    }
}

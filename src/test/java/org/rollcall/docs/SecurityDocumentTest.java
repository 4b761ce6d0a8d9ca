package org.rollcall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row of the security reference names a test, and the test is there. */
class SecurityDocumentTest {
    private static final Path REFERENCE = Path.of("docs/reference/security.md");
    private static final Pattern NAMED =
            Pattern.compile("`([A-Z][A-Za-z]*(?:IT|Test|Properties))`((?: ?,? ?[a-z][A-Za-z0-9_]+)*)");

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String folder : new String[] {"src/test/java", "src/it/java", "src/browser/java"}) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        Set<String> missing = new TreeSet<>();
        int methods = 0;
        Matcher named = NAMED.matcher(Files.readString(REFERENCE));
        while (named.find()) {
            String source = sources.get(named.group(1));
            if (source == null) {
                missing.add(named.group(1));
                continue;
            }
            for (String method : named.group(2).split("[ ,]+")) {
                if (!method.isEmpty()) {
                    methods++;
                    if (!source.contains("void " + method + "(")) {
                        missing.add(named.group(1) + " " + method);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(methods).isGreaterThan(30);
    }
}

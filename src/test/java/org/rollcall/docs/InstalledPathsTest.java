package org.rollcall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A path of the installed service in a how-to is one that {@code scripts/install.sh} makes. */
class InstalledPathsTest {
    private static final Path BASE = Path.of(System.getProperty("rollcall.basedir", "."));
    private static final Pattern INSTALLED = Pattern.compile("/opt/rollcall/([A-Za-z0-9.-]+)(?:/([\\w./-]*\\w))?");
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");
    /** Each says itself where it puts what. */
    private static final Set<String> ELSEWHERE = Set.of("own-tomcat.md", "docker.md");

    @Test
    void everyPathBelowOptLeadsThroughCurrentOrAVersionToAFileThatIsThere() throws IOException {
        Set<String> wrong = new TreeSet<>();
        int found = 0;
        for (Path howTo : howTos()) {
            for (String line : Files.readAllLines(howTo)) {
                Matcher path = INSTALLED.matcher(line);
                while (path.find() && !line.contains("docker exec")) {
                    found++;
                    if (!isMade(path.group(1), path.group(2))) {
                        wrong.add(howTo.getFileName() + ": " + path.group());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(found).as("paths that were looked at").isGreaterThan(5);
    }

    private static boolean isMade(String version, String file) {
        boolean isThere = file == null || file.equals(".env") || Files.exists(BASE.resolve(file));
        return isThere && (version.equals("current") || VERSION.matcher(version).matches());
    }

    private static List<Path> howTos() throws IOException {
        try (Stream<Path> files = Files.list(BASE.resolve("docs/howto"))) {
            return files.filter(file -> !ELSEWHERE.contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }
}

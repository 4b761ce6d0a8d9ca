package org.rollcall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a reader copies from docs/howto/call-from-java.md is code that is compiled here, and run by CallFromJavaIT. */
class CallFromJavaDocumentTest {
    private static final Path BASE = Path.of(System.getProperty("rollcall.basedir", "."));
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void everyBlockOfCodeIsCompiledAndRun() throws IOException {
        String code = unindented(sources());
        List<MatchResult> blocks = BLOCK.matcher(Files.readString(BASE.resolve("docs/howto/call-from-java.md")))
                .results()
                .toList();

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(4);
        assertThat(blocks).extracting(block -> block.group(1)).containsOnly("java");
        assertThat(blocks).allSatisfy(block -> assertThat(code).contains(unindented(block.group(2))));
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.list(BASE.resolve("src/it/java/org/rollcall/it/example"))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }

    /** How deep a line stands depends on what is around it. */
    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}

package org.rollcall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a reader copies from docs/howto/connect-java.md is code that is compiled here, and run by JavaClientIT. */
class ConnectJavaDocumentTest {
    private static final Path BASE = Path.of(System.getProperty("rollcall.basedir", "."));
    private static final Pattern BLOCK = Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void everyBlockOfCodeIsCompiledAndRun() throws IOException {
        String code = unindented(Files.readString(BASE.resolve("src/it/java/org/rollcall/it/gate/Gate.java")));
        List<MatchResult> blocks = BLOCK.matcher(Files.readString(BASE.resolve("docs/howto/connect-java.md")))
                .results()
                .toList();

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(4);
        assertThat(blocks).allSatisfy(block -> assertThat(code).contains(unindented(block.group(1))));
    }

    /** How deep a line stands depends on what is around it. */
    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}

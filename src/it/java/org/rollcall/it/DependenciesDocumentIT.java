package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/dependencies.md} tells what is shipped, under which licences, and what it weighs. */
class DependenciesDocumentIT {
    private static final Path WAR = Path.of(System.getProperty("rollcall.war"));

    /** Who downloads it over a school's line, and whose card it is on. */
    private static final long LARGEST = 32_000_000;

    private static String document;
    private static Parts parts;

    @BeforeAll
    static void read() throws IOException {
        document = Files.readString(
                Path.of(System.getProperty("rollcall.basedir"), "docs", "reference", "dependencies.md"));
        parts = Parts.of(Path.of(System.getProperty("rollcall.target"), "rollcall.cdx.json"));
    }

    @Test
    void everyPartIsListedWithItsVersionItsLicenceAndItsWeight() throws Exception {
        List<String> rows = parts.rows(Parts.allowed(document), WAR);
        assertThat(Parts.rows(document))
                .as("the table has to be:%n%s%n", String.join("\n", rows))
                .isEqualTo(rows);
    }

    @Test
    void everyPartComesUnderALicenceThatIsAllowed() {
        assertThat(parts.components()).hasSizeGreaterThan(50);
        assertThat(parts.refused(Parts.allowed(document))).isEmpty();
    }

    @Test
    void aPartUnderAnotherLicenceOrNoneIsFound() {
        Parts planted = new Parts(Stream.of("{\"id\": \"GPL-3.0-only\"}", "{\"name\": \"Ask me\"}", "{}")
                .map(licence -> RollcallServer.tree(
                        ("{\"group\": \"org.example\", \"name\": \"planted\", \"licenses\": [{\"license\": " + licence
                                        + "}]}")
                                .getBytes(StandardCharsets.UTF_8)))
                .toList());
        assertThat(planted.refused(Parts.allowed(document)))
                .containsExactly(
                        "org.example:planted [GPL-3.0-only]", "org.example:planted [Ask me]", "org.example:planted []");
    }

    @Test
    void nothingIsInTheWarThatIsNotListed() throws Exception {
        try (ZipFile war = new ZipFile(WAR.toFile())) {
            List<String> jars = war.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.matches("WEB-INF/lib/.+\\.jar"))
                    .toList();
            List<String> listed = parts.components().stream()
                    .map(part -> "WEB-INF/lib/" + part.path("name").asText() + "-"
                            + part.path("version").asText() + ".jar")
                    .toList();
            assertThat(listed).containsAll(jars);
        }
    }

    @Test
    void theWarIsNoLargerThanPromised() throws Exception {
        assertThat(Files.size(WAR)).isLessThan(LARGEST);
        String said = Pattern.compile("The WAR weighs ([0-9.]+) MB")
                .matcher(document)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertThat(Files.size(WAR) / 1e6).isBetween(Double.parseDouble(said) - 0.3, Double.parseDouble(said) + 0.3);
    }
}

package org.rollcall.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What the package consists of by the list that the build makes, as rows of {@code docs/reference/dependencies.md}. */
record Parts(List<JsonNode> components) {
    private static final Pattern ALLOWED = Pattern.compile("(?m)^\\| `([^`]+)` \\|[^|]*\\|$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `[^`]+:[^`]+` \\|.*$");

    static Parts of(Path list) throws IOException {
        JsonNode document = RollcallServer.tree(Files.readAllBytes(list));
        List<JsonNode> components = new ArrayList<>();
        document.path("components").forEach(components::add);
        return new Parts(components);
    }

    /** The licences that the document allows. */
    static List<String> allowed(String document) {
        return ALLOWED.matcher(document).results().map(found -> found.group(1)).toList();
    }

    /** The rows of parts that the document has. */
    static List<String> rows(String document) {
        return ROW.matcher(document).results().map(MatchResult::group).toList();
    }

    /** The rows that it should have, in order; a part without an allowed licence has none in its row. */
    List<String> rows(List<String> allowed, Path war) throws IOException {
        List<String> rows = new ArrayList<>();
        try (ZipFile file = new ZipFile(war.toFile())) {
            for (JsonNode part : components) {
                String name = part.path("name").asText();
                String version = part.path("version").asText();
                ZipEntry jar = file.getEntry("WEB-INF/lib/" + name + "-" + version + ".jar");
                rows.add("| `%s:%s` | %s | %s | %s |"
                        .formatted(
                                part.path("group").asText(),
                                name,
                                version,
                                licence(part, allowed),
                                jar == null ? "" : Math.round(jar.getSize() / 1000.0)));
            }
        }
        return rows.stream().sorted().toList();
    }

    /** The parts that come under no licence that is allowed. */
    List<String> refused(List<String> allowed) {
        return components.stream()
                .filter(part -> licence(part, allowed).isEmpty())
                .map(part -> part.path("group").asText() + ":"
                        + part.path("name").asText() + " " + licences(part).toList())
                .toList();
    }

    /** The first of its licences that is allowed: where there are several, one may choose. */
    private static String licence(JsonNode part, List<String> allowed) {
        return licences(part).filter(allowed::contains).findFirst().orElse("");
    }

    private static Stream<String> licences(JsonNode part) {
        List<String> licences = new ArrayList<>();
        for (JsonNode choice : part.path("licenses")) {
            JsonNode licence = choice.path("license");
            licences.add(licence.path("id")
                    .asText(licence.path("name")
                            .asText(choice.path("expression").asText())));
        }
        return licences.stream();
    }
}

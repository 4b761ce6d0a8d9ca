package org.rollcall.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shipped for Prometheus and Grafana asks only for metrics that have a row in the reference. */
class MetricsDocumentTest {
    private static final Path REFERENCE = Path.of("docs/reference/metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|");
    private static final Pattern NAME =
            Pattern.compile("\\b((?:rollcall|jvm|tomcat|hikaricp|process|system)_[a-z][a-z0-9_]*)\\b");
    private static final Pattern WORKER = Pattern.compile("new Worker\\(\\s*\"rollcall-([a-z-]+?)-?\"");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy/prometheus/rollcall-alerts.yml",
                "deploy/prometheus/rollcall-alerts.test.yml",
                "deploy/grafana/rollcall.json",
                "docs/howto/prometheus.md"
            })
    void everyMetricThatIsAskedForHasARow(String file) throws IOException {
        Set<String> asked = new TreeSet<>();
        Matcher name = NAME.matcher(Files.readString(Path.of(file)));
        while (name.find()) {
            asked.add(name.group(1).replaceFirst("_(bucket|count|sum)$", ""));
        }
        assertThat(asked).isNotEmpty();
        Set<String> known = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(REFERENCE));
        while (row.find()) {
            known.add(row.group(1));
        }
        assertThat(known).containsAll(asked);
    }

    @Test
    void everyWorkerHasItsFailuresCounted() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources =
                    files.filter(path -> path.toString().endsWith(".java")).toList();
            for (Path source : sources) {
                Matcher worker = WORKER.matcher(Files.readString(source));
                while (worker.find()) {
                    named.add(worker.group(1));
                }
            }
        }
        assertThat(named.stream().sorted().collect(Collectors.toList())).isEqualTo(MachineMeters.WORKERS);
    }
}

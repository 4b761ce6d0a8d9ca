package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prometheus' own tool, if the machine has it. {@code scripts/verify.sh} brings it, and says when it cannot.
 *
 * @param said everything that it printed
 */
record Promtool(int status, String said) {
    static boolean isHere() {
        boolean wanted = !System.getProperty("rollcall.promtool", "").equals("none");
        return wanted
                && Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    }

    static Promtool run(Path folder, String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Path given = Files.createTempFile("promtool", ".in");
        Path output = Files.createTempFile("promtool", ".out");
        try {
            Files.writeString(given, input, StandardCharsets.UTF_8);
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(given.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("promtool ends")
                    .isTrue();
            return new Promtool(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(given);
            Files.delete(output);
        }
    }
}

package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A script of the checkout that ran for a data folder.
 *
 * @param said everything that it printed
 */
record Script(int status, String said) {
    static Script run(Path data, String name, Object... arguments) {
        return run(data, Map.of(), name, arguments);
    }

    /**
     * @param environment besides the data folder
     */
    static Script run(Path data, Map<String, String> environment, String name, Object... arguments) {
        Path root = Path.of(System.getProperty("rollcall.basedir"));
        List<String> command =
                new ArrayList<>(List.of(root.resolve("scripts").resolve(name).toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path output =
                data.resolveSibling(data.getFileName() + "." + Path.of(name).getFileName() + ".out");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(key -> key.startsWith("ROLLCALL_"));
        builder.environment().put("ROLLCALL_DATA", data.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        try {
            Process process = builder.start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(name).isTrue();
            return new Script(process.exitValue(), java.nio.file.Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + name, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

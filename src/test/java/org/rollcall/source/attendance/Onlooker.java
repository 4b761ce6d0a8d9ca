package org.rollcall.source.attendance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A watcher in a process of its own, which looks when it is told to: as a user who may do less than the one who tests,
 * or where the disk is read-only.
 */
final class Onlooker implements AutoCloseable {
    private static final List<Class<?>> LIBRARIES =
            List.of(org.sqlite.JDBC.class, org.slf4j.Logger.class, org.jspecify.annotations.NullMarked.class);

    private final Process process;
    private final BufferedReader answers;

    private Onlooker(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts one.
     *
     * @param classes a folder that anybody may read, where the program is copied to
     * @param prefix what the command begins with: {@code setpriv …}, {@code unshare …}, or nothing
     */
    static Onlooker start(List<String> prefix, Path classes, Path file) throws IOException {
        copy(place(AttendanceWatcher.class), classes);
        copy(place(Onlooker.class), classes);
        List<String> path = new ArrayList<>(List.of(classes.toString()));
        for (Class<?> library : LIBRARIES) {
            Path jar = place(library);
            Path copy = classes.resolve(jar.getFileName().toString());
            copyReadable(jar, copy);
            path.add(copy.toString());
        }
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                String.join(":", path),
                Onlooker.class.getName(),
                file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(classes.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        return new Onlooker(builder.start());
    }

    /** Has it look three times; the condition, the sentence, the step and today's scans. */
    List<String> look() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).write("look\n");
        process.outputWriter(StandardCharsets.UTF_8).flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the onlooker ended");
        }
        return List.of(line.split("\t", -1));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static Path place(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    copyReadable(file, copy);
                }
            }
        }
    }

    /** A copy has the original's permissions, and what was built or downloaded may be its owner's alone. */
    private static void copyReadable(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** The process: one line of answer for each line of input. */
    public static void main(String[] arguments) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Desk desk = new Desk(Path.of(arguments[0]))) {
            while (commands.readLine() != null) {
                desk.look().look().poll();
                var state = desk.state.orElseThrow();
                String scans = desk.reading
                        .map(reading -> String.valueOf(reading.scansToday().orElse(-1)))
                        .orElse("none");
                System.out.println(String.join(
                        "\t",
                        state.condition().word(),
                        state.message(),
                        state.doNow().orElse(""),
                        scans));
            }
        }
    }
}

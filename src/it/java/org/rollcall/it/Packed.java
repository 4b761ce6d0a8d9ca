package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The package that {@code scripts/package.sh} makes of what the build has made. */
final class Packed {
    private static final Path BASEDIR = Path.of(System.getProperty("rollcall.basedir"));

    private Packed() {}

    /** Makes it in this folder. */
    static Path make(Path folder) throws IOException, InterruptedException {
        String script = BASEDIR.resolve("scripts/package.sh").toString();
        Path made = Path.of(said(
                        0,
                        Map.of("JAVA_HOME", System.getProperty("java.home")),
                        script,
                        "--no-build",
                        "--into",
                        "" + folder)
                .strip());
        assertThat(made.getParent()).isEqualTo(folder);
        return made;
    }

    /** The one folder that is in it, once it is unpacked in this one. */
    static Path unpack(Path archive, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        said(0, Map.of(), "tar", "-xzf", archive.toString(), "-C", folder.toString());
        try (Stream<Path> top = Files.list(folder)) {
            List<Path> found = top.toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    /** A home of a Java that cannot compile, made in this folder. */
    static Path jre(Path folder) throws IOException {
        Path jre = folder.resolve("jre");
        Files.createDirectories(jre.resolve("bin"));
        Files.createSymbolicLink(jre.resolve("bin/java"), Path.of(System.getProperty("java.home"), "bin", "java"));
        return jre;
    }

    /** What a command says that ends with this status; it has nothing in its environment but a path, UTF-8 and this. */
    static String said(int status, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = bare(environment, command).redirectErrorStream(true);
        Process process = builder.start();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isEqualTo(status);
            return said;
        }
    }

    static ProcessBuilder bare(Map<String, String> environment, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        return builder;
    }
}

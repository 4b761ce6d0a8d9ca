package org.rollcall.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rollcall.demo.AttendanceStation;
import org.sqlite.SQLiteConnection;

/**
 * The scripts in a folder of their own, so that a test may give them an {@code .env}, a build or a package that is not
 * ours. Nothing of the checkout is changed, and nothing is built.
 */
final class ScriptFolder {
    private static final Path BASE = Path.of(System.getProperty("rollcall.basedir", "."));

    private final Path root;

    /** @param said all that it printed, to the terminal's two ends in the order in which it came */
    record Ran(int status, String said) {}

    private ScriptFolder(Path root) {
        this.root = root;
    }

    /** With the sources of a checkout that was never built. */
    static ScriptFolder checkout(Path root) throws IOException {
        Files.createDirectories(root.resolve("scripts"));
        try (Stream<Path> scripts = Files.list(BASE.resolve("scripts"))) {
            for (Path script :
                    scripts.filter(file -> file.toString().endsWith(".sh")).toList()) {
                Path copy = Files.copy(script, root.resolve("scripts").resolve(script.getFileName()));
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        return new ScriptFolder(root);
    }

    /** With the classes that are tested, the SQLite driver and something that looks like Tomcat. */
    static ScriptFolder packaged(Path root) throws IOException {
        ScriptFolder scripts = checkout(root);
        Path jars = Files.createDirectories(root.resolve("lib/rollcall/WEB-INF/lib"));
        Files.writeString(root.resolve("VERSION"), "9.9.9\n");
        Files.writeString(root.resolve("lib/rollcall.war"), "no war");
        Files.writeString(root.resolve("lib/rollcall-guard.jar"), "no jar");
        Files.createSymbolicLink(root.resolve("lib/rollcall/WEB-INF/classes"), placeOf(AttendanceStation.class));
        Path driver = placeOf(SQLiteConnection.class);
        Files.createSymbolicLink(jars.resolve(driver.getFileName()), driver);
        Path tomcat = root.resolve("lib/apache-tomcat-10.1.0");
        Files.createDirectories(tomcat.resolve("bin"));
        Files.createDirectories(tomcat.resolve("conf"));
        Files.writeString(tomcat.resolve("bin/bootstrap.jar"), "no jar");
        Files.writeString(tomcat.resolve("conf/web.xml"), "<web-app/>");
        return scripts;
    }

    Path root() {
        return root;
    }

    Path script(String name) {
        return root.resolve("scripts").resolve(name);
    }

    /** Runs a script for the data folder {@code data} in the root, with these settings besides. */
    Ran run(Map<String, String> settings, String name, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(script(name).toString()));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        return ended(start(settings, command));
    }

    /** Runs these words of Bash in the root. */
    Ran bash(Map<String, String> settings, String words) throws Exception {
        return ended(start(settings, List.of("bash", "-c", words)));
    }

    Process start(Map<String, String> settings, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("ROLLCALL_") || key.endsWith("_proxy"));
        builder.environment().put("ROLLCALL_DATA", root.resolve("data").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(settings);
        return builder.redirectErrorStream(true).start();
    }

    private static Ran ended(Process process) throws Exception {
        process.getOutputStream().close();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), said);
        }
    }

    private static Path placeOf(Class<?> type) {
        try {
            Path place = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            assertThat(place).exists();
            return place;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

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
        Path conf = Files.createDirectories(root.resolve("tomcat-conf"));
        for (String file : List.of("server.xml", "context.xml", "catalina.properties", "logging.properties")) {
            Files.copy(BASE.resolve("tomcat-conf").resolve(file), conf.resolve(file));
        }
        return scripts;
    }

    /** A home of a Java that does nothing, and that well. */
    Path javaThatDoesNothing() throws IOException {
        Path home = root.resolve("java");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        for (String program : List.of("java", "javac")) {
            program(home.resolve("bin").resolve(program), "exit 0");
        }
        return home;
    }

    /** Puts a program there that is made of these words of the shell. */
    static Path program(Path file, String words) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + words + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
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

    /** The same as a user who is neither the owner of the files nor root; only root can be somebody else. */
    Ran runAsNobody(Map<String, String> settings, String name, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.add(script(name).toString());
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        return ended(start(settings, command));
    }

    /** Calls a function of a script, after these words of Bash. */
    Ran function(Map<String, String> settings, String name, String words, String call) throws Exception {
        String functions = "source <(sed -nE '/^[a-z_]+\\(\\) [({]$/,/^[)}]$/p' scripts/" + name + ")";
        return bash(settings, "set -euo pipefail; source scripts/shell.sh; " + functions + "\n" + words + "\n" + call);
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

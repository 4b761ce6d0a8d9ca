package org.rollcall.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody else makes in a data folder, its owner, the server, could not read. Only root can show it. */
class OwnerTest {
    private static final int NOBODYS_NAME = 48_888;
    private static final Path SCRIPTS = Path.of(System.getProperty("rollcall.basedir", "."), "scripts");

    @TempDir
    Path folder;

    private Path data = Path.of("");

    @BeforeEach
    void anothersDataFolder() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root gives files away")
                .isEqualTo("root");
        data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("users.xml"), "<tomcat-users/>");
        for (Path path : List.of(data.resolve("users.xml"), data)) {
            Files.setAttribute(path, "unix:uid", NOBODYS_NAME);
        }
    }

    @Test
    void rootEditsNoLoginsOfAnotherUsersServer() throws Exception {
        refused("users.sh", "rotate", "viewer");
    }

    @Test
    void rootStartsNoServerInAnotherUsersDataFolder() throws Exception {
        refused("start_monitor.sh", "1");
    }

    /** A volume may be one user's and let the server in by a group: the logins are the server's own. */
    @Test
    void whoseLoginsTheyAreEditsThemInAFolderOfAnother() throws Exception {
        Files.setAttribute(data, "unix:uid", NOBODYS_NAME + 1);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(checked(NOBODYS_NAME)).isEqualTo("his\nstatus 0");
        assertThat(checked(NOBODYS_NAME + 1)).isEqualTo("his\nstatus 0");
        assertThat(checked(NOBODYS_NAME + 2))
                .contains("belongs to #" + NOBODYS_NAME)
                .endsWith("status 1");
        assertThat(checked(0)).contains("belongs to #" + NOBODYS_NAME).endsWith("status 1");
        Files.setAttribute(data.resolve("users.xml"), "unix:uid", 0); // as a former version let root do
        assertThat(checked(0)).contains("belongs to #" + (NOBODYS_NAME + 1)).endsWith("status 1");
    }

    private String checked(int user) throws Exception {
        String script = Files.readString(SCRIPTS.resolve("shell.sh"));
        Path copy = Files.writeString(folder.resolve("shell.sh"), script);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        return ran(List.of(
                "setpriv",
                "--reuid=" + user,
                "--clear-groups",
                "bash",
                "-c",
                "cd / && source " + copy + " && ROLLCALL_DATA=" + data + " && check_owner && echo his"));
    }

    private void refused(String script, String... args) throws Exception {
        assertThat(said(script, args))
                .isEqualTo(script.replace(".sh", "") + ": the data folder " + data + " belongs to #" + NOBODYS_NAME
                        + "; do this as that user: sudo -u '#" + NOBODYS_NAME + "' " + SCRIPTS.resolve(script)
                        + "\nstatus 1");
        assertThat(data.resolve("users.xml")).hasContent("<tomcat-users/>");
        assertThat(Files.getAttribute(data.resolve("users.xml"), "unix:uid")).isEqualTo(NOBODYS_NAME);
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve("users.xml"));
        }
    }

    private String said(String script, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(args));
        return ran(command);
    }

    private String ran(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(key -> key.startsWith("ROLLCALL_"));
        builder.environment().put("ROLLCALL_DATA", data.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said + "status " + process.waitFor();
    }
}

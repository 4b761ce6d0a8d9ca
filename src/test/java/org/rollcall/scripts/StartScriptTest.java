package org.rollcall.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.scripts.ScriptFolder.Ran;

/** {@code scripts/start_monitor.sh} after a start that was killed. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class StartScriptTest {
    @TempDir
    Path folder;

    @Test
    void anApplicationThatWasNotUnpackedToItsEndIsUnpackedAnew() throws Exception {
        ScriptFolder scripts = ScriptFolder.packaged(folder.resolve("rollcall"));
        Path unpacked = scripts.root().resolve("data/tomcat/webapps/ROOT");
        start(scripts);
        assertThat(unpacked.resolveSibling("ROOT.war")).exists();

        Path type = Files.createDirectories(unpacked.resolve("WEB-INF/classes")).resolve("One.class");
        Files.writeString(type, "one of many");
        Files.createDirectories(unpacked.resolve("META-INF"));
        Files.createFile(unpacked.resolve("META-INF/war-tracker"));
        start(scripts);
        assertThat(type).as("what is whole stays, for unpacking costs seconds").exists();

        Files.delete(unpacked.resolve("META-INF/war-tracker"));
        start(scripts);
        assertThat(unpacked).doesNotExist();
        assertThat(unpacked.resolveSibling("ROOT.war")).exists();
    }

    @Test
    void aBuildThatOutlivesItsStartKeepsTheBuildsLockAndNotTheDataFolders() throws Exception {
        ScriptFolder scripts = ScriptFolder.checkout(folder.resolve("rollcall"));
        Path root = scripts.root();
        Files.createDirectories(root.resolve(".mvn"));
        Files.createDirectories(root.resolve("src/main"));
        Files.writeString(root.resolve("pom.xml"), "<project/>\n");
        assertThat(scripts.bash(Map.of(), "mkfifo begun ends").status()).isZero();
        ScriptFolder.program(root.resolve("mvnw"), "echo begun >begun; read -r word <ends");

        Process start = scripts.start(
                Map.of(),
                List.of("bash", "-c", "source scripts/shell.sh; exec 9>data.lock; flock 9; ensure_built build.log"));
        try {
            assertThat(root.resolve("begun")).content().isEqualTo("begun\n");
            start.destroyForcibly().waitFor();
            assertThat(scripts.bash(Map.of(), "flock -n data.lock true").status())
                    .as("the data folder is free")
                    .isZero();
            assertThat(scripts.bash(Map.of(), "flock -n target/.build-lock true")
                            .status())
                    .as("nobody builds beside it")
                    .isEqualTo(1);
        } finally {
            start.destroyForcibly();
            Files.writeString(root.resolve("ends"), "now\n");
        }
        assertThat(scripts.bash(Map.of(), "flock -w 60 target/.build-lock true").status())
                .as("free again when Maven has ended")
                .isZero();
    }

    private static void start(ScriptFolder scripts) throws Exception {
        makeUsers(scripts.root());
        Ran start =
                scripts.run(Map.of("JAVA_HOME", scripts.javaThatDoesNothing().toString()), "start_monitor.sh", "18999");
        assertThat(start.said()).isEmpty();
        assertThat(start.status()).isZero();
    }

    private static void makeUsers(Path root) throws IOException {
        Files.writeString(Files.createDirectories(root.resolve("data")).resolve("users.xml"), "<users/>");
    }
}

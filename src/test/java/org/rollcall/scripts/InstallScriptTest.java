package org.rollcall.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.scripts.ScriptFolder.Ran;

/** What {@code scripts/install.sh} decides, without root and without systemd. InstallIT runs it as a whole. */
class InstallScriptTest {
    private static final String PLACES =
            "home=$PWD/opt version=9.9.9 target=$home/$version data=$PWD/var settings=$PWD/rollcall.env unit=$PWD/unit backup=yes";
    private static final String RUNNING = "systemctl() { echo 'Sun 2026-11-22 10:00:00 UTC'; }";

    @TempDir
    Path folder;

    private ScriptFolder scripts;

    @BeforeEach
    void make() throws IOException {
        scripts = ScriptFolder.checkout(folder.resolve("rollcall"));
        Files.createDirectories(scripts.root().resolve("opt/9.9.9"));
        Files.createSymbolicLink(scripts.root().resolve("opt/current"), Path.of("9.9.9"));
        Files.createDirectories(scripts.root().resolve("var"));
        Files.createFile(scripts.root().resolve("rollcall.env"));
        Files.createFile(scripts.root().resolve("unit"));
    }

    @Test
    void aServerThatRunsWithWhatIsThereIsNotStartedAnew() throws Exception {
        assertThat(call(
                                RUNNING
                                        + "; touch -h -d '2026-11-22 09:00:00 UTC' rollcall.env unit opt/9.9.9 opt/current",
                                "outdated")
                        .status())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollcall.env", "unit", "opt/9.9.9", "opt/current"})
    void aServerThatStartedBeforeWhatIsThereIsStartedAnew(String file) throws Exception {
        String times = "; touch -h -d '2026-11-22 09:00:00 UTC' rollcall.env unit opt/9.9.9 opt/current"
                + "; touch -h -d '2026-11-22 10:00:05 UTC' " + file;
        assertThat(call(RUNNING + times, "outdated").status()).isZero();
    }

    @Test
    void somebodyElseWhoAnswersAtThePortIsNotTakenForTheServer() throws Exception {
        Ran ran = call(
                "sleep() { :; }; answers() { :; }; starts=0; systemctl() { case $1 in"
                        + " is-active) ((++starts < 4)) ;; *) echo $$ ;; esac; }",
                "await_start");
        assertThat(ran.said()).contains(": the service did not start").doesNotContain("runs");
        assertThat(ran.status()).isEqualTo(1);
    }

    @Test
    void theServerIsBelievedOnceItIsTheServicesProcess() throws Exception {
        Ran ran = call(
                "sleep() { :; }; answers() { :; }; systemctl() { case $1 in is-active) ;; *) echo 7 ;; esac; }"
                        + "; cat() { [[ $1 == /proc/7/comm ]] && echo java; }",
                "await_start");
        assertThat(ran.said()).isEqualTo("Rollcall 9.9.9 runs: http://127.0.0.1:8888/dashboard\n");
        assertThat(ran.status()).isZero();
    }

    @Test
    void settingsAreThoseThatTheServersScriptReads() throws Exception {
        Files.writeString(scripts.root().resolve("rollcall.env"), """
                ROLLCALL_PORT = 9999
                export ROLLCALL_ADDRESS="::1" # this machine alone
                """);
        assertThat(call(
                                "export ROLLCALL_PORT=1",
                                "setting ROLLCALL_PORT; echo; setting ROLLCALL_ADDRESS; echo; setting ROLLCALL_TLS_KEY")
                        .said())
                .isEqualTo("9999\n::1\n");
    }

    @Test
    void theStoreIsCopiedAlsoWhenTheFormerVersionWasDeletedByHand() throws Exception {
        Files.createFile(scripts.root().resolve("var/monitor.db"));
        ScriptFolder.program(scripts.root().resolve("opt/9.9.9/scripts/backup.sh"), "echo \"copied to ${1##*/}\"");
        Files.delete(scripts.root().resolve("opt/current"));
        Files.createSymbolicLink(scripts.root().resolve("opt/current"), Path.of("1.0.0"));
        assertThat(call("as_rollcall() { \"$@\"; }", "copy_store").said())
                .matches("copied to before_9\\.9\\.9_\\d{8}_\\d{6}\\.db\n");
    }

    private Ran call(String words, String function) throws Exception {
        return scripts.function(Map.of(), "install.sh", PLACES + "\n" + words, function);
    }
}

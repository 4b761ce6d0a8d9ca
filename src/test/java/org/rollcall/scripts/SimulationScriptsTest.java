package org.rollcall.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rollcall.scripts.ScriptFolder.Ran;

/** The scripts with a simulated station write into no database but one of a simulation. */
class SimulationScriptsTest {
    @TempDir
    Path folder;

    @Test
    void aSchoolsOwnDatabaseEndsTheStartAndStaysAsItIs() throws Exception {
        ScriptFolder scripts = ScriptFolder.packaged(folder.resolve("rollcall"));
        Path real = folder.resolve("real.db");
        try (Connection school = DriverManager.getConnection("jdbc:sqlite:" + real);
                Statement statement = school.createStatement()) {
            statement.execute("CREATE TABLE attendance (id INTEGER PRIMARY KEY, student_id TEXT, timestamp TEXT,"
                    + " synced INTEGER DEFAULT 0)");
            statement.execute("INSERT INTO attendance VALUES (1, 'a real child', '2026-11-23 07:00:00', 0)");
        }
        byte[] before = Files.readAllBytes(real);
        Map<String, String> settings = Map.of("ROLLCALL_DATABASE", real.toString());

        Ran monitor = scripts.run(settings, "start_monitor.sh", "--demo");
        assertThat(monitor.said()).startsWith("start_monitor: " + real + " is not a simulated station's");
        assertThat(monitor.status()).isEqualTo(1);
        Ran station = scripts.run(settings, "start_attendance.sh");
        assertThat(station.said()).startsWith("start_attendance: " + real + " is not a simulated station's");
        assertThat(station.status()).isEqualTo(1);
        assertThat(real).hasBinaryContent(before);
        assertThat(scripts.root().resolve("data")).doesNotExist();
    }

    @Test
    void theFileOfAnEarlierSimulationIsWrittenOn() throws Exception {
        ScriptFolder scripts = ScriptFolder.packaged(folder.resolve("rollcall"));
        Path simulated = folder.resolve("simulated.db");
        for (int times = 0; times < 2; times++) {
            Process station = scripts.start(
                    Map.of(),
                    List.of(scripts.script("start_attendance.sh").toString(), "--database", simulated.toString()));
            try (var output = station.inputReader()) {
                assertThat(output.readLine()).startsWith("start_attendance: writing " + simulated);
            } finally {
                station.destroy();
                station.waitFor();
            }
        }
    }
}

package org.rollcall.source.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rollcall.source.attendance.AttendanceCheck.Finding;

class AttendanceCheckTest {
    private static final String ATTENDANCE = "CREATE TABLE attendance (id INTEGER PRIMARY KEY, timestamp TEXT)";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"delete", "wal"})
    void aDatabaseThatCanBeWatchedIsFineAndIsLeftAsItIs(String mode) throws Exception {
        Path file = make("PRAGMA journal_mode = " + mode, ATTENDANCE);
        byte[] before = Files.readAllBytes(file);

        Finding finding = AttendanceCheck.look(file);

        assertThat(finding.level()).isEqualTo("OK");
        assertThat(finding.text()).contains("journal mode " + mode, "attendance.synced", "sync_queue");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (var beside = Files.list(folder)) {
            assertThat(beside).containsExactly(file);
        }
    }

    @Test
    void aFileThatIsNotThereYetIsAWarning() throws Exception {
        Finding finding = AttendanceCheck.look(folder.resolve("later.db"));
        assertThat(finding.level()).isEqualTo("WARN");
        assertThat(finding.step()).contains("start the attendance system");
    }

    @Test
    void whatCannotBeWatchedSaysWhyAndWhatToDo() throws Exception {
        Path text =
                Files.writeString(folder.resolve("notes.txt"), "not a database, but long enough to be one".repeat(9));
        for (Path wrong : List.of(make("CREATE TABLE other (id INTEGER)"), text, folder)) {
            Finding finding = AttendanceCheck.look(wrong);
            assertThat(finding.level()).as(finding.text()).isEqualTo("FAIL");
            assertThat(finding.text()).contains(wrong.toString());
            assertThat(finding.step()).isNotEmpty();
        }
    }

    @Test
    void oneThatIsLockedAllTheTimeSaysSo() throws Exception {
        Path file = make(ATTENDANCE);
        try (Connection holder = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = holder.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            assertThat(AttendanceCheck.look(file).text()).contains("has been locked");
        }
    }

    private Path make(String... statements) throws Exception {
        Path file = folder.resolve("attendance.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return file;
    }
}

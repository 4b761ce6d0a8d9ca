package org.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;

/** Files of every earlier schema are kept, and are opened with nothing missing. */
class SchemaTest {
    @TempDir
    Path folder;

    static List<Integer> versions() {
        return IntStream.rangeClosed(1, Schema.VERSION)
                .filter(version -> version < Schema.VERSION || fixture(version).isPresent())
                .boxed()
                .toList();
    }

    private static Optional<InputStream> fixture(int version) {
        return Optional.ofNullable(SchemaTest.class.getResourceAsStream("schema-" + version + ".db"));
    }

    private int version() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("monitor.db"));
                Statement statement = connection.createStatement()) {
            return statement.executeQuery("pragma user_version").getInt(1);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aStoreOfEveryEarlierSchemaIsOpenedWithNothingMissing(int version) throws Exception {
        try (InputStream in = fixture(version)
                .orElseThrow(() -> new AssertionError(
                        "schema-" + version + ".db is missing; SchemaFixture says how it is made"))) {
            Files.copy(in, folder.resolve("monitor.db"));
        }
        assertThat(version()).isEqualTo(version);
        int half = SchemaFixture.ENTRIES / 2;
        try (SqliteJournal journal = SchemaFixture.open(folder)) {
            assertThat(journal.health()).isEqualTo(Journal.Health.SOUND);
            assertThat(journal.last()).isEqualTo(new EventId(2, SchemaFixture.ENTRIES));
            List<Frame> frames = journal.after(0, 100);
            assertThat(frames).hasSize(SchemaFixture.ENTRIES);
            for (Frame frame : frames) {
                long sequence = frame.id().sequence();
                assertThat(frame.id().epoch()).isEqualTo(sequence <= half ? 1 : 2);
                assertThat(frame.kind()).isEqualTo(sequence % 2 == 1 ? Event.Kind.EVENT : Event.Kind.STATE);
                assertThat(new String(frame.json(), StandardCharsets.UTF_8)).contains("Ünïcode " + sequence);
                assertThat(journal.find("gate-1", "scan:" + sequence))
                        .isEqualTo(sequence % 2 == 1 ? Optional.of(frame.id()) : Optional.empty());
            }
            assertThat(journal.events(EventQuery.newest(100))).hasSize(half);
            assertThat(journal.countsSince(SchemaFixture.NOW).stream()
                            .mapToInt(Journal.Count::events)
                            .sum())
                    .isEqualTo(half);
            assertThat(journal.documents("position/"))
                    .isEqualTo(Map.of("position/attendance:gate-1", SchemaFixture.DOCUMENT));
            EventId next = journal.last().next();
            journal.append(List.of(SchemaFixture.entry(next)), Map.of());
            assertThat(journal.checkNow()).isEqualTo(StoreCheck.Outcome.SOUND);
        }
        assertThat(version()).isEqualTo(Schema.VERSION);
    }

    @Test
    void aStepThatFailsLeavesNothingOfItselfBehind() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("monitor.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("create table epoch (something integer)"); // the first step's last table
            assertThatThrownBy(() -> Schema.migrate(connection)).isInstanceOf(SQLException.class);
            assertThat(statement
                            .executeQuery("select group_concat(name) from sqlite_schema where type = 'table'")
                            .getString(1))
                    .isEqualTo("epoch");
            statement.execute("drop table epoch");
            Schema.migrate(connection);
        }
        assertThat(version()).isEqualTo(Schema.VERSION);
    }
}

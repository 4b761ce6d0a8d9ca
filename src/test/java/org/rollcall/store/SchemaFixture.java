package org.rollcall.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.log.Journal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/**
 * Makes {@code schema-N.db}, a small store as the present code writes it, to be kept for ever as a test resource.
 *
 * <p>Run its main method with an empty folder, in the commit that adds a step to {@link Schema}, and move the
 * {@code monitor.db} to {@code src/test/resources/org/rollcall/store/schema-<number of steps>.db}. A fixture is never
 * made again: it stands for the files that are out there.
 */
final class SchemaFixture {
    static final Instant NOW = Instant.parse("2026-11-23T07:00:00Z");
    static final int ENTRIES = 12;
    static final Map<String, Object> DOCUMENT = Map.of("value", "last=7");
    private static final Json JSON = new Json(ZoneOffset.UTC);

    private SchemaFixture() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (SqliteJournal journal = open(folder)) {
            for (int i = 0; i < ENTRIES; i++) {
                if (i == ENTRIES / 2) {
                    journal.startEpoch();
                }
                EventId id = journal.last().next();
                journal.append(List.of(entry(id)), Map.of("position/attendance:gate-1", DOCUMENT));
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("monitor.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = delete"); // one file, no companions
            statement.execute("vacuum");
        }
    }

    static SqliteJournal open(Path folder) {
        return SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.FULL), JSON, NOW);
    }

    /** An entry with an odd sequence is an event with a key, one with an even sequence a change of state without. */
    static Journal.Entry entry(EventId id) {
        boolean odd = id.sequence() % 2 == 1;
        Event event = new Event(
                id,
                odd ? Event.Kind.EVENT : Event.Kind.STATE,
                NOW.plusSeconds(id.sequence()),
                NOW,
                "gate-1",
                odd ? "scan" : "camera",
                "Ünïcode " + id.sequence(),
                Map.of("record_id", id.sequence()),
                odd ? Optional.of("scan:" + id.sequence()) : Optional.empty());
        return new Journal.Entry(event, new EventJson(JSON).encode(event));
    }
}

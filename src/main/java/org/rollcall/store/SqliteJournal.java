package org.rollcall.store;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.rollcall.config.RetentionSettings;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.EventId;
import org.rollcall.event.Student;
import org.rollcall.log.Erasable;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.privacy.KeyHash;
import org.rollcall.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in one SQLite file in WAL mode: one writing connection, two reading ones.
 *
 * <p>A commit with durability {@code full} returns after the WAL was synced. A damaged file is put aside as
 * {@code monitor.db.corrupt-<time>} with its companions, and a new epoch starts.
 */
public final class SqliteJournal implements Journal, Erasable {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);

    private final StoreFile file;
    private final EpochFile epochFile;
    private final StorePools pools;
    private final EntryWriter writer;
    private final EntryReader reader;
    private final StoreHealth health;
    private final StoreWatch watch;
    private final WriteTurns turns = new WriteTurns();
    private final Commits commits = new Commits();
    private final Erasing erasing;
    private volatile EventId last; // written by the writing thread only

    private SqliteJournal(StoreFile file, Json json, EpochFile epochFile, StoreOpening.Opened opened) {
        this.file = file;
        this.epochFile = epochFile;
        this.pools = opened.pools();
        this.health = new StoreHealth(file, opened.notice());
        this.watch = new StoreWatch(pools, health, opened.checked());
        this.writer = new EntryWriter(pools, json);
        this.reader = new EntryReader(file, pools, health);
        this.erasing =
                new Erasing(pools, json, !reader.documents(Erasure.HASHED).isEmpty());
        this.last = reader.last();
    }

    /** Opens or makes the store of a data folder. */
    public static SqliteJournal open(StoreSettings settings, Json json, Instant now) {
        StoreFile file = new StoreFile(settings.folder());
        EpochFile epochFile = new EpochFile(settings.folder(), now);
        try {
            StoreOpening.Opened opened = new StoreOpening(file, settings.durability(), now).open();
            try {
                SqliteJournal journal = new SqliteJournal(file, json, epochFile, opened);
                journal.continueAfter(opened.kept());
                journal.watch.start();
                return journal;
            } catch (RuntimeException e) {
                opened.pools().close();
                throw e;
            }
        } catch (RuntimeException e) {
            epochFile.close();
            throw e;
        }
    }

    /**
     * The history in the same file, whose writing takes turns with the journal's; to be closed before the journal.
     *
     * @param zones each station's
     * @param home the home station's
     * @param nanos a clock that never jumps
     */
    public SqliteHistory history(
            RetentionSettings retention, Function<String, ZoneId> zones, ZoneId home, Clock clock, LongSupplier nanos) {
        return new SqliteHistory(new HistoryFile(file.path(), turns), this, retention, zones, home, clock, nanos);
    }

    @Override
    public EventId last() {
        return last;
    }

    @Override
    public long first() {
        return reader.first().orElse(last.sequence() + 1);
    }

    @Override
    public void append(List<Entry> entries, Map<String, Map<String, Object>> documents) {
        health.check();
        turns.begin();
        try {
            commits.measure(entries, () -> writer.append(entries, documents));
        } catch (SQLException | RuntimeException e) {
            health.meets(e);
            health.check(); // damage is the better reason
            throw new StoreException("cannot write " + entries.size() + " entries after " + last + " into " + file, e);
        } finally {
            turns.end();
        }
        if (!entries.isEmpty()) {
            last = entries.get(entries.size() - 1).event().id();
            note(last);
        }
    }

    @Override
    public EventId startEpoch() {
        return startEpoch(last);
    }

    @Override
    public Optional<EventId> find(String station, String key) {
        return reader.find(station, key).or(() -> reader.find(station, KeyHash.of(key)));
    }

    @Override
    public Map<Key, EventId> find(Collection<Key> keys) {
        try {
            return erasing.find(keys, writer::find);
        } catch (SQLException e) {
            throw new StoreException("cannot look up " + keys.size() + " keys in " + file, e);
        }
    }

    @Override
    public Map<String, Map<String, Object>> documents(String prefix) {
        return reader.documents(prefix);
    }

    @Override
    public List<Frame> after(long sequence, int limit) {
        return reader.after(sequence, limit);
    }

    @Override
    public List<Frame> events(EventQuery query) {
        return reader.events(query);
    }

    @Override
    public List<Count> countsSince(Instant since) {
        return reader.countsSince(since);
    }

    @Override
    public void passagesSince(Instant since, Consumer<Passage> taker) {
        reader.passagesSince(since, taker);
    }

    /** Has each commit told from now on; only one may be told. */
    public void watchedBy(CommitWatch watch) {
        commits.watchedBy(watch);
    }

    /** How many commits failed. */
    public long failedCommits() {
        return commits.failures();
    }

    /** Has the pools of connections measured from now on. */
    public void measurePools(MetricsTrackerFactory measures) {
        pools.measure(measures);
    }

    @Override
    public long bytes() {
        return file.bytes();
    }

    @Override
    public Health health() {
        return health.now();
    }

    @Override
    public void close() {
        watch.close();
        note(last);
        epochFile.close();
        pools.close();
    }

    @Override
    public List<Long> mentioning(Student student, long after, long upTo, int limit) {
        try (Connection connection = pools.reading()) {
            return Erasure.mentioning(connection, student, after, upTo, limit);
        } catch (SQLException e) {
            health.meets(e);
            throw new StoreException("cannot look for a student in " + file, e);
        }
    }

    @Override
    public Erased erase(Student student, List<Long> sequences, long scannedTo) {
        health.check();
        turns.begin();
        try {
            return erasing.erase(student, sequences, scannedTo);
        } catch (SQLException | RuntimeException e) {
            health.meets(e);
            health.check(); // damage is the better reason
            throw new StoreException("cannot erase a student from " + file, e);
        } finally {
            turns.end();
        }
    }

    @Override
    public boolean sweep() {
        return erasing.sweep(turns);
    }

    /** What SQLite itself says of the durability: 2 is full. */
    int synchronous() throws SQLException {
        try (Connection connection = pools.writing();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("pragma synchronous")) {
            return rows.getInt(1);
        }
    }

    /** One check of the whole store by hand, for tests; otherwise it happens once an hour. */
    StoreCheck.Outcome checkNow() throws SQLException {
        return watch.check();
    }

    /** Begins a new epoch when ids were given out that this store does not know of. */
    private void continueAfter(boolean kept) {
        Optional<EventId> remembered = epochFile.read();
        boolean behind = remembered
                .filter(id ->
                        id.epoch() > last.epoch() || (id.epoch() == last.epoch() && id.sequence() > last.sequence()))
                .isPresent();
        boolean lost = epochFile.existed() && (!kept || behind || remembered.isEmpty());
        if (lost) {
            EventId noted = remembered.orElse(last);
            boolean exact = kept && remembered.isPresent();
            long sequence = Math.max(last.sequence(), exact ? noted.sequence() : noted.sequence() + EpochFile.LAG);
            EventId begun = startEpoch(new EventId(Math.max(last.epoch(), noted.epoch()), sequence));
            LOG.warn("the store has lost entries or was replaced; epoch {} begins after {}", begun.epoch(), sequence);
        }
        note(last);
    }

    private EventId startEpoch(EventId after) {
        health.check();
        EventId begun = new EventId(after.epoch() + 1, after.sequence());
        turns.begin();
        try (Connection connection = pools.writing();
                PreparedStatement insert =
                        connection.prepareStatement("insert into epoch (number, first) values (?, ?)")) {
            insert.setLong(1, begun.epoch());
            insert.setLong(2, begun.sequence() + 1);
            insert.executeUpdate();
        } catch (SQLException e) {
            health.meets(e);
            health.check(); // damage is the better reason
            throw new StoreException("cannot start epoch " + begun.epoch() + " in " + file, e);
        } finally {
            turns.end();
        }
        last = begun;
        note(begun);
        return begun;
    }

    /** What is stored is stored without the note; only a lost store would miss it. */
    private void note(EventId id) {
        try {
            epochFile.write(id);
        } catch (StoreException e) {
            LOG.warn("the last id {} could not be noted beside the store", id, e);
        }
    }
}

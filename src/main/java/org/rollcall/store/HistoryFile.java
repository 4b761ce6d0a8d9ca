package org.rollcall.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The history's own connections to the store: one that writes, and one for each chart that is being read, at most
 * {@value #READERS} at a time, so that a chart never takes a connection from the log's readers.
 *
 * <p>The writing one does not wait for the disk, whatever the durability setting: counts and the position up to which
 * they count are in one transaction, so a power cut takes both back and the same entries are counted again. It leaves
 * checkpoints to {@link #checkpoint}, which holds nobody up.
 */
final class HistoryFile implements AutoCloseable {
    private static final int READERS = 2;

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private final Path file;
    private final WriteTurns turns;
    private final Semaphore readers = new Semaphore(READERS, true);
    private @Nullable Connection writing; // the worker's thread only

    HistoryFile(Path file, WriteTurns turns) {
        this.file = file;
        this.turns = turns;
    }

    Path path() {
        return file;
    }

    /** Looks something up without holding the writer; the worker's thread only. */
    <T> T look(Work<T> work) throws SQLException {
        try {
            return work.run(connection());
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Writes in one transaction, all or nothing, and tells the pace how long that took; the worker's thread only. */
    int write(Pace pace, Work<Integer> work) throws SQLException {
        Connection connection = look(c -> c);
        turns.begin();
        long began = System.nanoTime();
        int done;
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("begin immediate");
            done = work.run(connection);
            statement.executeUpdate("commit");
        } catch (SQLException | RuntimeException e) {
            close(); // which rolls back
            throw e;
        } finally {
            turns.end();
        }
        pace.took(System.nanoTime() - began, done);
        return done;
    }

    /** Copies what it can from the WAL into the file, while others go on to write. */
    void checkpoint() throws SQLException {
        look(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("pragma wal_checkpoint(passive)");
            }
        });
    }

    /** Reads on a connection of its own; any thread. */
    <T> T read(Work<T> work) throws SQLException {
        readers.acquireUninterruptibly();
        try (Connection connection = source(true).getConnection()) {
            return work.run(connection);
        } finally {
            readers.release();
        }
    }

    /** What the history noted under a name. */
    static OptionalLong note(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select value from history where name = ?")) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    static void note(Connection connection, String name, long value) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(
                "insert into history (name, value) values (?, ?) on conflict (name) do update set value = excluded.value")) {
            upsert.setString(1, name);
            upsert.setLong(2, value);
            upsert.executeUpdate();
        }
    }

    /** Gives the writing connection back; the next use opens another one. */
    @Override
    public void close() throws SQLException {
        Connection open = writing;
        writing = null;
        if (open != null) {
            open.close();
        }
    }

    private Connection connection() throws SQLException {
        Connection open = writing;
        if (open == null) {
            open = source(false).getConnection();
            writing = open;
            try (Statement statement = open.createStatement()) {
                statement.execute("pragma wal_autocheckpoint = 0");
            }
        }
        return open;
    }

    private SQLiteDataSource source(boolean readOnly) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setReadOnly(readOnly);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        sqlite.setBusyTimeout(2_000);
        if (!readOnly) {
            StorePools.overwriteWhatIsDeleted(sqlite);
        }
        sqlite.setCacheSize(readOnly ? -4_000 : -2_000);
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }
}

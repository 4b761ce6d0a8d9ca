package org.rollcall.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.rollcall.config.StoreSettings;
import org.rollcall.worker.LibraryThreads;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The connections to the store: one that writes, two that read. The schema is in place once they are open. */
final class StorePools implements AutoCloseable {
    /** What the WAL file shrinks to after a long read, such as a check or an export, has let it grow. */
    private static final int WAL_LIMIT = 16 * 1024 * 1024;

    /**
     * A checkpoint is part of some commit. Pages that were written again and again meanwhile are copied once, so a rarer
     * one costs less in all: at 16 MB, just under the limit, instead of SQLite's 4.
     */
    private static final int CHECKPOINT_PAGES = 4_000;

    private final Path file;
    private final HikariDataSource writing;
    private final HikariDataSource reading;
    private final LibraryThreads threads;

    private StorePools(Path file, HikariDataSource writing, HikariDataSource reading, LibraryThreads threads) {
        this.file = file;
        this.writing = writing;
        this.reading = reading;
        this.threads = threads;
    }

    static StorePools open(Path file, StoreSettings.Durability durability) throws SQLException {
        LibraryThreads threads = new LibraryThreads("rollcall-journal");
        HikariDataSource writing = pool(file, 1, "rollcall-journal-write", durability, threads);
        try {
            try (Connection connection = writing.getConnection()) {
                Schema.migrate(connection);
            }
            return new StorePools(file, writing, pool(file, 2, "rollcall-journal-read", durability, threads), threads);
        } catch (SQLException | RuntimeException e) {
            writing.close();
            threads.close();
            throw e;
        }
    }

    /** The writing connection, lent until it is closed. */
    Connection writing() throws SQLException {
        return writing.getConnection();
    }

    /** A reading connection, lent until it is closed. */
    Connection reading() throws SQLException {
        return reading.getConnection();
    }

    /** A connection of its own for work that takes long; whoever asks closes it. */
    Connection separate() throws SQLException {
        return reading(file);
    }

    /** A writing connection of its own beside the one that is lent; whoever asks has the turn, and closes it. */
    Connection own() throws SQLException {
        return source(file, new SQLiteConfig()).getConnection();
    }

    /**
     * A connection for reading alone, to a store that need not be open yet. Unlike a writing one it leaves the WAL as it
     * is when it is closed: what is to be put aside as evidence is not changed by having been looked at.
     */
    static Connection reading(Path file) throws SQLException {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setReadOnly(true);
        return source(file, sqlite).getConnection();
    }

    void measure(MetricsTrackerFactory measures) {
        writing.setMetricsTrackerFactory(measures);
        reading.setMetricsTrackerFactory(measures);
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
        threads.close();
    }

    private static HikariDataSource pool(
            Path file, int size, String name, StoreSettings.Durability durability, LibraryThreads threads) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source(file, writable(durability)));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(5_000);
        config.setPoolName(name);
        config.setThreadFactory(threads);
        config.setConnectionInitSql("pragma wal_autocheckpoint = " + CHECKPOINT_PAGES);
        return new HikariDataSource(config);
    }

    private static SQLiteConfig writable(StoreSettings.Durability durability) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        boolean full = durability == StoreSettings.Durability.FULL;
        sqlite.setSynchronous(full ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.NORMAL);
        sqlite.setJournalSizeLimit(WAL_LIMIT);
        overwriteWhatIsDeleted(sqlite);
        return sqlite;
    }

    /** Zeros in the place of what is deleted or replaced: what was erased is not to be found in free pages. */
    static void overwriteWhatIsDeleted(SQLiteConfig sqlite) {
        sqlite.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "on");
    }

    private static SQLiteDataSource source(Path file, SQLiteConfig sqlite) {
        sqlite.setBusyTimeout(2_000);
        sqlite.setCacheSize(-2_000);
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }
}

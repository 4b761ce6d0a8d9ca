package org.rollcall.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rollcall.event.EventId;
import org.rollcall.event.Student;
import org.rollcall.log.Erasable;
import org.rollcall.log.Journal;
import org.rollcall.privacy.KeyHash;
import org.rollcall.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erases from the store that is in use, and knows afterwards that keys may stand there as hashes. */
final class Erasing {
    private static final Logger LOG = LoggerFactory.getLogger(Erasing.class);
    private static final int SWEEPS = 20;
    private static final int PATIENCE_MILLIS = 100; // of one sweep, during which no commit can begin

    /** Looks keys up. */
    @FunctionalInterface
    interface Find {
        Map<Journal.Key, EventId> find(Collection<Journal.Key> keys) throws SQLException;
    }

    private final StorePools pools;
    private final Json json;
    private volatile boolean hashed; // written by the writing thread

    Erasing(StorePools pools, Json json, boolean hashed) {
        this.pools = pools;
        this.json = json;
        this.hashed = hashed;
    }

    /** Those of the keys that are stored, as they are or as hashes. */
    Map<Journal.Key, EventId> find(Collection<Journal.Key> keys, Find find) throws SQLException {
        Map<Journal.Key, EventId> found = find.find(keys);
        if (!hashed || found.size() == keys.size()) {
            return found;
        }
        Map<Journal.Key, Journal.Key> byHash = new HashMap<>();
        for (Journal.Key key : keys) {
            if (!found.containsKey(key)) {
                byHash.put(new Journal.Key(key.station(), KeyHash.of(key.key())), key);
            }
        }
        Map<Journal.Key, EventId> all = new HashMap<>(found);
        find.find(byHash.keySet()).forEach((key, id) -> {
            Journal.Key given = byHash.get(key);
            if (given != null) {
                all.put(given, id);
            }
        });
        return all;
    }

    /** Returns once it is committed; after a failure nothing is changed. Finishes unless there is nothing to scan. */
    Erasable.Erased erase(Student student, List<Long> sequences, long scannedTo) throws SQLException {
        try (Connection connection = pools.writing()) {
            connection.setAutoCommit(false);
            try {
                List<Long> all = new ArrayList<>(sequences);
                all.addAll(Erasure.mentioning(connection, student, scannedTo, Long.MAX_VALUE, Integer.MAX_VALUE));
                Erasable.Erased erased = new Erasure(student, json).erase(connection, all, scannedTo < Long.MAX_VALUE);
                connection.commit();
                hashed = hashed || erased.keys();
                return erased;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    /**
     * Copies the WAL into the file and empties it. A reader that looks at an earlier moment hinders it, a chart or a page
     * of an export; so it is tried for some seconds, each time so briefly that commits are hardly held up.
     */
    boolean sweep(WriteTurns turns) {
        for (int i = 0; i < SWEEPS; i++) {
            turns.begin();
            try (Connection connection = pools.own();
                    Statement statement = connection.createStatement()) {
                statement.execute("pragma busy_timeout = " + PATIENCE_MILLIS);
                try (ResultSet rows = statement.executeQuery("pragma wal_checkpoint(truncate)")) {
                    if (rows.next() && rows.getInt(1) == 0) {
                        return true;
                    }
                }
            } catch (SQLException e) {
                LOG.warn("the store's WAL could not be emptied after an erasure", e);
                return false;
            } finally {
                turns.end();
            }
            if (!rest()) {
                return false;
            }
        }
        return false;
    }

    private static boolean rest() {
        try {
            Thread.sleep(PATIENCE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

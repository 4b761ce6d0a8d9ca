package org.rollcall.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of {@code monitor.db} and their version. */
final class Schema {
    static final int VERSION = 1;

    private Schema() {}

    /** Brings an empty or older file to this version; refuses a newer one, which is never downgraded. */
    static void migrate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int found;
            try (ResultSet rows = statement.executeQuery("pragma user_version")) {
                found = rows.getInt(1);
            }
            if (found > VERSION) {
                throw new SQLException("the store has schema " + found + ", this Rollcall knows " + VERSION
                        + "; start the newer Rollcall again, or give this one another data folder");
            }
            if (found == VERSION) {
                return;
            }
            connection.setAutoCommit(false);
            statement.execute("""
                    create table entry (
                      sequence integer primary key autoincrement,
                      epoch    integer not null,
                      kind     text    not null,
                      station  text    not null,
                      type     text    not null,
                      at       integer not null,
                      key      text,
                      json     blob    not null
                    )""");
            statement.execute("create unique index entry_key on entry (station, key) where key is not null");
            statement.execute("create index entry_at on entry (at) where kind = 'EVENT'");
            statement.execute("create table document (name text primary key, json text not null) without rowid");
            statement.execute("create table epoch (number integer primary key, first integer not null)");
            statement.execute("pragma user_version = " + VERSION);
            connection.commit();
            connection.setAutoCommit(true);
        }
    }
}

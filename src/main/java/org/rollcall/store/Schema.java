package org.rollcall.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.rollcall.log.StoreException;

/**
 * The numbered steps that make {@code monitor.db} what this version needs.
 *
 * <p>{@code pragma user_version} is the number of steps that a file has been through. A step is one resource of SQL in
 * this package and one transaction; it is never edited once it was released, a further one is added instead.
 */
final class Schema {
    private static final List<String> STEPS = List.of("001-entries.sql", "002-roll-ups.sql", "003-times-by-minute.sql");

    /** The version that this Rollcall makes. */
    static final int VERSION = STEPS.size();

    private Schema() {}

    /** Refuses a file of a newer version, and one that is not a store of ours; changes nothing. */
    static void examine(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int found = version(statement);
            refuseNewer(found);
            boolean ours = count(statement, "name in ('entry', 'document', 'epoch')") == 3;
            if (found == 0 ? count(statement, "true") > 0 : !ours) {
                throw new DamageException("it is a database of something else");
            }
            if (found > 0) {
                refuseBrokenDocuments(statement);
            }
        }
    }

    /** Brings an empty or older file to this version; refuses a newer one, which is never downgraded. */
    static void migrate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int found = version(statement);
            refuseNewer(found);
            for (int step = found + 1; step <= VERSION; step++) {
                apply(statement, step);
            }
        }
    }

    private static void refuseNewer(int found) throws SQLException {
        if (found > VERSION) {
            throw new SQLException("the store has schema " + found + ", this Rollcall knows " + VERSION
                    + "; start the newer Rollcall again, or give this one another data folder");
        }
    }

    private static int count(Statement statement, String condition) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery("select count(*) from sqlite_schema where type = 'table' and " + condition)) {
            return rows.getInt(1);
        }
    }

    /** The monitor reads them before it can start, so one that is not JSON would stop every start. */
    private static void refuseBrokenDocuments(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select name from document where not json_valid(json) limit 1")) {
            if (rows.next()) {
                throw new DamageException("the document " + rows.getString(1) + " is not JSON");
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("pragma user_version")) {
            return rows.getInt(1);
        }
    }

    private static void apply(Statement statement, int step) throws SQLException {
        String script = script(STEPS.get(step - 1));
        statement.executeUpdate("begin immediate");
        try {
            statement.executeUpdate(script); // the driver runs every statement of an update's text
            statement.executeUpdate("pragma user_version = " + step);
            statement.executeUpdate("commit");
        } catch (SQLException e) {
            statement.executeUpdate("rollback");
            throw e;
        }
    }

    private static String script(String name) {
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the schema's step " + name + " is not in the archive");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StoreException("cannot read the schema's step " + name, e);
        }
    }
}

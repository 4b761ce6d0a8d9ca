package org.rollcall.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.rollcall.log.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite's native library, loaded so that an undeployed application leaves nothing of it (F20). By itself the driver would copy the
 * library into a file that stays until the JVM ends, one for each time the application is deployed; and it starts a program to
 * learn what system this is, whose thread, the JDK's, keeps the class loader of its starter for a minute.
 */
public final class SqliteLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);
    private static final String FOLDER = "org.sqlite.tmpdir"; // the driver's

    private SqliteLibrary() {}

    /** Loads it, unless it is loaded already; to be called before anything opens a database. */
    public static void load() {
        Thread current = Thread.currentThread();
        ClassLoader own = current.getContextClassLoader();
        current.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            if (System.getProperty(FOLDER) == null) {
                loadFromFolder(Files.createTempDirectory("rollcall-sqlite-"));
            } else {
                open(); // somebody has said where its file may lie
            }
        } catch (SQLException | IOException e) {
            throw new StoreException("cannot load SQLite's library; may programs run from java.io.tmpdir?", e);
        } finally {
            current.setContextClassLoader(own);
        }
    }

    private static void loadFromFolder(Path folder) throws SQLException {
        System.setProperty(FOLDER, folder.toString());
        try {
            open();
        } finally {
            System.clearProperty(FOLDER);
            delete(folder);
        }
    }

    /** The first database that is opened loads it; this one is in memory. */
    private static void open() throws SQLException {
        new SQLiteDataSource().getConnection().close();
    }

    /** What is loaded stays mapped without its name. */
    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = Stream.concat(files, Stream.of(folder)).toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("{} stays until the end", folder, e); // a system that lets nobody delete what is in use
        }
    }
}

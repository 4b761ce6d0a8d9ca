package org.rollcall.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rollcall.event.Student;
import org.rollcall.log.Copies;
import org.rollcall.log.StoreException;
import org.rollcall.wire.Json;

/**
 * Copies of the store in a folder, and one student in them. A copy is erased from by way of a further one, which takes its
 * place when it is whole, with the same name, rights and time.
 */
final class StoreBackups {
    private final Student student;
    private final Json json;

    StoreBackups(Student student, Json json) {
        this.student = student;
        this.json = json;
    }

    /** The files in a folder whose names match, by name; none when there is no folder. */
    static List<Path> in(Path folder, String glob) {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, glob)) {
            for (Path file : all) {
                if (Files.isRegularFile(file)) {
                    files.add(file);
                }
            }
        } catch (IOException e) {
            throw new StoreException("cannot list " + folder, e);
        }
        files.sort(null);
        return files;
    }

    /**
     * Looks at one copy, and erases from it if that is wanted and needed.
     *
     * @param name how it is told of
     */
    Copies.Backup look(Path file, String name, boolean erase) {
        Optional<Instant> until = Optional.empty();
        boolean named;
        try (Connection connection = StorePools.reading(file)) {
            until = newest(connection);
            named = new Erasure(student, json).isNeeded(connection);
        } catch (SQLException | RuntimeException e) {
            return new Copies.Backup(name, until, mayHave(file), false, Optional.of("it cannot be read as a store"));
        }
        if (!named || !erase) {
            return new Copies.Backup(name, until, named, false, Optional.empty());
        }
        try {
            rewrite(file);
            return new Copies.Backup(name, until, true, true, Optional.empty());
        } catch (IOException | SQLException | RuntimeException e) {
            return new Copies.Backup(name, until, true, false, Optional.of(Backup.because(e)));
        }
    }

    private static Optional<Instant> newest(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select at from entry order by sequence desc limit 1")) {
            return rows.next() ? Optional.of(Instant.ofEpochMilli(rows.getLong(1))) : Optional.empty();
        }
    }

    /** A damaged file has him as far as its bytes tell; a short id tells nothing, so then it may. */
    private boolean mayHave(Path file) {
        try {
            return !student.isWord() || new WordInFile(file, student).isThere();
        } catch (IOException e) {
            return true; // nobody can say that he is not
        }
    }

    private void rewrite(Path file) throws IOException, SQLException {
        FileTime modified = Files.getLastModifiedTime(file);
        Path place = requireNonNull(file.toAbsolutePath().getParent());
        Path part = place.resolve("." + file.getFileName() + ".erasing");
        try {
            Files.deleteIfExists(part);
            Files.copy(file, part, StandardCopyOption.COPY_ATTRIBUTES);
            try (Connection connection = StoreCopy.open(part, false);
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                List<Long> all = Erasure.mentioning(connection, student, 0, Long.MAX_VALUE, Integer.MAX_VALUE);
                new Erasure(student, json).erase(connection, all, true);
                connection.commit();
                connection.setAutoCommit(true);
                statement.executeUpdate("vacuum");
                statement.executeQuery("pragma wal_checkpoint(truncate)").close();
            }
            StoreCopy.check(part);
            StoreCopy.sync(part);
            Files.setLastModifiedTime(part, modified);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            StoreCopy.sync(place);
        } finally {
            for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
                Files.deleteIfExists(part.resolveSibling(part.getFileName() + suffix));
            }
        }
    }
}

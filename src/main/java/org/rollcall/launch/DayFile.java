package org.rollcall.launch;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * The log file of the day, {@code monitor_YYYYMMDD.log}, and the deletion of the old ones.
 *
 * <p>Tomcat's own handler names its files with dashes and cannot be told otherwise. Safe for several threads; a record
 * is in the file when {@code publish} returns, so the file can be followed and survives a kill. A disk that is full
 * costs records, never the server: the file is tried again with the next one.
 *
 * <p>Settings in logging.properties: {@code directory}, {@code days} (30), which is how many files are kept beside the one
 * that is written.
 */
public final class DayFile extends Handler {
    private static final String PREFIX = "monitor_";
    private static final String SUFFIX = ".log";
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final int DAYS = 30;

    private final Path directory;
    private final int days;
    private final Clock clock;
    private final Formatter lines;

    // Both guarded by this handler's own lock, which is held for one write to a local file.
    private @Nullable BufferedWriter out;
    private LocalDate day = LocalDate.MIN;

    public DayFile() {
        this(
                Path.of(setting("directory").orElse("logs")),
                setting("days").map(Integer::parseInt).orElse(DAYS),
                Clock.system(ZoneId.systemDefault()));
    }

    private DayFile(Path directory, int days, Clock clock) {
        this(directory, days, clock, Formats.chosen(clock.getZone()));
    }

    DayFile(Path directory, int days, Clock clock, Formatter lines) {
        this.directory = directory;
        this.days = days;
        this.clock = clock;
        this.lines = lines;
        setLevel(Level.ALL);
        setErrorManager(new BriefErrors());
    }

    private static Optional<String> setting(String name) {
        return Optional.ofNullable(LogManager.getLogManager().getProperty(DayFile.class.getName() + "." + name));
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        try {
            BufferedWriter file = fileOfToday();
            file.write(lines.format(entry));
            file.flush();
        } catch (IOException e) {
            reportError("cannot write the log in " + directory, e, ErrorManager.WRITE_FAILURE);
            close();
        }
    }

    private BufferedWriter fileOfToday() throws IOException {
        LocalDate today = LocalDate.now(clock);
        BufferedWriter current = out;
        if (current != null && today.equals(day)) {
            return current;
        }
        close();
        Files.createDirectories(directory);
        Path file = directory.resolve(PREFIX + DAY.format(today) + SUFFIX);
        BufferedWriter opened = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        out = opened;
        day = today;
        endTornLine(file, opened);
        deleteOldBut(file);
        return opened;
    }

    /** A record that a full disk, or the power's end, has cut stays alone. After a failure the file is opened anew. */
    private static void endTornLine(Path file, BufferedWriter opened) throws IOException {
        // No channel: that of a thread which is interrupted would be closed.
        try (RandomAccessFile written = new RandomAccessFile(file.toFile(), "r")) {
            long length = written.length();
            if (length > 0) {
                written.seek(length - 1);
                if (written.read() != '\n') {
                    opened.write('\n');
                }
            }
        }
    }

    /** The newest are counted by their names: by today's date a clock that is wrong for one record would delete all. */
    private void deleteOldBut(Path current) {
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                if (!file.equals(current) && dayOf(file).isPresent()) {
                    others.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            reportError("cannot look for old logs in " + directory, e, ErrorManager.GENERIC_FAILURE);
            return;
        }
        others.sort(Comparator.reverseOrder());
        others.stream().skip(days).forEach(this::delete);
    }

    /** Tidying up costs no records: what cannot be deleted is told and stays. */
    private void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            reportError("cannot delete the old log " + file, e, ErrorManager.GENERIC_FAILURE);
        }
    }

    private static Optional<LocalDate> dayOf(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            return Optional.of(LocalDate.parse(name.substring(PREFIX.length(), name.length() - SUFFIX.length()), DAY));
        } catch (DateTimeParseException e) {
            // Somebody else's file that only looks like ours.
            return Optional.empty();
        }
    }

    @Override
    public void flush() {
        // Each record is flushed when it is written.
    }

    @Override
    public synchronized void close() {
        BufferedWriter current = out;
        out = null;
        if (current == null) {
            return;
        }
        try {
            current.close();
        } catch (IOException e) {
            reportError("cannot close the log in " + directory, e, ErrorManager.CLOSE_FAILURE);
        }
    }
}

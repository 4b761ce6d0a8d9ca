package org.rollcall.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rollcall.config.TimetableSettings;
import org.rollcall.event.EventTypes;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.timetable.Holiday;
import org.rollcall.timetable.HolidayFile;
import org.rollcall.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files of holidays again when they have changed. One that cannot be read changes nothing: the former holidays
 * hold, and a warning says so, once for each change.
 */
final class HolidayWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HolidayWatch.class);
    private static final Duration REST = Duration.ofMinutes(1);

    private final TimetableSettings settings;
    private final RealtimeMonitor monitor;
    private final Worker worker = new Worker("rollcall-holidays", REST, this::turn);
    private List<String> marks; // of the files as they were last read

    HolidayWatch(TimetableSettings settings, RealtimeMonitor monitor) {
        this.settings = settings;
        this.monitor = monitor;
        this.marks = marks();
    }

    /** Without files there is nothing to do. */
    void start() {
        if (!settings.files().isEmpty()) {
            worker.start();
        }
    }

    @Override
    public void close() {
        worker.close();
    }

    /** One look; there is never more to do. */
    boolean turn() {
        List<String> now = marks();
        if (now.equals(marks)) {
            return false;
        }
        marks = now;
        List<Holiday> holidays = new ArrayList<>();
        for (Path file : settings.files()) {
            try {
                holidays.addAll(HolidayFile.read(file));
            } catch (HolidayFile.UnreadableException e) {
                String what = "The holidays in " + file.getFileName() + " are still the former ones: the file "
                        + e.getMessage();
                LOG.warn("{} ({})", what, file);
                monitor.logEvent(EventTypes.WARNING, what, Map.of("source", "timetable"));
                return false;
            }
        }
        settings.calendar().replace(holidays);
        LOG.info("read {} holidays anew from {}", holidays.size(), settings.files());
        return false;
    }

    private List<String> marks() {
        return settings.files().stream().map(HolidayWatch::mark).toList();
    }

    private static String mark(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size();
        } catch (IOException e) {
            return "gone"; // reading it says why
        }
    }
}

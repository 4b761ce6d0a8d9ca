package org.rollcall.it;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Rules;
import org.rollcall.config.AttendanceSettings;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.EventId;
import org.rollcall.log.EventLog;
import org.rollcall.log.Journal;
import org.rollcall.monitor.MonitorSettings;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.source.attendance.AttendanceWatcher;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/**
 * The product without Tomcat, so that it starts in a second: journal, monitor and watcher as they are wired there. It
 * says on its output each event with a key that was shown, and for each line of input how many events are stored.
 */
final class WatchingProcess {
    static final String STATION = "gate-1";

    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private WatchingProcess() {}

    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        ZoneId zone = ZoneId.of(arguments[2]);
        Clock clock = Clock.systemUTC();
        Json json = new Json(zone);
        Journal journal = journal(data, json);
        EventId last = journal.last();
        long from = Math.max(0, last.sequence() - 1_000);
        EventLog log = new EventLog(8_192, 8L * 1024 * 1024, new EventId(last.epoch(), from));
        log.append(journal.after(from, 1_000));
        StationSettings station = new StationSettings(List.of("camera", "cloud"), zone, Duration.ofMinutes(15));
        RealtimeMonitor monitor = new RealtimeMonitor(
                journal,
                log,
                new StationBoard(station, STATION, clock.instant()),
                new AlertBook(new Rules(List.of()), 50),
                new EventJson(json),
                new MonitorSettings(STATION, zone, 100, 50, 10_000),
                clock,
                System::nanoTime);
        monitor.start();
        monitor.subscribe((type, entry) -> entry.key().ifPresent(key -> say("shown " + entry.id() + " " + key)));
        AttendanceSettings settings =
                new AttendanceSettings(Path.of(arguments[1]), STATION, zone, Duration.ofSeconds(1));
        String document = "position/" + AttendanceWatcher.source(STATION);
        AttendanceWatcher watcher = new AttendanceWatcher(
                settings,
                () -> Optional.ofNullable(journal.documents(document).get(document))
                        .map(position -> String.valueOf(position.get("value"))),
                monitor,
                clock);
        watcher.start();
        say("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (commands.readLine() != null) {
            say("stored " + stored(journal));
        }
        watcher.close();
        monitor.close();
        journal.close();
    }

    static SqliteJournal journal(Path data, Json json) {
        return SqliteJournal.open(new StoreSettings(data, StoreSettings.Durability.FULL), json, Instant.now());
    }

    private static Map<String, Integer> stored(Journal journal) {
        Map<String, Integer> stored = new TreeMap<>();
        journal.countsSince(Instant.EPOCH).forEach(count -> stored.merge(count.type(), count.events(), Integer::sum));
        return stored;
    }

    /** One line in one write: a kill leaves it out or leaves it whole. */
    private static void say(String line) {
        try {
            OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

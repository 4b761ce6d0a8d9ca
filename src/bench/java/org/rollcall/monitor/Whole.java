package org.rollcall.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.FileHandler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.rollcall.alert.AlertBook;
import org.rollcall.alert.Level;
import org.rollcall.alert.Rule;
import org.rollcall.alert.Rules;
import org.rollcall.config.StoreSettings;
import org.rollcall.log.EventLog;
import org.rollcall.log.Journal;
import org.rollcall.station.StationBoard;
import org.rollcall.station.StationSettings;
import org.rollcall.store.SqliteJournal;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** A whole monitor as it is wired, on a journal on the real disk, its log lines in a file. */
final class Whole implements AutoCloseable {
    private static final ZoneId ZONE = ZoneId.of("Asia/Manila");

    private final Path folder;
    private final Journal journal;
    private final FileHandler lines;
    final RealtimeMonitor monitor;

    Whole(String durability) throws IOException {
        folder = folder();
        lines = new FileHandler(folder.resolve("server.log").toString());
        lines.setFormatter(new SimpleFormatter());
        Logger.getLogger("").addHandler(lines);
        Logger.getLogger("").removeHandler(console());
        Clock clock = Clock.systemUTC();
        Json json = new Json(ZONE);
        StoreSettings.Durability kept = StoreSettings.Durability.valueOf(durability.toUpperCase(Locale.ROOT));
        journal = SqliteJournal.open(new StoreSettings(folder, kept), json, clock.instant());
        EventLog log = new EventLog(8_192, 8L * 1024 * 1024, journal.last());
        StationSettings station = new StationSettings(List.of("camera", "cloud", "sms"), ZONE, Duration.ofMinutes(15));
        monitor = new RealtimeMonitor(
                        journal,
                        log,
                        new StationBoard(station, "gate-1", clock.instant()),
                        new AlertBook(new Rules(List.of(rule("queue_size"), rule("failed_syncs"))), 50),
                        new EventJson(json),
                        new MonitorSettings("gate-1", ZONE, 100, 50, 10_000),
                        clock,
                        System::nanoTime)
                .start();
    }

    /** A new folder on the disk of the build, not in a temporary folder that may be memory. */
    static Path folder() throws IOException {
        Path parent = Path.of(System.getProperty("rollcall.bench.folder", "target"));
        return Files.createTempDirectory(Files.createDirectories(parent).toAbsolutePath(), "bench-");
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }

    @Override
    public void close() {
        monitor.close();
        journal.close();
        Logger.getLogger("").removeHandler(lines);
        lines.close();
        delete(folder);
    }

    private static java.util.logging.Handler console() {
        java.util.logging.Handler[] handlers = Logger.getLogger("").getHandlers();
        return handlers[0];
    }

    private static Rule rule(String metric) {
        return new Rule(
                metric.replace('_', '-'),
                metric,
                true,
                50,
                Optional.empty(),
                Duration.ZERO,
                Level.WARNING,
                metric,
                "{value}",
                "look");
    }
}

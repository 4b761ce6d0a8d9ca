package org.rollcall.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.rollcall.config.RetentionSettings;
import org.rollcall.config.StoreSettings;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.SourceState;
import org.rollcall.event.StationProfile;
import org.rollcall.event.Vitals;
import org.rollcall.history.Chart;
import org.rollcall.history.Grid;
import org.rollcall.history.HistoryQuery;
import org.rollcall.history.Series;
import org.rollcall.history.Step;
import org.rollcall.log.Journal;
import org.rollcall.station.Figures;
import org.rollcall.station.Overall;
import org.rollcall.station.StationView;
import org.rollcall.timetable.Phase;
import org.rollcall.wire.EventJson;
import org.rollcall.wire.Json;

/** A journal with its history in a folder of their own, a clock to turn, and turns taken by hand. */
final class HistoryDesk implements AutoCloseable {
    static final RetentionSettings LONG =
            new RetentionSettings(Duration.ofDays(9_000), Duration.ofDays(9_000), Duration.ofDays(9_000));

    final Map<String, ZoneId> zones = new HashMap<>();
    final List<StationView> views = new ArrayList<>();
    final Path folder;
    SqliteJournal journal;
    SqliteHistory history;
    Instant now = Instant.parse("2026-11-23T07:00:10Z");
    Duration ahead = Duration.ZERO; // of the time that has passed, the clock on the wall
    boolean paused;
    private final Json json = new Json(ZoneOffset.UTC);
    private final RetentionSettings retention;

    HistoryDesk(RetentionSettings retention) {
        this.retention = retention;
        try {
            this.folder = Files.createTempDirectory("rollcall-history");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open();
    }

    void open() {
        journal = SqliteJournal.open(new StoreSettings(folder, StoreSettings.Durability.OS), json, now);
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        history = journal.history(
                retention,
                this::zone,
                ZoneOffset.UTC,
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return clock.getZone();
                    }

                    @Override
                    public Clock withZone(ZoneId other) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now.plus(ahead);
                    }
                },
                () -> now.toEpochMilli() * 1_000_000);
        history.watch(() -> views, () -> paused);
    }

    void restart() {
        history.close();
        journal.close();
        open();
    }

    ZoneId zone(String station) {
        return zones.getOrDefault(station, ZoneOffset.UTC);
    }

    /** Stores events as one batch. */
    void append(List<Happened> events) {
        List<Journal.Entry> entries = new ArrayList<>();
        EventId id = journal.last();
        for (Happened each : events) {
            id = id.next();
            Event event = new Event(
                    id,
                    each.kind(),
                    each.at(),
                    now,
                    each.station(),
                    each.type(),
                    "It happened",
                    Map.of("student_id", "2021001"),
                    Optional.of("k:" + id.sequence()));
            entries.add(new Journal.Entry(event, new EventJson(json).encode(event)));
        }
        journal.append(entries, Map.of());
    }

    void append(String station, String type, Instant at) {
        append(List.of(new Happened(Event.Kind.EVENT, station, type, at)));
    }

    /** Turns until there is nothing more to count. */
    void settle() {
        boolean more = true;
        while (more) {
            more = history.turn();
        }
    }

    double[] column(Series series, Step step, Instant from, Instant to, String... stations) {
        ZoneId zone = stations.length == 1 ? zone(stations[0]) : ZoneOffset.UTC;
        HistoryQuery query = new HistoryQuery(Grid.of(step, zone, from, to), List.of(series), List.of(stations), false);
        return history.chart(query).line(Chart.TOGETHER).column(series);
    }

    @Override
    public void close() {
        history.close();
        journal.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An entry that is to be stored. */
    record Happened(Event.Kind kind, String station, String type, Instant at) {}

    /** A station whose queue, failed syncs, scans and synced scans of the day are these; -1 is not known. */
    static StationView view(
            String name, Instant dayStart, long queue, long failed, long scans, long synced, SourceState... source) {
        Instant none = dayStart;
        OptionalLong unknown = OptionalLong.empty();
        Figures figures = new Figures(
                none,
                known(scans),
                unknown,
                OptionalDouble.empty(),
                known(synced),
                unknown,
                unknown,
                0,
                unknown,
                known(queue),
                Optional.empty(),
                unknown,
                false,
                known(failed),
                unknown,
                unknown,
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                none,
                List.of(),
                List.of(),
                dayStart,
                List.of(),
                none,
                List.of());
        return new StationView(
                name,
                ZoneOffset.UTC,
                Overall.HEALTHY,
                none,
                List.of(),
                List.of(),
                figures,
                Stream.of(source).findFirst(),
                Optional.empty(),
                Vitals.UNKNOWN,
                Optional.empty(),
                StationProfile.unknown(name),
                Phase.NONE,
                Optional.empty());
    }

    private static OptionalLong known(long value) {
        return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }
}

package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.rollcall.alert.Alert;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.SourceState;
import org.rollcall.event.Vitals;
import org.rollcall.journey.Lags;
import org.rollcall.station.Figures;
import org.rollcall.station.Overall;
import org.rollcall.station.StationView;

/** The six stops of a station's line, from the station to its cloud, and SMS as a branch. */
public final class Line {
    /** How old the last scan may be to be called arriving. */
    private static final Duration ARRIVING = Duration.ofMinutes(3);

    private static final Duration QUEUE_LIMIT = Duration.ofMinutes(2);

    private final StationView view;
    private final Figures figures;
    private final Lags lags;
    private final List<Alert> open;
    private final Instant now;

    /**
     * @param open the station's open alerts; a figure takes the tone of the alert that names it
     */
    public Line(StationView view, List<Alert> open, Instant now) {
        this(view, Lags.NONE, open, now);
    }

    /**
     * A line with the times of the station's journeys.
     *
     * @param open the station's open alerts; a figure takes the tone of the alert that names it
     */
    public Line(StationView view, Lags lags, List<Alert> open, Instant now) {
        this.view = view;
        this.lags = lags;
        this.figures = view.figures();
        this.open = open.stream()
                .filter(alert -> alert.station().equals(view.name()))
                .toList();
        this.now = now;
    }

    public List<Stop> stops() {
        return List.of(station(), camera(), scans(), queue(), cloud(), sms());
    }

    private Stop station() {
        Optional<Instant> newest = newest();
        Shape shape;
        String word;
        Optional<Instant> beat = view.lastHeartbeat();
        Optional<String> up = view.silentSince().isPresent()
                ? Optional.empty()
                : view.upSince().map(since -> Words.shortUptime(Duration.between(since, now)));
        boolean fresh = later(beat, newest)
                .filter(last -> !last.plus(view.limit()).isBefore(now))
                .isPresent();
        if (view.silentSince().isPresent()) {
            shape = Shape.ERROR;
            word = "Silent";
        } else if (view.isStale()) {
            shape = Shape.STALE;
            word = "Stale";
        } else if (fresh) {
            shape = Shape.FINE;
            word = "Online";
        } else if (isAsleep()) {
            shape = Shape.ASLEEP;
            word = "Asleep";
        } else if (newest.isEmpty()) {
            shape = noNews();
            word = noNewsWord();
        } else {
            shape = Shape.UNKNOWN;
            word = "Quiet";
        }
        return new Stop(
                "station",
                "Station",
                word,
                shape,
                beat.isPresent()
                        ? age("last heartbeat", beat, Optional.empty(), shape.tone())
                        : age("last news", newest, Optional.of(view.limit()), "none"),
                Optional.empty(),
                // A station that is only watched does not say how long it has been up.
                up.or(() -> newest.map(news -> Words.number(figures.eventsToday()))),
                Optional.empty(),
                up.isPresent() ? "up" : "events today",
                staleAsOf(),
                vitals(),
                segment(shape));
    }

    /** What it says of its machine. */
    private List<Stop.Row> vitals() {
        Vitals said = view.vitals();
        return rows(List.of(
                reported("Disk", Words.percent(said.diskPercent())),
                reported(
                        "Clock",
                        said.clock().isPresent()
                                ? Optional.of(Words.skew(said.clock().getAsDouble()))
                                : Optional.empty()),
                reported("Temperature", Words.degrees(said.temperatureC()))));
    }

    private Stop camera() {
        Component seen = component("camera");
        return new Stop(
                "camera",
                "Camera",
                seen.word,
                seen.shape,
                age("last photo", seen.at, Optional.of(view.limit()), seen.shape.tone()),
                missing("attendance.photo_path"),
                Words.number(figures.photosToday()),
                Optional.empty(),
                "photos today",
                staleAsOf(),
                rows(List.of(
                        reported("Picture", seen.details),
                        Optional.of(row(
                                "Without photo",
                                Words.number(difference(figures.scansToday(), figures.photosToday())),
                                "none")))),
                segment(seen.shape));
    }

    private Stop scans() {
        Shape shape;
        String word;
        Stop.Segment segment = Stop.Segment.SOLID;
        if (view.isStale()) {
            shape = Shape.ERROR;
            word = "Database " + Words.condition(view.source().orElseThrow().condition());
            segment = Stop.Segment.cut(Shape.ERROR);
        } else if (tone("window_without_scans_seconds").isPresent()) {
            shape = Shape.WARNING;
            word = "Late";
            segment = Stop.Segment.cut(Shape.WARNING);
        } else if (view.phase().isClosed() && !isArriving()) {
            shape = Shape.ASLEEP;
            word = figures.lastScan()
                            .filter(last -> !last.isBefore(figures.dayStart()))
                            .isPresent()
                    ? "Quiet"
                    : "None expected";
            segment = Stop.Segment.DOTTED;
        } else if (figures.lastScan().isEmpty()) {
            shape = noNews();
            word = view.figures().scansToday().isPresent() ? "None yet" : noNewsWord();
            segment = Stop.Segment.DOTTED;
        } else {
            boolean arriving = isArriving();
            shape = arriving ? Shape.FINE : Shape.UNKNOWN;
            word = arriving ? "Arriving" : "Quiet";
            segment = arriving ? Stop.Segment.SOLID : Stop.Segment.DOTTED;
        }
        return new Stop(
                "scans",
                "Scans",
                word,
                shape,
                age("last", figures.lastScan(), Optional.of(ARRIVING), "none"),
                Optional.empty(),
                Words.number(figures.scansToday()),
                Optional.empty(),
                "scans today",
                staleAsOf(),
                rows(List.of(
                        Optional.of(row("Last hour", Words.number(figures.scansLastHour()), "none")),
                        Words.number(figures.repeatsToday()).map(count -> row("Repeats", Optional.of(count), "none")))),
                segment);
    }

    private Stop queue() {
        Shape shape;
        String word;
        long stuck = figures.queueStuck().orElse(0);
        if (view.isStale()) {
            shape = Shape.STALE;
            word = "Stale";
        } else if (figures.queueSize().isEmpty()) {
            shape = noNews();
            word = noNewsWord();
        } else if (stuck > 0) {
            shape = Shape.WARNING;
            word = "Stuck";
        } else {
            boolean growing = figures.queueGrowing();
            shape = growing || tone("queue_size").isPresent() ? Shape.WARNING : Shape.FINE;
            word = growing ? "Growing" : figures.queueSize().getAsLong() == 0 ? "Empty" : "Moving";
        }
        String ageTone = shape == Shape.WARNING ? "warning" : "none";
        return new Stop(
                "queue",
                "Queue",
                word,
                shape,
                age("oldest", figures.queueOldest(), Optional.of(QUEUE_LIMIT), ageTone),
                missing("sync_queue"),
                Words.number(figures.queueSize()),
                Optional.empty(),
                "in queue",
                staleAsOf(),
                List.of(
                        row("Highest today", Words.number(figures.queueHighestToday()), "none"),
                        row("Stuck", Words.number(figures.queueStuck()), stuck > 0 ? "warning" : "none"),
                        row("Archived", Words.number(figures.queueArchived()), "none")),
                shape == Shape.WARNING ? Stop.Segment.cut(shape) : segment(shape));
    }

    private Stop cloud() {
        Component seen = component("cloud");
        boolean noScans =
                figures.scansToday().isPresent() && figures.scansToday().getAsLong() == 0;
        Optional<String> note = noScans ? Optional.of("no scans yet today") : missing("attendance.synced");
        return new Stop(
                "cloud",
                "Cloud",
                seen.word,
                seen.shape,
                age("last sync", figures.lastSync().or(() -> seen.at), Optional.of(view.limit()), seen.shape.tone()),
                note,
                noScans ? Optional.empty() : Words.rate(figures.successRate()),
                Optional.of("%"),
                "success rate",
                staleAsOf(),
                List.of(
                        row(
                                "Synced today",
                                Words.number(figures.syncedToday()),
                                tone("success_rate").orElse("none")),
                        row(
                                "Failed syncs",
                                Words.number(figures.failedSyncs()),
                                tone("failed_syncs").orElse("none")),
                        row("Process time", processTime(), "none")),
                Stop.Segment.SOLID);
    }

    /** The median, because a mean says little of what most meet; the mean where journeys are not known. */
    private Optional<String> processTime() {
        return lags.sync()
                .map(times -> Words.lag(times.p50()) + ", 95\u202f% under " + Words.lag(times.p95()))
                .or(() -> Words.seconds(figures.avgProcessSeconds()));
    }

    private Stop sms() {
        Component seen = component("sms");
        boolean disabled = seen.shape == Shape.DISABLED;
        long failures = figures.smsFailuresInARow();
        boolean told = figures.lastSms().isPresent() || failures > 0;
        return new Stop(
                "sms",
                "SMS",
                seen.word,
                seen.shape,
                age("last sent", figures.lastSms(), Optional.of(view.limit()), seen.shape.tone()),
                Optional.of(
                        disabled ? "off by setting" : view.source().isPresent() ? "not in this file" : "none told yet"),
                told ? Words.number(figures.smsToday()) : Optional.empty(),
                Optional.empty(),
                "sent today",
                disabled ? Optional.empty() : staleAsOf(),
                rows(List.of(
                        reported("Last word", seen.details),
                        reported(
                                "Failures in a row",
                                failures > 0 ? Optional.of(Words.number(failures)) : Optional.empty()))),
                segment(seen.shape));
    }

    /** A component as a stop shows it. */
    private record Component(String word, Shape shape, Optional<Instant> at, Optional<String> details) {}

    private Component component(String name) {
        Optional<StationView.Seen> seen = view.component(name);
        if (seen.isEmpty()) {
            return new Component("Not in use", Shape.DISABLED, Optional.empty(), Optional.empty());
        }
        StationView.Seen found = seen.get();
        Optional<Instant> at = found.component().evidenceAt();
        if (view.isStale() && at.isPresent()) {
            return new Component("Stale", Shape.STALE, at, found.component().details());
        }
        if (isAsleep() && (found.stale() || found.status() == ComponentStatus.UNKNOWN)) {
            return new Component("Asleep", Shape.ASLEEP, at, found.component().details());
        }
        if (found.status() == ComponentStatus.UNKNOWN && at.isEmpty()) {
            return new Component(noNewsWord(), noNews(), at, Optional.empty());
        }
        Shape shape = Shape.of(found.status(), found.stale());
        String word = found.stale() ? "Stale" : Words.capital(found.status().word());
        return new Component(word, shape, at, found.component().details());
    }

    private boolean isAsleep() {
        return view.status() == Overall.ASLEEP;
    }

    private boolean isArriving() {
        return figures.lastScan()
                .filter(last -> last.plus(ARRIVING).isAfter(now))
                .isPresent();
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).max(Instant::compareTo);
    }

    private Optional<Stop.Age> age(String label, Optional<Instant> at, Optional<Duration> limit, String tone) {
        String shown = tone.equals("fine") ? "none" : tone;
        return at.map(time -> new Stop.Age(label, time, limit, shown));
    }

    private Optional<Instant> newest() {
        return List.of(figures.lastScan(), figures.lastSync(), figures.lastPhoto(), figures.lastSms()).stream()
                .flatMap(Optional::stream)
                .max(Instant::compareTo);
    }

    private Stop.Segment segment(Shape shape) {
        return switch (shape) {
            case FINE -> Stop.Segment.SOLID;
            case WARNING, ERROR -> Stop.Segment.cut(shape);
            default -> Stop.Segment.DOTTED;
        };
    }

    private Shape noNews() {
        return view.status() == Overall.INITIALIZING ? Shape.INITIALIZING : Shape.UNKNOWN;
    }

    private String noNewsWord() {
        return view.status() == Overall.INITIALIZING ? "no news yet" : "Unknown";
    }

    private Optional<String> missing(String name) {
        String table = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        return view.source()
                .map(SourceState::missing)
                .filter(missing -> missing.contains(name) || missing.contains(table))
                .map(missing -> "not in this file");
    }

    private Optional<Instant> staleAsOf() {
        return view.isStale() ? Optional.of(figures.asOf()) : Optional.empty();
    }

    private Optional<String> tone(String metric) {
        return open.stream()
                .filter(alert -> alert.metric().equals(metric))
                .findFirst()
                .map(alert -> alert.level().word());
    }

    private static Stop.Row row(String label, Optional<String> value, String tone) {
        return new Stop.Row(label, value, tone);
    }

    /** A row that is there only when somebody has reported its value. */
    private static Optional<Stop.Row> reported(String label, Optional<String> value) {
        return value.filter(said -> !said.isBlank()).map(said -> row(label, value, "none"));
    }

    private static List<Stop.Row> rows(List<Optional<Stop.Row>> rows) {
        return rows.stream().flatMap(Optional::stream).toList();
    }

    private static OptionalLong difference(OptionalLong all, OptionalLong part) {
        return all.isPresent() && part.isPresent()
                ? OptionalLong.of(Math.max(0, all.getAsLong() - part.getAsLong()))
                : OptionalLong.empty();
    }
}

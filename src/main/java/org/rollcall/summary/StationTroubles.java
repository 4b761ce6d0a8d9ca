package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertOrder;
import org.rollcall.alert.Level;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.SourceState;
import org.rollcall.station.Figures;
import org.rollcall.station.StationView;

/**
 * What is wrong at one station, each subject once: a cloud that is offline, and the alerts that its queue raises, are one
 * trouble. Says nothing that a report or an event said, so that no name and no id can be in it.
 */
final class StationTroubles {
    private static final String DATABASE = "database";

    private final StationView view;
    private final Figures figures;
    private final List<Alert> open;
    private final Instant now;
    private final ZoneId zone;
    private final Set<String> said = new LinkedHashSet<>(); // subjects

    /**
     * @param open this station's open alerts
     */
    StationTroubles(StationView view, List<Alert> open, Instant now, ZoneId zone) {
        this.view = view;
        this.figures = view.figures();
        this.open = open.stream().filter(alert -> alert.level() != Level.INFO).toList();
        this.now = now;
        this.zone = zone;
    }

    List<Trouble> all() {
        List<Trouble> all = new ArrayList<>();
        database().ifPresent(all::add);
        silence().ifPresent(all::add);
        view.expected().stream().map(this::component).flatMap(Optional::stream).forEach(all::add);
        open.stream()
                .map(StationTroubles::subject)
                .distinct()
                .filter(subject -> !said.contains(subject))
                .forEach(subject -> all.add(alert(worst(subject).orElseThrow())));
        return all;
    }

    private Optional<Trouble> database() {
        Optional<SourceState> failing =
                view.source().filter(state -> state.condition().isFailure());
        return failing.map(state -> {
            said.add(DATABASE);
            String how = Words.condition(state.condition());
            return new Trouble(
                    view,
                    DATABASE,
                    DATABASE + ":" + state.condition().word(),
                    TileState.ERROR,
                    "Database " + how,
                    "the attendance database is " + how + " at {where}",
                    "the attendance database is " + how,
                    state.since(),
                    state.lastRead()
                            .map(read -> "figures are from " + clock(read) + " and stand still")
                            .orElse("nothing could be read from it yet"),
                    state.lastRead(),
                    worst(DATABASE).map(Alert::firstStep).or(state::doNow).orElse("see if its file is there"),
                    isTaken(DATABASE));
        });
    }

    private Optional<Trouble> silence() {
        return view.silentSince().map(since -> {
            said.add(Trouble.SILENT);
            String lasting = Words.lasting(Duration.between(view.lastHeartbeat().orElse(since), now));
            return new Trouble(
                    view,
                    Trouble.SILENT,
                    Trouble.SILENT,
                    TileState.SILENT,
                    "Silent",
                    "{where} {is} silent",
                    "no heartbeat for " + lasting,
                    since,
                    "no heartbeat for " + lasting + last("; last scan ", figures.lastScan()),
                    view.lastHeartbeat(),
                    worst(Trouble.SILENT).map(Alert::firstStep).orElse("see if the station's power lamp is lit"),
                    isTaken(Trouble.SILENT));
        });
    }

    private Optional<Trouble> component(StationView.Seen seen) {
        boolean error = seen.status() == ComponentStatus.ERROR;
        if (!error && seen.status() != ComponentStatus.OFFLINE) {
            return Optional.empty();
        }
        said.add(seen.name());
        String name = Words.component(seen.name());
        String how = error ? name + " reports an error" : name + " is offline";
        boolean worse =
                worst(seen.name()).filter(alert -> alert.level() == Level.ERROR).isPresent();
        return Optional.of(new Trouble(
                view,
                "component",
                "component:" + seen.name() + ":" + seen.status().word(),
                error || worse ? TileState.ERROR : TileState.WARNING,
                Words.capital(Words.title(seen.name())) + " " + seen.status().word(),
                how + " at {where}",
                how,
                seen.component().since(),
                evidence(seen),
                seen.component().evidenceAt(),
                worst(seen.name()).map(Alert::firstStep).orElse(Summary.firstStep(seen.name())),
                isTaken(seen.name())));
    }

    private String evidence(StationView.Seen seen) {
        List<Optional<String>> parts = switch (seen.name()) {
            case "cloud" ->
                List.of(
                        view.figures().queueSize().stream()
                                .mapToObj(size -> Words.count(size, "record waits", "records wait"))
                                .findFirst(),
                        figures.lastSync().map(at -> "last sync " + clock(at)));
            case "camera" -> List.of(figures.lastPhoto().map(at -> "last photo " + clock(at)));
            case "sms" -> List.of(figures.lastSms().map(at -> "last message sent " + clock(at)));
            default -> List.<Optional<String>>of();
        };
        String text = String.join("; ", parts.stream().flatMap(Optional::stream).toList());
        return text.isEmpty()
                ? seen.component()
                        .evidenceAt()
                        .map(at -> "reported at " + clock(at))
                        .orElse("")
                : text;
    }

    private Trouble alert(Alert alert) {
        String what = Words.lower(alert.message());
        return new Trouble(
                view,
                "alert",
                "alert:" + alert.rule(),
                alert.level() == Level.ERROR ? TileState.ERROR : TileState.WARNING,
                alert.message(),
                what + " at {where}",
                what,
                alert.since(),
                Words.lower(firstSentence(alert.reason())),
                Optional.empty(),
                alert.firstStep(),
                isTaken(subject(alert)));
    }

    /** What an alert is about: several rules look at the same thing. */
    static String subject(Alert alert) {
        String metric = alert.metric();
        return switch (metric) {
            case "queue_size", "queue_stuck", "failed_syncs", "success_rate" -> "cloud";
            case "database_failing_seconds" -> DATABASE;
            default -> metric.contains("silent") || metric.contains("heartbeat") ? Trouble.SILENT : alert.rule();
        };
    }

    private Optional<Alert> worst(String subject) {
        return AlertOrder.worst(about(subject));
    }

    private boolean isTaken(String subject) {
        return about(subject).findAny().isPresent()
                && about(subject).allMatch(alert -> alert.state() == Alert.State.ACKNOWLEDGED);
    }

    private Stream<Alert> about(String subject) {
        return open.stream().filter(alert -> subject(alert).equals(subject));
    }

    private String last(String label, Optional<Instant> at) {
        return at.map(time -> label + clock(time)).orElse("");
    }

    private String clock(Instant at) {
        return Words.clock(at, now, zone);
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        String first = end < 0 ? text : text.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }
}

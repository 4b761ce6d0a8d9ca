package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertOrder;
import org.rollcall.alert.Level;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.SourceState;
import org.rollcall.station.Figures;
import org.rollcall.station.StationView;

/**
 * Says in one sentence how a station is. The worst that is known wins: a database that cannot be read, a component in
 * error, an alert of the level error, a component that is offline, another alert. A journal that cannot write outranks the
 * station.
 */
public final class Summary {
    private static final Duration LAST_MINUTE = Duration.ofMinutes(1);

    private final StationView view;
    private final List<Alert> alerts;
    private final Instant now;
    private final ZoneId zone;
    private final String figures;

    /**
     * @param alerts all that are remembered, open or ended, of any station
     */
    public Summary(StationView view, List<Alert> alerts, Instant now, ZoneId zone) {
        this(view, alerts, now, zone, "The figures below");
    }

    /** Of a station whose figures are not on the page that shows the sentence. */
    static Summary elsewhere(StationView view, List<Alert> alerts, Instant now, ZoneId zone) {
        return new Summary(view, alerts, now, zone, "Its figures");
    }

    private Summary(StationView view, List<Alert> alerts, Instant now, ZoneId zone, String figures) {
        this.view = view;
        this.alerts = alerts.stream()
                .filter(alert -> alert.station().equals(view.name()))
                .toList();
        this.now = now;
        this.zone = zone;
        this.figures = figures;
    }

    /**
     * @param storeFailure why the journal cannot write, if it cannot
     * @param damaged whether that will not pass by itself
     */
    public Sentence sentence(Optional<String> storeFailure, boolean damaged) {
        if (storeFailure.isPresent()) {
            return journalFails(storeFailure, damaged);
        }
        Optional<SourceState> source = view.source();
        if (source.filter(state -> state.condition().isFailure()).isPresent()) {
            return sourceFails(source.get());
        }
        Optional<Alert> worst = worstOpen(alert -> alert.level() != Level.INFO);
        return componentIn(ComponentStatus.ERROR)
                .map(this::componentFails)
                .or(() -> worst.filter(alert -> alert.level() == Level.ERROR).map(this::errorFires))
                .or(() -> componentIn(ComponentStatus.OFFLINE).map(this::componentFails))
                .or(() -> worst.map(this::alertFires))
                .orElseGet(this::nothingWrong);
    }

    /** One that tells of a component that is offline is said of that. */
    private Sentence errorFires(Alert alert) {
        return view.expected().stream()
                .filter(seen -> seen.status() == ComponentStatus.OFFLINE)
                .filter(seen -> seen.name().equals(StationTroubles.subject(alert)))
                .findFirst()
                .map(this::componentFails)
                .orElseGet(() -> alertFires(alert));
    }

    /** What outranks every station. */
    static Sentence journalFails(Optional<String> failure, boolean damaged) {
        return new Sentence(
                "store",
                Shape.ERROR,
                damaged ? "The journal is damaged." : "The journal cannot write.",
                "The view is live, from memory; stations keep their events.",
                Optional.of(
                        damaged
                                ? "restart Rollcall, which begins a new journal and keeps the old one"
                                : "free space on the disk of the data folder"),
                failure);
    }

    private Sentence nothingWrong() {
        return switch (view.status()) {
            case INITIALIZING -> initializing();
            case HEALTHY -> healthy();
            case ASLEEP -> asleep();
            default -> partial();
        };
    }

    private Sentence sourceFails(SourceState source) {
        String still = source.lastRead()
                .map(read -> " " + figures + " are from " + at(read) + " and stand still.")
                .orElse(" Nothing could be read from it since Rollcall started.");
        return new Sentence(
                "error",
                Shape.ERROR,
                "Error since " + at(source.since()) + ".",
                source.message() + still,
                source.doNow(),
                Optional.of("Rollcall looks again every " + source.poll().toSeconds() + " s and reads on by itself"));
    }

    private Sentence componentFails(StationView.Seen seen) {
        boolean reported = seen.status() == ComponentStatus.ERROR;
        Optional<Alert> about =
                worstOpen(alert -> StationTroubles.subject(alert).equals(seen.name()));
        boolean error =
                reported || about.filter(alert -> alert.level() == Level.ERROR).isPresent();
        String name = Words.capital(Words.component(seen.name()));
        String what;
        if (reported) {
            what = name + " reports “" + seen.component().details().orElse("an error") + "”";
        } else {
            what = name + (seen.name().equals("camera") ? " is offline" : " does not answer");
        }
        return new Sentence(
                error ? "error" : "degraded",
                error ? Shape.ERROR : Shape.WARNING,
                (error ? "Error" : "Degraded") + " since " + at(seen.component().since()) + ".",
                what + consequence(seen.name()),
                Optional.of(about.map(Alert::firstStep).orElse(firstStep(seen.name()))),
                seen.component().details().filter(details -> !reported).map(details -> "last word: " + details));
    }

    private String consequence(String component) {
        if (component.equals("cloud")) {
            String waiting = view.figures().queueSize().isPresent()
                    ? "; " + Words.count(view.figures().queueSize().getAsLong(), "record waits", "records wait")
                    : "";
            return waiting + ". Scans are safe here.";
        }
        if (component.equals("camera")) {
            return "; scans may come without a photo.";
        }
        return component.equals("sms") ? "; parents get no message." : ".";
    }

    static String firstStep(String component) {
        return switch (component) {
            case "camera" -> "unplug the camera's USB cable, wait 5 s, plug it in again";
            case "cloud" -> "look at the internet lamp of the school's router";
            case "sms" -> "look at the credit and the signal of the SMS gateway";
            default -> "look at " + component;
        };
    }

    private Sentence alertFires(Alert alert) {
        boolean error = alert.level() == Level.ERROR;
        long further = alerts.stream().filter(Alert::isOpen).count() - 1;
        return new Sentence(
                error ? "error" : "degraded",
                error ? Shape.ERROR : Shape.WARNING,
                alert.message() + " since " + at(alert.since()) + ".",
                alert.reason() + taken(alert),
                alert.acknowledgement().isPresent() ? Optional.empty() : Optional.of(alert.firstStep()),
                further > 0
                        ? Optional.of(Words.count(further, "more alert is", "more alerts are") + " open")
                        : Optional.empty());
    }

    private Sentence initializing() {
        boolean waiting = view.source()
                .filter(state -> state.condition() == SourceState.Condition.WAITING)
                .isPresent();
        return new Sentence(
                "initializing",
                Shape.INITIALIZING,
                "Waiting for the first news.",
                "Rollcall is running and this station has reported nothing yet. That is as it should be in the first minutes.",
                Optional.of(
                        waiting
                                ? "choose one of the ways below; this page fills by itself"
                                : "nothing; this page fills by itself"),
                Optional.empty());
    }

    private Sentence healthy() {
        return new Sentence(
                "healthy",
                Shape.FINE,
                "Healthy.",
                news(),
                Optional.empty(),
                Optional.of("since " + at(view.since()) + lastProblem()));
    }

    private Sentence asleep() {
        String next = view.phase()
                .until()
                .map(opens -> "the next one starts " + Words.next(opens, now, zone))
                .orElse("none is in sight");
        return new Sentence(
                "asleep",
                Shape.ASLEEP,
                "Asleep by timetable.",
                "No window is open; " + next + ".",
                Optional.empty(),
                Optional.of("since " + at(view.since()) + lastProblem()));
    }

    private Sentence partial() {
        List<String> unheard = names(ComponentStatus.UNKNOWN, false);
        String doNow = unheard.isEmpty()
                ? "nothing, while no student is at the gate; otherwise look at the gate"
                : "nothing, unless " + Words.list(unheard)
                        + " should be in use. Not in use? Take it off ROLLCALL_COMPONENTS";
        return new Sentence(
                "partial",
                Shape.PARTIAL,
                "Partial.",
                Words.capital(notAll()) + ".",
                Optional.of(doNow),
                Optional.of("since " + at(view.since()) + lastProblem()));
    }

    /** Which components are heard, and which are not. */
    String notAll() {
        List<String> online = names(ComponentStatus.ONLINE, false);
        List<String> stale = view.expected().stream()
                .filter(StationView.Seen::stale)
                .map(seen -> Words.component(seen.name()))
                .toList();
        List<String> unheard = names(ComponentStatus.UNKNOWN, false);
        StringBuilder text = new StringBuilder();
        if (!online.isEmpty()) {
            text.append(Words.capital(Words.list(online)))
                    .append(online.size() == 1 ? " is" : " are")
                    .append(" online; ");
        }
        if (!unheard.isEmpty()) {
            text.append("nothing has been heard from ")
                    .append(Words.list(unheard))
                    .append(" yet");
        }
        if (!stale.isEmpty()) {
            text.append(unheard.isEmpty() ? "" : "; ")
                    .append("there is no fresh word from ")
                    .append(Words.list(stale));
        }
        return text.toString();
    }

    private String news() {
        Figures figures = view.figures();
        if (figures.scansToday().isEmpty()) {
            return "Everything that is expected reports.";
        }
        long scans = figures.scansToday().getAsLong();
        if (scans == 0) {
            return "No scan yet today.";
        }
        String text = Words.count(scans, "scan", "scans") + " today";
        boolean fresh = figures.lastScan()
                .filter(last -> last.plus(LAST_MINUTE).isAfter(now))
                .isPresent();
        int running = figures.scansByMinute().isEmpty()
                ? 0
                : figures.scansByMinute()
                        .get(figures.scansByMinute().size() - 1)
                        .orElse(0);
        text += fresh && running > 0 ? ", " + Words.number(running) + " of them in this minute." : ".";
        if (figures.syncedToday().isEmpty()) {
            return text;
        }
        long behind = Math.max(0, scans - figures.syncedToday().getAsLong());
        return text
                + (behind == 0
                        ? " All records have reached the cloud."
                        : " All but " + Words.count(behind, "record has", "records have") + " reached the cloud.");
    }

    private String taken(Alert alert) {
        return alert.acknowledgement()
                .map(one -> " Acknowledged by " + one.by() + " at " + at(one.at())
                        + (one.note().isEmpty() ? "." : ": " + one.note()))
                .orElse("");
    }

    private String lastProblem() {
        return alerts.stream()
                .filter(alert -> !alert.isOpen())
                .max(Comparator.comparing(Alert::updatedAt))
                .map(alert -> " · last problem " + at(alert.firedAt()) + ": " + alert.message())
                .orElse("");
    }

    private Optional<Alert> worstOpen(Predicate<Alert> about) {
        return AlertOrder.worst(alerts.stream().filter(alert -> alert.isOpen() && about.test(alert)));
    }

    private Optional<StationView.Seen> componentIn(ComponentStatus status) {
        return view.expected().stream().filter(seen -> seen.status() == status).findFirst();
    }

    private List<String> names(ComponentStatus status, boolean stale) {
        return view.expected().stream()
                .filter(seen -> seen.status() == status && seen.stale() == stale)
                .map(seen -> Words.component(seen.name()))
                .toList();
    }

    private String at(Instant time) {
        return Words.time(time, now, zone);
    }
}

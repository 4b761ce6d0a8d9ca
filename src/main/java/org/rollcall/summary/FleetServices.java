package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rollcall.event.ComponentStatus;
import org.rollcall.station.Figures;
import org.rollcall.station.StationView;

/** What all stations use, as they find it: the cloud, SMS, and Rollcall itself. */
final class FleetServices {
    private FleetServices() {}

    static List<FleetSummary.Service> of(List<StationView> views, FleetSummary.Journal journal) {
        List<FleetSummary.Service> services = new ArrayList<>();
        service(views, "cloud", "Cloud", "last sync", Figures::lastSync).ifPresent(services::add);
        service(views, "sms", "SMS", "last sent", Figures::lastSms).ifPresent(services::add);
        services.add(itself(journal));
        return services;
    }

    /** Nothing when no station uses it. */
    private static Optional<FleetSummary.Service> service(
            List<StationView> views,
            String component,
            String name,
            String label,
            Function<Figures, Optional<Instant>> last) {
        List<StationView.Seen> seen = views.stream()
                .flatMap(view -> view.component(component).stream())
                .filter(one -> one.status() != ComponentStatus.DISABLED)
                .toList();
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        long errors = count(seen, ComponentStatus.ERROR);
        long failing = errors + count(seen, ComponentStatus.OFFLINE);
        Optional<Instant> at = views.stream()
                .flatMap(view -> last.apply(view.figures()).stream())
                .max(Instant::compareTo);
        if (failing > 0) {
            String of = failing == seen.size() ? "all" : Words.number(failing) + " of " + Words.number(seen.size());
            Shape shape = errors > 0 ? Shape.ERROR : Shape.WARNING;
            String word = errors == failing ? "error" : errors > 0 ? "failing" : "offline";
            return Optional.of(new FleetSummary.Service(
                    name,
                    shape,
                    word + " at " + of + at.map(time -> "; " + label).orElse(""),
                    at));
        }
        boolean online = count(seen, ComponentStatus.ONLINE) > 0;
        Shape shape = online ? Shape.FINE : at.isPresent() ? Shape.STALE : Shape.UNKNOWN;
        String unheard = online ? "online" : "no news yet";
        return Optional.of(new FleetSummary.Service(name, shape, at.isPresent() ? label : unheard, at));
    }

    private static long count(List<StationView.Seen> seen, ComponentStatus status) {
        return seen.stream().filter(one -> one.status() == status).count();
    }

    private static FleetSummary.Service itself(FleetSummary.Journal journal) {
        boolean failing = journal.failure().isPresent();
        String state = journal.damaged() ? "journal damaged" : failing ? "journal cannot write" : "journal writing";
        return new FleetSummary.Service(
                "Rollcall itself",
                failing || journal.damaged() ? Shape.ERROR : Shape.FINE,
                state + ", up " + up(journal.uptime()),
                Optional.empty());
    }

    /** To the minute in the first hour, then to the hour: it is told to everybody each time that it changes. */
    private static String up(Duration uptime) {
        if (uptime.toDays() > 0) {
            return uptime.toDays() + "d " + uptime.toHoursPart() + "h";
        }
        if (uptime.toHours() > 0) {
            return uptime.toHours() + "h";
        }
        return uptime.toMinutes() > 0 ? uptime.toMinutes() + "m" : "under a minute";
    }
}

package org.rollcall.summary;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rollcall.alert.Alert;
import org.rollcall.station.Overall;
import org.rollcall.station.StationView;

/**
 * Says on the home station's page how all stations are: how the home station is, unless another one is worse off. Then it
 * is that one's sentence, with its name, so that no station can fail unseen. {@link FleetSummary} is for who looks at all
 * of them.
 */
public final class Fleet {
    private record Said(String title, Sentence sentence) {
        int badness() {
            return switch (sentence.shape()) {
                case ERROR -> 2;
                case WARNING -> 1;
                default -> 0;
            };
        }
    }

    private final List<StationView> views;
    private final List<Alert> alerts;
    private final Instant now;
    private final ZoneId zone;

    /**
     * @param views all stations, the home station first
     * @param alerts all that are remembered, of any station
     * @param zone in which times are said
     */
    public Fleet(List<StationView> views, List<Alert> alerts, Instant now, ZoneId zone) {
        this.views = views;
        this.alerts = alerts;
        this.now = now;
        this.zone = zone;
    }

    /**
     * @param storeFailure why the journal cannot write, if it cannot
     * @param damaged whether that is because it is damaged
     */
    public Sentence sentence(Optional<String> storeFailure, boolean damaged) {
        StationView home = views.get(0);
        Sentence own = new Summary(home, alerts, now, zone).sentence(storeFailure, damaged);
        if (views.size() == 1 || storeFailure.isPresent()) {
            return own;
        }
        List<Said> all = new ArrayList<>();
        all.add(new Said(home.profile().title(), ofHome(own)));
        for (StationView view : views.subList(1, views.size())) {
            if (!mayBeBad(view)) {
                continue; // most of many stations are well, and this is asked many times a second
            }
            Sentence sentence = Summary.elsewhere(view, alerts, now, zone).sentence(Optional.empty(), false);
            all.add(new Said(view.profile().title(), sentence));
        }
        Said worst = all.get(0);
        for (Said said : all) {
            worst = said.badness() > worst.badness() ? said : worst;
        }
        Sentence told = worst.sentence();
        String lead = worst.equals(all.get(0)) ? told.lead() : worst.title() + ": " + told.lead();
        return new Sentence(told.state(), told.shape(), lead, told.text(), told.doNow(), meta(worst, all));
    }

    /** A home station without news is not all there is while others report, and may be none at all. */
    private Sentence ofHome(Sentence own) {
        long reporting = views.stream()
                .filter(view -> view.status() != Overall.INITIALIZING)
                .count();
        if (own.shape() != Shape.INITIALIZING || reporting == 0) {
            return own;
        }
        String home = views.get(0).profile().title();
        return new Sentence(
                own.state(),
                own.shape(),
                own.lead(),
                "Rollcall is running and " + Words.count(reporting, "other station has", "other stations have")
                        + " reported, but " + home + " has not yet.",
                Optional.of("let it report, or give rollcall.station the name of a station that does"),
                own.meta());
    }

    private boolean mayBeBad(StationView view) {
        return view.status() == Overall.ERROR
                || view.status() == Overall.DEGRADED
                || alerts.stream()
                        .anyMatch(alert -> alert.isOpen() && alert.station().equals(view.name()));
    }

    private static Optional<String> meta(Said worst, List<Said> all) {
        List<String> further = all.stream()
                .filter(said -> !said.equals(worst) && said.badness() > 0)
                .sorted(Comparator.comparing(Said::badness).reversed())
                .map(Said::title)
                .toList();
        if (further.isEmpty()) {
            return worst.sentence().meta();
        }
        String more = Words.list(further) + (further.size() == 1 ? " needs a look too" : " need a look too");
        return Optional.of(
                worst.sentence().meta().map(meta -> meta + " · " + more).orElse(more));
    }
}

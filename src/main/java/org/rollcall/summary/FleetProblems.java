package org.rollcall.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rollcall.station.StationView;

/** What is wrong at any station, by cause: the same trouble at several stations is one problem, and so is a link. */
final class FleetProblems {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Comparator<FleetProblem> WORST_FIRST = Comparator.comparing(FleetProblem::taken)
            .thenComparing(FleetProblem::state)
            .thenComparing(FleetProblem::since)
            .thenComparing(FleetProblem::key);

    private final List<Link> links;
    private final Instant now;
    private final ZoneId zone;

    FleetProblems(List<Link> links, Instant now, ZoneId zone) {
        this.links = links;
        this.now = now;
        this.zone = zone;
    }

    /** The worst first; what someone has taken on comes last. */
    List<FleetProblem> of(List<Trouble> troubles) {
        Set<String> behind = links.stream()
                .flatMap(link -> link.behind().stream())
                .map(StationView::name)
                .collect(Collectors.toCollection(HashSet::new));
        Map<String, List<Trouble>> groups = new LinkedHashMap<>();
        for (Trouble trouble : troubles) {
            if (!trouble.isSilence() || !behind.contains(trouble.view().name())) {
                groups.computeIfAbsent(trouble.group(), group -> new ArrayList<>())
                        .add(trouble);
            }
        }
        List<FleetProblem> problems = new ArrayList<>();
        groups.values().forEach(group -> problems.add(problem(group)));
        links.forEach(link -> problems.add(problem(link, troubles)));
        problems.sort(WORST_FIRST);
        return problems;
    }

    private FleetProblem problem(List<Trouble> group) {
        List<Trouble> sorted = group.stream()
                .sorted(Comparator.comparing(Trouble::taken).thenComparing(Trouble::since))
                .toList();
        Trouble first = sorted.get(0);
        boolean alone = sorted.size() == 1;
        String where = Words.few(sorted.stream().map(one -> title(one.view())).toList());
        String evidence = first.evidence();
        return new FleetProblem(
                first.group() + ":" + first.view().name(),
                first.cause(),
                first.word(),
                sorted.stream().map(Trouble::state).reduce(TileState.FINE, TileState::worse),
                where,
                first.taken() ? "acknowledged" : "",
                sorted.stream().map(one -> one.view().name()).toList(),
                sorted.stream().map(Trouble::since).min(Instant::compareTo).orElse(first.since()),
                alone || evidence.isEmpty() ? evidence : title(first.view()) + ": " + evidence,
                first.evidenceAt(),
                first.taken() ? Optional.empty() : Optional.of(first.doNow()),
                first.taken(),
                clause(first, where, alone));
    }

    private String clause(Trouble first, String where, boolean alone) {
        String clause = first.saying().replace("{is}", alone ? "is" : "are").replace("{where}", where);
        if (!first.isSilence() || !alone) {
            return clause;
        }
        return clause + " for " + Words.lasting(Duration.between(first.since(), now)) + inWindow(first.view());
    }

    private static String inWindow(StationView view) {
        String window = view.phase().window();
        if (!view.phase().isOpen() || window.isBlank()) {
            return "";
        }
        return " in the " + (ends(window, "window") ? window : window + " window");
    }

    private FleetProblem problem(Link link, List<Trouble> troubles) {
        int behind = link.behind().size();
        Set<String> names = link.behind().stream().map(StationView::name).collect(Collectors.toSet());
        boolean taken = troubles.stream()
                .filter(trouble ->
                        trouble.isSilence() && names.contains(trouble.view().name()))
                .allMatch(Trouble::taken);
        String name = name(link);
        String since = Words.time(link.since(), now, zone);
        return new FleetProblem(
                "link:" + link.group(),
                "link",
                "Link down",
                TileState.LINK,
                link.group(),
                Words.count(behind, "station", "stations") + (taken ? ", acknowledged" : ""),
                link.behind().stream().map(StationView::name).toList(),
                link.since(),
                evidence(link),
                link.behind().stream()
                        .flatMap(view -> view.lastHeartbeat().stream())
                        .max(Instant::compareTo),
                taken ? Optional.empty() : Optional.of("see if the switch or router of " + link.group() + " has power"),
                taken,
                name + " is down since " + since + ", with " + Words.number(behind) + " stations behind it");
    }

    private static String evidence(Link link) {
        String together = "all " + link.behind().size() + " fell silent ";
        Duration within = link.within();
        together += within.compareTo(MINUTE) > 0
                ? "within " + Words.lasting(within.plusSeconds(59)) // not less than it was
                : "within " + Math.max(1, within.toSeconds()) + "\u202fs";
        return link.heard() == 0
                ? together + "; none of the group is heard"
                : together + "; " + Words.count(link.heard(), "other", "others") + " of the group "
                        + (link.heard() == 1 ? "is" : "are") + " heard";
    }

    /** "the Annex link"; a group that is called a line or a link already is not called so twice. */
    static String name(Link link) {
        String group = link.group();
        return "the " + (ends(group, "link") || ends(group, "line") ? group : group + " link");
    }

    private static boolean ends(String text, String word) {
        return text.toLowerCase(Locale.ROOT).endsWith(word);
    }

    private static String title(StationView view) {
        return view.profile().title();
    }
}

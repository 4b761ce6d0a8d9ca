package org.rollcall.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.rollcall.event.EventId;

/**
 * All alerts that are open, and the last ones that were.
 *
 * <p>A fold: it returns the transitions that figures cause and calls nobody. At most one alert fires for a rule and a
 * station. While it fires it is repeated every {@link #REPEAT}, until someone acknowledges it; one that breaks again within that time of its end is the
 * same alert.
 *
 * <p>What late reports alone have broken is held: it opens nothing until it was fine once more, because it tells of the
 * past. Not thread-safe: the monitor's thread owns it.
 */
public final class AlertBook {
    /** De-duplication window and pace of repetition (P28). */
    public static final Duration REPEAT = Duration.ofMinutes(5);

    /** What an alert belongs to. */
    public record Subject(String station, String rule) {}

    private final Rules rules;
    private final Map<Subject, Alert> open = new LinkedHashMap<>();
    private final Map<Subject, Instant> brokenSince = new HashMap<>();
    private final Set<Subject> held = new LinkedHashSet<>();
    private final EndedAlerts ended;

    /**
     * @param keep how many ended alerts are remembered; {@link #trim} says which stay beyond that
     */
    public AlertBook(Rules rules, int keep) {
        this.rules = rules;
        this.ended = new EndedAlerts(keep);
    }

    /** Takes back what was stored: nothing is told again for it. */
    public void restore(Collection<Alert> alerts) {
        open.clear();
        brokenSince.clear();
        ended.clear();
        alerts.stream().sorted(Comparator.comparing(Alert::id)).forEach(alert -> {
            if (alert.isOpen()) {
                open.put(alert.subject(), alert);
                brokenSince.put(alert.subject(), alert.since());
            } else {
                ended.add(alert);
            }
        });
    }

    /** Takes back what was held. */
    public void restoreHeld(Collection<Subject> subjects) {
        held.clear();
        held.addAll(subjects);
    }

    /** What late reports have broken and nothing has mended since. */
    public Set<Subject> held() {
        return Set.copyOf(held);
    }

    /** As below, of figures that are all settled. */
    public List<Alert> observe(String station, Map<String, Double> figures, Instant now, EventId next) {
        return observe(station, figures, Map.of(), now, next);
    }

    /** As below, of figures that are all settled, with thresholds of the station's own. */
    public List<Alert> observe(
            String station, Map<String, Double> figures, Map<String, Double> thresholds, Instant now, EventId next) {
        return observe(station, new Observation(figures, Map.of(), Set.of(), thresholds), now, next);
    }

    /**
     * Compares a station's figures with every rule. An alert that a clock which went back has left in the future is told
     * again, with times that have been.
     *
     * @param next the id that the first transition has if it opens an alert; each further one has the id after it
     * @return the alerts that changed, as they now are
     */
    public List<Alert> observe(String station, Observation observation, Instant now, EventId next) {
        Map<String, Double> figures = observation.figures();
        Map<String, Double> thresholds = observation.thresholds();
        List<Alert> changed = new ArrayList<>();
        for (Rule common : rules.all()) {
            Rule rule = common.withThreshold(thresholds.getOrDefault(common.name(), common.threshold()));
            Optional<Boolean> broken = rule.isBroken(figures);
            Double value = figures.get(rule.metric());
            if (broken.isEmpty() || value == null) {
                continue; // what is not known neither fires nor resolves
            }
            Subject subject = new Subject(station, rule.name());
            if (isHeld(subject, rule, broken.get(), observation)) {
                continue;
            }
            if (broken.get()) {
                EventId id = new EventId(next.epoch(), next.sequence() + changed.size());
                broken(subject, rule, value, now, id).ifPresent(changed::add);
            } else {
                mended(subject, value, observation.endings(), now).ifPresent(changed::add);
            }
        }
        return changed;
    }

    /**
     * Resolves the alerts of stations that are no longer there, and forgets those that were about to fire.
     *
     * @param isGone whether there is no station of that name
     * @return the alerts that changed, as they now are
     */
    public List<Alert> withdraw(Predicate<String> isGone, Instant now) {
        held.removeIf(subject -> isGone.test(subject.station()));
        brokenSince.keySet().removeIf(subject -> isGone.test(subject.station()));
        return open().stream()
                .filter(alert -> isGone.test(alert.station()))
                .flatMap(alert -> mended(alert.subject(), alert.value(), Map.of(), now).stream())
                .toList();
    }

    /**
     * Forgets the oldest ended alerts that there is no room for. Of each subject the last one stays as long as it may
     * still break again, and so do those owed: how many there are is bounded by the rules and the stations, not by time.
     *
     * @param owed whether the end of the alert with this id is yet to be told, one of a subject at most
     */
    public void trim(Instant now, Predicate<EventId> owed) {
        ended.trim(now, owed);
    }

    /** The open alerts, oldest first. */
    public List<Alert> open() {
        return List.copyOf(open.values());
    }

    /** The remembered alert of this id, open or ended. */
    public Optional<Alert> find(EventId id) {
        return all().stream().filter(alert -> alert.id().equals(id)).findFirst();
    }

    /**
     * Someone takes a firing alert on.
     *
     * @return the alert as it now is; nothing when none of this id fires
     */
    public Optional<Alert> acknowledge(EventId id, String by, String note, Instant now) {
        Optional<Alert> taken = open.values().stream()
                .filter(alert -> alert.id().equals(id) && alert.state() == Alert.State.FIRING)
                .findFirst()
                .map(alert -> alert.acknowledged(by, note, now));
        taken.ifPresent(alert -> open.put(alert.subject(), alert));
        return taken;
    }

    /** Changes the notes, for a text that may no longer be there. */
    public void reword(UnaryOperator<String> texts) {
        open.replaceAll((subject, alert) -> alert.reworded(texts));
        ended.reword(texts);
    }

    /** Open and ended alerts by the time they fired, oldest first. */
    public List<Alert> all() {
        List<Alert> all = new ArrayList<>(ended.all());
        all.addAll(open.values());
        all.sort(Comparator.comparing(Alert::id));
        return all;
    }

    private Optional<Alert> broken(Subject subject, Rule rule, double value, Instant now, EventId id) {
        Instant since = brokenSince.computeIfAbsent(subject, s -> now);
        if (since.isAfter(now)) {
            since = now; // the clock went back
            brokenSince.put(subject, now);
        }
        String reason = rule.reason().replace("{value}", plain(value));
        Alert known = open.get(subject);
        if (known != null) {
            Alert alert = known.noLaterThan(now).lasting(rule, value, reason);
            boolean due = alert.state() == Alert.State.FIRING
                    && (known.updatedAt().isAfter(now)
                            || !now.isBefore(known.updatedAt().plus(REPEAT)));
            Alert updated = due ? alert.firing(now, true) : alert;
            open.put(subject, updated);
            return due ? Optional.of(updated) : Optional.empty();
        }
        if (now.isBefore(since.plus(rule.lasting()))) {
            return Optional.empty();
        }
        Alert firing = ended.reopen(subject, now)
                .map(same -> same.lasting(rule, value, reason).firing(now, false))
                .orElseGet(() -> fired(subject, rule, value, reason, now, id));
        open.put(subject, firing);
        return Optional.of(firing);
    }

    private Alert fired(Subject subject, Rule rule, double value, String reason, Instant now, EventId id) {
        Instant since = brokenSince.getOrDefault(subject, now);
        return new Alert(
                id,
                subject.station(),
                rule.name(),
                rule.level(),
                Alert.State.FIRING,
                rule.title(),
                reason,
                rule.firstStep(),
                rule.metric(),
                value,
                rule.threshold(),
                since,
                now,
                now,
                Optional.empty(),
                Optional.empty(),
                0);
    }

    /** Whether nothing is to be made of it now, because late reports are coming in or had broken it. */
    private boolean isHeld(Subject subject, Rule rule, boolean broken, Observation observation) {
        boolean unsettled = observation.unsettled().contains(rule.metric());
        if (!broken) {
            held.remove(subject);
        } else if (unsettled && !open.containsKey(subject) && !brokenSince.containsKey(subject)) {
            held.add(subject);
        }
        return unsettled || held.contains(subject);
    }

    private Optional<Alert> mended(Subject subject, double value, Map<String, String> endings, Instant now) {
        brokenSince.remove(subject);
        Alert alert = open.remove(subject);
        if (alert == null) {
            return Optional.empty();
        }
        Alert resolved =
                alert.noLaterThan(now).resolved(value, endings.getOrDefault(alert.metric(), alert.reason()), now);
        ended.add(resolved);
        return Optional.of(resolved);
    }

    /** One decimal at most, cut off and not rounded, as the page shows the same figure. */
    private static String plain(double value) {
        if (value >= 0 && value < 1_000) { // nearly all, each turn: the formatter costs more than the rest of a look
            long tenths = (long) Math.floor(value * 10 + 1e-9);
            return tenths % 10 == 0 && value == Math.rint(value)
                    ? Long.toString(tenths / 10)
                    : tenths / 10 + "." + tenths % 10;
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%,.1f", Math.floor(value * 10 + 1e-9) / 10);
    }
}

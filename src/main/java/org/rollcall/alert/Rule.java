package org.rollcall.alert;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A condition on a station's figures. Comparisons are strict: the threshold itself is fine.
 *
 * @param name unique, for example {@code queue-size}
 * @param metric the figure that is compared
 * @param above whether more than the threshold is bad, or less
 * @param guard holds only while another figure is above a value
 * @param lasting how long it must hold before the alert fires
 * @param title one line, for example "Queue over 50"
 * @param reason what it means for the school; {@code {value}} stands for the figure
 * @param firstStep one action by a person without tools, at most 90 characters
 */
public record Rule(
        String name,
        String metric,
        boolean above,
        double threshold,
        Optional<Guard> guard,
        Duration lasting,
        Level level,
        String title,
        String reason,
        String firstStep) {

    /** The figure must be strictly above the value. */
    public record Guard(String metric, double above) {}

    /** The rule with another threshold; numbers in its title follow. */
    Rule withThreshold(double newThreshold) {
        if (newThreshold == threshold) {
            return this;
        }
        String newTitle = title.replace(plain(threshold), plain(newThreshold));
        return new Rule(name, metric, above, newThreshold, guard, lasting, level, newTitle, reason, firstStep);
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** Whether the figures break the rule; nothing when a figure that it needs is not known. */
    public Optional<Boolean> isBroken(Map<String, Double> figures) {
        Double value = figures.get(metric);
        if (value == null) {
            return Optional.empty();
        }
        if (guard.isPresent()) {
            Double guarding = figures.get(guard.get().metric());
            if (guarding == null) {
                return Optional.empty();
            }
            if (guarding <= guard.get().above()) {
                return Optional.of(false);
            }
        }
        return Optional.of(above ? value > threshold : value < threshold);
    }
}

package org.rollcall.alert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules in force. Thread-safe: an administrator moves a threshold while the monitor compares. */
public final class Rules {
    private volatile List<Rule> rules; // replaced whole

    public Rules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    public List<Rule> all() {
        return rules;
    }

    /** The threshold of a rule; an unknown name is an {@link IllegalArgumentException}. */
    public double threshold(String name) {
        return rules.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no rule " + name))
                .threshold();
    }

    /** The thresholds by rule that count for a station with these ones of its own. */
    public Map<String, Double> inForce(Map<String, Double> own) {
        Map<String, Double> thresholds = new LinkedHashMap<>();
        rules.forEach(rule -> thresholds.put(rule.name(), own.getOrDefault(rule.name(), rule.threshold())));
        return thresholds;
    }

    /** Moves a threshold until the next start; the settings keep it for longer. */
    public synchronized void moveThreshold(String name, double threshold) {
        if (!Double.isFinite(threshold) || threshold < 0) {
            throw new IllegalArgumentException("a threshold is a finite number, at least 0");
        }
        double before = threshold(name);
        rules = rules.stream()
                .map(rule -> rule.name().equals(name) && before != threshold ? rule.withThreshold(threshold) : rule)
                .toList();
    }
}

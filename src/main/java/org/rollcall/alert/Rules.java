package org.rollcall.alert;

import java.util.List;

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

package org.rollcall.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. Carries all faults, not the first. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    public SettingsException(List<Problem> problems) {
        super(problems.stream()
                .map(Problem::toString)
                .collect(Collectors.joining("\n  ", "wrong settings (" + problems.size() + "):\n  ", "")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}

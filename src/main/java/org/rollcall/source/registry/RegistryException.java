package org.rollcall.source.registry;

import java.nio.file.Path;
import java.util.List;

/** The registry cannot be used as it is. Carries all faults, not the first. */
public final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int MOST_SAID = 50;

    private final transient List<Fault> faults;

    RegistryException(Path file, List<Fault> faults) {
        super(said(file, faults));
        this.faults = List.copyOf(faults);
    }

    /** In the order of the file; never empty. */
    public List<Fault> faults() {
        return faults;
    }

    private static String said(Path file, List<Fault> faults) {
        StringBuilder text = new StringBuilder("wrong registry of stations " + file + " (" + faults.size() + "):");
        faults.stream().limit(MOST_SAID).forEach(fault -> text.append("\n  ").append(fault));
        if (faults.size() > MOST_SAID) {
            text.append("\n  and ").append(faults.size() - MOST_SAID).append(" more");
        }
        return text.toString();
    }
}

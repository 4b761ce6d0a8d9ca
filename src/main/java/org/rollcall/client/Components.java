package org.rollcall.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was said of the station's components, and which of it the server does not know yet. The lock guards both. */
final class Components {
    private static final int MOST = 100;

    /** The last word on a component. */
    record Said(String name, ComponentState state, Optional<String> details) {}

    private final Map<String, Said> all = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();

    /** Notes it; whether there was room for one more. */
    synchronized boolean say(Said said) {
        Said before = all.get(said.name());
        if (before == null && all.size() >= MOST) {
            return false;
        }
        all.put(said.name(), said);
        if (!said.equals(before)) {
            changed.add(said.name());
        }
        return true;
    }

    /** Everything is to be told again: the server may have been restarted. */
    synchronized void repeat() {
        changed.addAll(all.keySet());
    }

    /** One that is to be told; a change while it is told is told again. */
    synchronized Optional<Said> next() {
        for (String name : changed) {
            changed.remove(name);
            return Optional.ofNullable(all.get(name));
        }
        return Optional.empty();
    }

    synchronized void isUntold(String name) {
        changed.add(name);
    }

    synchronized List<Said> all() {
        return new ArrayList<>(all.values());
    }
}

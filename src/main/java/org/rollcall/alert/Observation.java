package org.rollcall.alert;

import java.util.Map;
import java.util.Set;

/**
 * A station's figures as rules compare them.
 *
 * @param figures by name; what is not known is left out
 * @param endings why a figure is fine again, for those of which that can be said
 * @param unsettled figures that late reports are moving: they open and end nothing yet
 */
public record Observation(Map<String, Double> figures, Map<String, String> endings, Set<String> unsettled) {
    public Observation {
        figures = Map.copyOf(figures);
        endings = Map.copyOf(endings);
        unsettled = Set.copyOf(unsettled);
    }

    static Observation of(Map<String, Double> figures) {
        return new Observation(figures, Map.of(), Set.of());
    }
}

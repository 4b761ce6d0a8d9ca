package org.rollcall.alert;

import java.util.Map;
import java.util.Set;

/**
 * A station's figures as rules compare them.
 *
 * @param figures by name; what is not known is left out
 * @param endings why a figure is fine again, for those of which that can be said
 * @param unsettled figures that late reports are moving: they open and end nothing yet
 * @param thresholds the station's own, by the rule's name; the rule's counts where there is none
 */
public record Observation(
        Map<String, Double> figures,
        Map<String, String> endings,
        Set<String> unsettled,
        Map<String, Double> thresholds) {
    public Observation {
        figures = Map.copyOf(figures);
        endings = Map.copyOf(endings);
        unsettled = Set.copyOf(unsettled);
        thresholds = Map.copyOf(thresholds);
    }
}

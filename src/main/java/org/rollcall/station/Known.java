package org.rollcall.station;

import java.util.Map;
import java.util.Set;

/**
 * What rules may compare of a station as of a moment.
 *
 * @param figures by the names that rules use; one that is not known is left out
 * @param endings why a figure is fine again, for those of which that can be said
 * @param unsettled figures that late reports are moving just now
 */
public record Known(Map<String, Double> figures, Map<String, String> endings, Set<String> unsettled) {
    public Known {
        figures = Map.copyOf(figures);
        endings = Map.copyOf(endings);
        unsettled = Set.copyOf(unsettled);
    }
}

package org.rollcall.history;

import java.util.List;

/**
 * What is asked of the history.
 *
 * @param stations those that are wanted; none means all
 * @param apart each station for itself instead of all of them together
 */
public record HistoryQuery(Grid grid, List<Series> series, List<String> stations, boolean apart) {
    public HistoryQuery {
        series = List.copyOf(series);
        stations = List.copyOf(stations);
    }
}

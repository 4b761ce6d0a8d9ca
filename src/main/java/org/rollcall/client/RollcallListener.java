package org.rollcall.client;

import java.util.Map;

/** Hears of news. Called on a thread of the client's, one call at a time; what it throws is logged. */
@FunctionalInterface
public interface RollcallListener {
    /**
     * @param kind event, alert, state, metrics, dashboard or reset, as in Rollcall's stream
     * @param data as in the stream: strings, longs, doubles, booleans, null, and maps and lists of these
     */
    void hear(String kind, Map<String, Object> data);
}

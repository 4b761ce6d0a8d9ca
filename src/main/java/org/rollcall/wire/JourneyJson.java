package org.rollcall.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rollcall.event.EventId;
import org.rollcall.journey.Hop;
import org.rollcall.journey.Journey;
import org.rollcall.journey.Lags;
import org.rollcall.journey.Spread;

/** Journeys and their lags as documents, with the names of the API. */
public final class JourneyJson {
    private JourneyJson() {}

    /** {@code GET /api/journeys}. */
    public static List<Map<String, Object>> journeys(List<Journey> journeys) {
        return journeys.stream().map(JourneyJson::journey).toList();
    }

    private static Map<String, Object> journey(Journey journey) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("station", journey.station());
        document.put("record_id", journey.record());
        document.put("student_id", journey.student());
        Map<String, Object> lags = new LinkedHashMap<>();
        for (Hop hop : Hop.values()) {
            document.put(hop.word() + "_at", journey.at(hop));
        }
        for (Hop hop : Hop.AFTER_SCAN) {
            lags.put(hop.word(), journey.lag(hop).map(lag -> lag.toMillis() / 1000.0));
        }
        document.put("lags", lags);
        document.put("state", journey.state().word());
        document.put("queued", journey.wasQueued());
        document.put("retries", journey.retries());
        document.put("failures", journey.failures());
        document.put("events", journey.events().stream().map(EventId::toString).toList());
        return document;
    }

    /** The percentiles of the way from the scan to the cloud, beside {@code avg_process_time}. */
    static Map<String, Object> processTimes(Lags lags) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("process_time_p50", lags.sync().map(Spread::p50));
        document.put("process_time_p95", lags.sync().map(Spread::p95));
        document.put("process_time_p99", lags.sync().map(Spread::p99));
        return document;
    }

    /** The lags of each hop of a station's day; null where none came through. */
    static Map<String, Object> lags(Lags lags) {
        Map<String, Object> document = new LinkedHashMap<>();
        for (Hop hop : Hop.AFTER_SCAN) {
            document.put(hop.word(), lags.of(hop).map(JourneyJson::spread));
        }
        return document;
    }

    private static Map<String, Object> spread(Spread spread) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("count", spread.count());
        document.put("mean", Math.round(spread.mean() * 1000) / 1000.0);
        document.put("p50", spread.p50());
        document.put("p95", spread.p95());
        document.put("p99", spread.p99());
        return document;
    }
}

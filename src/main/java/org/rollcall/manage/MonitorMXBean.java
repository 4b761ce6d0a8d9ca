package org.rollcall.manage;

import java.util.List;
import java.util.Map;

/**
 * The monitor as an administrator's console sees it. A figure that cannot be known is null. Object name:
 * {@code org.rollcall:type=RealtimeMonitor,context=<context path>}.
 */
public interface MonitorMXBean {
    Long getScansToday();

    Long getScansLastHour();

    Double getSuccessRate();

    Long getQueueSize();

    Long getFailedSyncs();

    Long getQueueStuck();

    Double getAvgProcessTime();

    long getUptimeSeconds();

    double getEventsPerSecond();

    String getStatus();

    String getSentence();

    /** Component names with their status words. */
    Map<String, String> getComponents();

    int getStreamClients();

    String getLastEventId();

    String getStoreState();

    long getStoreBytes();

    /** The open alerts: {@code id station: title, state} of each. */
    List<String> getOpenAlerts();

    double getQueueSizeThreshold();

    void setQueueSizeThreshold(double threshold);

    double getFailedSyncsThreshold();

    void setFailedSyncsThreshold(double threshold);

    double getSuccessRateThreshold();

    /** At most 100. */
    void setSuccessRateThreshold(double threshold);

    /** Writes an export into the data folder and returns its file name. */
    String exportMetrics();

    /**
     * Takes the alert of this id on, so that it is told no more until it is resolved. An id that names no open alert is
     * an {@link IllegalArgumentException}, a store that cannot write an {@link IllegalStateException}.
     */
    void acknowledge(String id);

    /** Looks at the attendance database now. */
    void pollNow();
}

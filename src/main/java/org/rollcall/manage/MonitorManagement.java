package org.rollcall.manage;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.rollcall.alert.Alert;
import org.rollcall.alert.Rules;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.monitor.MonitorListener;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.station.Figures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers JMX from the newest snapshot, and sends a notification for each transition of an alert. */
@SuppressWarnings("NullAway") // JMX has null for a figure that cannot be known
public final class MonitorManagement extends NotificationBroadcasterSupport implements MonitorMXBean, MonitorListener {
    private static final Logger LOG = LoggerFactory.getLogger(MonitorManagement.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String NOTIFICATION = "org.rollcall.alert";
    private static final List<String> USER_DATA = List.of("id", "station", "rule", "level", "state");

    private final RealtimeMonitor monitor;
    private final Rules rules;
    private final IntSupplier streamClients;
    private final Runnable pollNow;
    private final ObjectName name;

    /**
     * @param context the context path; empty for the root
     */
    public MonitorManagement(
            RealtimeMonitor monitor, Rules rules, IntSupplier streamClients, Runnable pollNow, String context) {
        super(new MBeanNotificationInfo(
                new String[] {NOTIFICATION},
                Notification.class.getName(),
                "an alert fired, was repeated, acknowledged or resolved"));
        this.monitor = monitor;
        this.rules = rules;
        this.streamClients = streamClients;
        this.pollNow = pollNow;
        this.name = name(context);
    }

    public void register() {
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(this, name);
        } catch (JMException e) {
            throw new IllegalStateException("cannot register " + name, e);
        }
        monitor.subscribe(this);
    }

    public void unregister() {
        monitor.unsubscribe(this);
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            LOG.debug("{} was gone already", name);
        } catch (JMException e) {
            LOG.warn("cannot unregister {}", name, e);
        }
    }

    @Override
    public void on(String type, Event entry) {
        Notification notification = new Notification(
                NOTIFICATION,
                name,
                entry.id().sequence(),
                entry.timestamp().toEpochMilli(),
                entry.station() + ": " + entry.message());
        Map<String, String> alert = new LinkedHashMap<>(); // a console has the JDK's classes and no others
        for (String field : USER_DATA) {
            alert.put(field, String.valueOf(entry.data().get(field)));
        }
        notification.setUserData(alert);
        sendNotification(notification);
    }

    @Override
    public boolean wants(Event entry) {
        return entry.kind() == Event.Kind.ALERT;
    }

    @Override
    public Long getScansToday() {
        return number(figures().scansToday());
    }

    @Override
    public Long getScansLastHour() {
        return number(figures().scansLastHour());
    }

    @Override
    public Double getSuccessRate() {
        return number(figures().successRate());
    }

    @Override
    public Long getQueueSize() {
        return number(figures().queueSize());
    }

    @Override
    public Long getFailedSyncs() {
        return number(figures().failedSyncs());
    }

    @Override
    public Long getQueueStuck() {
        return number(figures().queueStuck());
    }

    @Override
    public Double getAvgProcessTime() {
        return number(figures().avgProcessSeconds());
    }

    @Override
    public long getUptimeSeconds() {
        return monitor.uptime().toSeconds();
    }

    @Override
    public double getEventsPerSecond() {
        List<Integer> minutes = figures().eventsByMinute();
        return minutes.size() < 2 ? 0 : minutes.get(minutes.size() - 2) / 60.0;
    }

    @Override
    public String getStatus() {
        return monitor.systemState().status().word();
    }

    @Override
    public String getSentence() {
        var sentence = monitor.snapshot().sentence();
        return sentence.lead() + " " + sentence.text();
    }

    @Override
    public Map<String, String> getComponents() {
        Map<String, String> components = new LinkedHashMap<>();
        monitor.systemState()
                .expected()
                .forEach(seen -> components.put(seen.name(), seen.status().word()));
        monitor.systemState()
                .others()
                .forEach(seen -> components.put(seen.name(), seen.status().word()));
        return components;
    }

    @Override
    public int getStreamClients() {
        return streamClients.getAsInt();
    }

    @Override
    public String getLastEventId() {
        return monitor.snapshot().asOf().toString();
    }

    @Override
    public String getStoreState() {
        return monitor.snapshot().store().state();
    }

    @Override
    public long getStoreBytes() {
        return monitor.snapshot().store().bytes();
    }

    @Override
    public List<String> getOpenAlerts() {
        return monitor.snapshot().alerts().stream()
                .filter(Alert::isOpen)
                .map(alert -> alert.id() + " " + alert.station() + ": " + alert.message() + ", "
                        + alert.state().word())
                .toList();
    }

    @Override
    public double getQueueSizeThreshold() {
        return rules.threshold("queue-size");
    }

    @Override
    public void setQueueSizeThreshold(double threshold) {
        rules.moveThreshold("queue-size", threshold);
    }

    @Override
    public double getFailedSyncsThreshold() {
        return rules.threshold("failed-syncs");
    }

    @Override
    public void setFailedSyncsThreshold(double threshold) {
        rules.moveThreshold("failed-syncs", threshold);
    }

    @Override
    public double getSuccessRateThreshold() {
        return rules.threshold("success-rate");
    }

    @Override
    public void setSuccessRateThreshold(double threshold) {
        if (threshold > 100) {
            throw new IllegalArgumentException("a success rate is a percentage, 0 to 100");
        }
        rules.moveThreshold("success-rate", threshold);
    }

    @Override
    public String exportMetrics() {
        return monitor.exportMetrics().getFileName().toString();
    }

    @Override
    public void acknowledge(String id) {
        EventId alert = EventId.parse(id).orElseThrow(() -> new IllegalArgumentException("an alert's id is like 1-42"));
        Receipt receipt = monitor.acknowledge(alert, "jmx", "")
                .completeOnTimeout(new Receipt.Unavailable("no answer yet"), PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        if (receipt instanceof Receipt.Refused refused) {
            throw new IllegalArgumentException(refused.reason());
        }
        if (receipt instanceof Receipt.Unavailable unavailable) {
            throw new IllegalStateException(unavailable.reason());
        }
    }

    @Override
    public void pollNow() {
        pollNow.run();
    }

    private Figures figures() {
        return monitor.metrics();
    }

    private static ObjectName name(String context) {
        try {
            String suffix = context.isEmpty() ? "" : ",context=" + ObjectName.quote(context);
            return new ObjectName("org.rollcall:type=RealtimeMonitor" + suffix);
        } catch (JMException e) {
            throw new IllegalArgumentException("no object name for the context " + context, e);
        }
    }

    private static @Nullable Long number(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static @Nullable Double number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}

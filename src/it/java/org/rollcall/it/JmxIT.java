package org.rollcall.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.tools.attach.AttachNotSupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The MBean as an administrator's console reaches it: from another process, over a real JMX connection. */
class JmxIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path data;

    private static RollcallServer server;
    private static AttendanceDatabase database;
    private static JMXConnector connector;
    private static MBeanServerConnection beans;
    private static ObjectName monitor;

    @BeforeAll
    static void start() throws SQLException, IOException, AttachNotSupportedException, JMException {
        database = AttendanceDatabase.create(data.resolve("attendance.db"));
        // A poll of five minutes: what shows earlier was asked for, or was committed.
        server = RollcallServer.start(data, Map.of("ROLLCALL_POLL", "5m"), List.of());
        server.awaitSource("reading");
        connector = JmxClient.connect(server.pid());
        beans = connector.getMBeanServerConnection();
        monitor = new ObjectName("org.rollcall:type=RealtimeMonitor");
    }

    @AfterAll
    static void stop() throws SQLException, IOException {
        connector.close();
        server.close();
        database.close();
    }

    @Test
    void itHasOneNameAndTheFiguresOfTheApi() throws SQLException, IOException, JMException {
        assertThat(beans.queryNames(new ObjectName("org.rollcall:*"), null)).containsExactly(monitor);
        long before = database.count("SELECT count(*) FROM attendance");
        database.scans(4, true);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(beans.getAttribute(monitor, "ScansToday")).isEqualTo(before + 4));
        JsonNode metrics = server.json("/api/metrics");
        assertThat(beans.getAttribute(monitor, "ScansLastHour"))
                .isEqualTo(metrics.path("scans_last_hour").asLong());
        assertThat(beans.getAttribute(monitor, "SuccessRate"))
                .isEqualTo(metrics.path("success_rate").asDouble());
        assertThat(beans.getAttribute(monitor, "QueueSize"))
                .isEqualTo(metrics.path("queue_size").asLong());
        assertThat(beans.getAttribute(monitor, "FailedSyncs"))
                .isEqualTo(metrics.path("failed_syncs").asLong());
        assertThat((Long) beans.getAttribute(monitor, "UptimeSeconds")).isNotNegative();
        assertThat(beans.getAttribute(monitor, "StoreState")).isEqualTo("writing");
        assertThat((Long) beans.getAttribute(monitor, "StoreBytes")).isPositive();
        assertThat(beans.getAttribute(monitor, "Status"))
                .isEqualTo(server.json("/api/status")
                        .path("system_state")
                        .path("status")
                        .asText());
        assertThat((String) beans.getAttribute(monitor, "LastEventId")).matches("1-\\d+");
        assertThat((String) beans.getAttribute(monitor, "Sentence")).isNotBlank();
        TabularData components = (TabularData) beans.getAttribute(monitor, "Components");
        Set<Object> names = new TreeSet<>();
        components.keySet().forEach(key -> names.add(((List<?>) key).get(0)));
        assertThat(names).contains("camera", "cloud", "sms");
    }

    @Test
    void itCountsOpenStreams() throws IOException, JMException {
        await().atMost(PATIENCE)
                .until(() -> beans.getAttribute(monitor, "StreamClients").equals(0));
        try (SseReader reader = server.stream("")) {
            reader.first();
            assertThat(beans.getAttribute(monitor, "StreamClients")).isEqualTo(1);
        }
    }

    @Test
    void aThresholdThatIsMovedDecidesAndEachTransitionIsNotified() throws SQLException, IOException, JMException {
        List<Notification> heard = new CopyOnWriteArrayList<>();
        beans.addNotificationListener(monitor, (notification, handback) -> heard.add(notification), null, null);
        assertThat(beans.getAttribute(monitor, "QueueSizeThreshold")).isEqualTo(50.0);
        assertThat(beans.getAttribute(monitor, "FailedSyncsThreshold")).isEqualTo(10.0);
        assertThat(beans.getAttribute(monitor, "SuccessRateThreshold")).isEqualTo(80.0);
        beans.setAttribute(monitor, new Attribute("QueueSizeThreshold", 2.0));
        database.queue(3, 0);
        await().atMost(PATIENCE).until(() -> heard.size() == 1);
        assertThat(heard.get(0).getType()).isEqualTo("org.rollcall.alert");
        assertThat(userData(heard.get(0))).containsEntry("state", "firing");
        assertThat(heard.get(0).getMessage()).startsWith(RollcallServer.STATION + ": ");
        String[] open = (String[]) beans.getAttribute(monitor, "OpenAlerts");
        assertThat(open).singleElement().asString().endsWith(", firing");
        String id = open[0].substring(0, open[0].indexOf(' '));
        assertThat(userData(heard.get(0))).containsEntry("id", id).containsEntry("station", RollcallServer.STATION);
        acknowledge(id);
        acknowledge(id); // twice is once
        await().atMost(PATIENCE).until(() -> heard.size() == 2);
        assertThat(userData(heard.get(1))).containsEntry("state", "acknowledged");
        assertThat((String[]) beans.getAttribute(monitor, "OpenAlerts"))
                .singleElement()
                .asString()
                .startsWith(id + " ")
                .endsWith(", acknowledged");
        JsonNode alert = server.json("/api/alerts?state=acknowledged").path(0);
        assertThat(alert.path("id").asText()).isEqualTo(id);
        assertThat(alert.path("acknowledged_by").asText()).isEqualTo("jmx");
        database.run("DELETE FROM sync_queue");
        await().atMost(PATIENCE).until(() -> heard.size() == 3);
        assertThat(userData(heard.get(2))).containsEntry("state", "resolved");
        assertThat((String[]) beans.getAttribute(monitor, "OpenAlerts")).isEmpty();
        beans.setAttribute(monitor, new Attribute("QueueSizeThreshold", 50.0));
        for (String bad : List.of(id, "1-999999", "nonsense")) {
            assertThatThrownBy(() -> acknowledge(bad)).hasRootCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    @SuppressWarnings("unchecked") // what the reference says it is
    private static Map<String, String> userData(Notification notification) {
        return (Map<String, String>) notification.getUserData();
    }

    private static void acknowledge(String id) throws IOException, JMException {
        beans.invoke(monitor, "acknowledge", new Object[] {id}, new String[] {String.class.getName()});
    }

    @Test
    void anExportIsWrittenIntoTheDataFolder() throws IOException, JMException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String name = (String) beans.invoke(monitor, "exportMetrics", new Object[0], new String[0]);
            assertThat(name).matches("metrics_export_\\d{8}_\\d{6}\\.json");
            JsonNode export = RollcallServer.tree(Files.readAllBytes(data.resolve(name)));
            Set<String> keys = new TreeSet<>();
            export.fieldNames().forEachRemaining(keys::add);
            assertThat(keys).contains("export_timestamp", "metrics", "system_state", "recent_events", "recent_alerts");
            names.add(name);
        }
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void aLookCanBeAskedFor() throws IOException, JMException {
        String before =
                server.json("/api/status").path("source").path("last_read").asText();
        beans.invoke(monitor, "pollNow", new Object[0], new String[0]);
        await().atMost(PATIENCE)
                .until(() -> !server.json("/api/status")
                        .path("source")
                        .path("last_read")
                        .asText()
                        .equals(before));
    }

    @Test
    void aThresholdThatIsNoNumberIsRefused() throws IOException, JMException {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> beans.setAttribute(monitor, new Attribute("FailedSyncsThreshold", bad)))
                    .isInstanceOf(Exception.class);
        }
        assertThat(beans.getAttribute(monitor, "FailedSyncsThreshold")).isEqualTo(10.0);
    }
}

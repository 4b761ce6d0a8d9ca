package org.rollcall.it.gate;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.rollcall.client.ComponentState;
import org.rollcall.client.RollcallClient;
import org.rollcall.client.RollcallListener;

/** A gate's program: {@code Gate URL NAME PASSWORD SPOOL}. */
public final class Gate {
    private Gate() {}

    public static void main(String[] arguments) {
        URI url = URI.create(arguments[0]);
        String name = arguments[1];
        String password = arguments[2];
        Path folder = Path.of(arguments[3]);
        report(url, name, password, folder.resolve("first"));
        try (RollcallClient rollcall = RollcallClient.builder(url)
                .login(name, password)
                .spool(folder.resolve("second")) // a local disk
                .spoolRows(50_000) // 10,000
                .vitals(() -> Map.of("temperature_c", 51.5)) // what /proc and /sys tell
                .connect()) {
            read(rollcall, folder);
        }
    }

    private static void report(URI url, String name, String password, Path spool) {
        try (RollcallClient rollcall = RollcallClient.connect(url, name, password, spool)) {
            rollcall.logEvent(
                    "scan",
                    "Attendance recorded: 2021001",
                    Map.of("student_id", "2021001", "record_id", 412, "scan_type", "time_in", "status", "present"));
            rollcall.updateSystemState("camera", ComponentState.ONLINE, "640x480");
            boolean stored = rollcall.flush(Duration.ofSeconds(10)); // only to see that it works
            System.out.println(stored + " " + rollcall.status());

            Map<String, Object> data = Map.of("record_id", 412);
            rollcall.logEvent("scan", "Attendance recorded: 2021001", data, "scan:412", Instant.now());
        }
    }

    private static void read(RollcallClient rollcall, Path folder) {
        Map<String, Object> metrics = rollcall.getMetrics();
        Map<String, Object> state = rollcall.getSystemState();
        Map<String, Object> snapshot = rollcall.getDashboardData();
        List<Map<String, Object>> events = rollcall.getRecentEvents(50);
        List<Map<String, Object>> alerts = rollcall.getRecentAlerts(20);
        rollcall.exportMetrics(folder).ifPresent(file -> System.out.println("wrote " + file));

        RollcallListener listener = (kind, news) -> System.out.println(kind + " " + news.get("message"));
        rollcall.subscribe(listener);
        rollcall.logEvent("custom", "heard by the listener");
        rollcall.flush(Duration.ofSeconds(10));
        rollcall.unsubscribe(listener);
        System.out.println("read " + metrics.get("scans_today") + " " + state.get("status") + " "
                + snapshot.get("uptime") + " " + events.size() + " " + alerts.size());
    }
}

package org.rollcall.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.rollcall.config.Settings;
import org.rollcall.history.History;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.source.attendance.AttendanceWatcher;
import org.rollcall.source.registry.Registry;
import org.rollcall.source.registry.RegistryWatcher;
import org.rollcall.store.SqliteJournal;
import org.rollcall.stream.StreamHub;

/**
 * Everything that Prometheus is told of one application. Thread-safe once all parts were added.
 *
 * <p>Numbers are read when somebody scrapes; what happens once a commit or once a round of the streams goes into a
 * histogram then. Nothing is called per event or per delivery. Labels are from closed sets, stations only as far as the
 * settings and the registry name them.
 */
public final class Meters implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Help help = new Help(registry);
    private final MachineMeters machine = new MachineMeters();

    public Meters() {
        registry.config().meterFilter(new Manners());
    }

    /** The JVM, the container, and this program. */
    public Meters addMachine() {
        machine.bind(registry, help);
        return this;
    }

    public Meters add(RealtimeMonitor monitor) {
        MonitorMeters.bind(registry, help, monitor);
        return this;
    }

    public Meters add(SqliteJournal journal, History history, RealtimeMonitor monitor) {
        StoreMeters.bind(registry, help, journal, history, monitor);
        return this;
    }

    public Meters add(StreamHub hub) {
        StreamMeters.bind(registry, help, hub);
        return this;
    }

    public Meters add(List<AttendanceWatcher> watchers, RealtimeMonitor monitor) {
        StationViews views = new StationViews(monitor::snapshot);
        watchers.forEach(watcher -> WatchMeters.bind(help, watcher, views));
        return this;
    }

    /** The stations' figures; follows the registry. */
    public Meters add(Settings settings, Registry stations, RegistryWatcher watcher, RealtimeMonitor monitor) {
        new StationMeters(registry, monitor).follow(settings, stations, watcher);
        return this;
    }

    /** @param counts what the container has left for the application, see {@link FrontMeters} */
    public Meters addFront(Object counts) {
        FrontMeters.bind(help, counts);
        return this;
    }

    /** All of it in Prometheus' text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    /** Leaves nothing with the JVM or the container that would hold this application. */
    @Override
    public void close() {
        machine.close();
        registry.close();
    }
}

package org.rollcall.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Shutdown;
import jakarta.enterprise.event.Startup;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import org.rollcall.config.Settings;
import org.rollcall.config.Version;
import org.rollcall.log.Journal;
import org.rollcall.manage.MonitorManagement;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.source.attendance.AttendanceWatcher;
import org.rollcall.stream.StreamHub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one ordered start, from the inside out, and the one ordered stop, from the outside in: sources first, then what
 * waits is stored, streams end, the store closes. An undeploy leaves nothing behind for the container to report.
 */
@ApplicationScoped
public class Bootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final Duration DRAIN = Duration.ofSeconds(3);

    @Inject
    Instance<Settings> settings;

    @Inject
    Instance<Journal> journal;

    @Inject
    Instance<RealtimeMonitor> monitor;

    @Inject
    Instance<StreamHub> hub;

    @Inject
    Instance<AttendanceWatcher> watcher;

    @Inject
    Instance<MonitorManagement> management;

    private boolean started;

    void start(@Observes Startup event) {
        Settings checked = settings.get();
        monitor.get().start();
        hub.get().start();
        management.get().register();
        watcher.get().start();
        started = true;
        LOG.info(
                "Rollcall {} watches {} for station {}, zone {}, journal in {}",
                Version.current(),
                checked.attendance().database(),
                checked.station(),
                checked.zone(),
                checked.data());
    }

    void stop(@Observes Shutdown event) throws InterruptedException {
        if (started) {
            watcher.get().close();
            management.get().unregister();
            if (!monitor.get().drain(DRAIN)) {
                LOG.warn("signals were still waiting after {} s; their sources keep them", DRAIN.toSeconds());
            }
            hub.get().close();
            monitor.get().close();
            journal.get().close();
        }
        deregisterDrivers();
    }

    private void deregisterDrivers() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == getClass().getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException e) {
                    LOG.warn(
                            "the driver {} could not be taken back",
                            driver.getClass().getName(),
                            e);
                }
            }
        }
    }
}

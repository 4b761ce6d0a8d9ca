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
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import org.rollcall.config.Settings;
import org.rollcall.config.Version;
import org.rollcall.event.EventTypes;
import org.rollcall.log.Journal;
import org.rollcall.manage.MonitorManagement;
import org.rollcall.metrics.Meters;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.source.registry.Registry;
import org.rollcall.source.registry.RegistryWatcher;
import org.rollcall.store.FolderLock;
import org.rollcall.store.SqliteHistory;
import org.rollcall.store.SqliteLibrary;
import org.rollcall.stream.StreamHub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one ordered start, from the inside out, and the one ordered stop, from the outside in: sources first, then what
 * waits is stored and told, streams end with it, the store closes. A stop that fails keeps no other one from running: an
 * undeploy leaves nothing behind for the container to report, and the data folder is free.
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
    Instance<SqliteHistory> history;

    @Inject
    Instance<StreamHub> hub;

    @Inject
    Instance<Watchers> watchers;

    @Inject
    Instance<HolidayWatch> holidays;

    @Inject
    Instance<Registry> registry;

    @Inject
    Instance<RegistryWatcher> stations;

    @Inject
    Instance<MonitorManagement> management;

    @Inject
    Instance<Meters> meters;

    private final Deque<Runnable> stops = new ArrayDeque<>();

    void start(@Observes Startup event) {
        try {
            Settings checked = settings.get();
            stops.push(FolderLock.take(checked.data(), "a server")::close);
            registry.get(); // a wrong one ends the start before anything is opened
            SqliteLibrary.load();
            stops.push(journal.get()::close);
            monitor.get().start();
            stops.push(monitor.get()::close); // for a start that does not come to an end
            journal.get()
                    .health()
                    .notice()
                    .ifPresent(notice -> monitor.get().logEvent(EventTypes.WARNING, notice, Map.of("source", "store")));
            startHistory();
            hub.get().start();
            stops.push(hub.get()::close);
            stops.push(meters.get()::close);
            management.get().register();
            stops.push(management.get()::unregister);
            stops.push(this::drain); // before all who tell what it stores
            holidays.get().start();
            stops.push(holidays.get()::close);
            watchers.get().start();
            stops.push(watchers.get()::close);
            stations.get().start();
            stops.push(stations.get()::close);
            LOG.info("{} stations in {}", registry.get().stations().size(), checked.stations());
            LOG.info("Rollcall {}, journal in {}", Version.current(), checked.data());
            checked.databases()
                    .forEach(one ->
                            LOG.info("watching {} for station {}, zone {}", one.database(), one.station(), one.zone()));
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    private void startHistory() {
        RealtimeMonitor watched = monitor.get();
        history.get()
                .start(
                        () -> watched.snapshot().stations(),
                        () -> watched.snapshot().store().failure().isPresent());
        stops.push(history.get()::close);
    }

    void stop(@Observes Shutdown event) {
        stop();
    }

    private void stop() {
        while (!stops.isEmpty()) {
            try {
                stops.pop().run();
            } catch (RuntimeException | Error e) { // the others still hold threads, files and the lock
                LOG.error("a part could not be stopped", e);
            }
        }
        deregisterDrivers();
    }

    private void drain() {
        try {
            if (!monitor.get().drain(DRAIN)) {
                LOG.warn("signals were still waiting after {} s; their sources keep them", DRAIN.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        monitor.get().close();
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

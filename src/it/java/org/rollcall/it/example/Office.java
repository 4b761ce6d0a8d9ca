package org.rollcall.it.example;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.nio.file.Path;
import org.rollcall.monitor.MonitorListener;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.monitor.Snapshot;
import org.rollcall.station.Figures;
import org.rollcall.station.StationView;

/** Makes every call that the document shows, once the application is up, and says on the console what it heard. */
@ApplicationScoped
public class Office {
    @Inject
    RealtimeMonitor monitor;

    @Inject
    Backup backup;

    @Inject
    Messages messages;

    void open(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) Startup startup) {
        MonitorListener listener = (type, entry) -> System.out.println(type + " " + entry.message());
        monitor.subscribe(listener);
        backup.done(12.5);
        messages.sent("+639171234567", "17");
        messages.sent("+639171234567", "17");
        read();
    }

    private void read() {
        Figures figures = monitor.metrics(); // scansToday(), queueSize(), successRate(), …; empty: cannot be known
        StationView station = monitor.systemState(); // status(), expected(), others()
        Snapshot snapshot = monitor.snapshot(); // everything, immutable
        Path file = monitor.exportMetrics(); // a new file in the data folder
        System.out.println("read " + figures.queueSize() + station.status() + snapshot.asOf() + file.getFileName());
    }
}

package org.rollcall.it.example;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.rollcall.event.ComponentStatus;
import org.rollcall.monitor.RealtimeMonitor;

@ApplicationScoped
public class Backup {
    @Inject
    RealtimeMonitor monitor;

    void done(double seconds) {
        monitor.logEvent("custom", "Backup finished", Map.of("operation", "backup", "duration", seconds));
        monitor.updateSystemState("backup", ComponentStatus.ONLINE, Optional.of("nightly"));
    }
}

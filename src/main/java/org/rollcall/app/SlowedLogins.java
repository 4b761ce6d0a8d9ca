package org.rollcall.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.util.Map;
import java.util.function.BiConsumer;
import org.rollcall.event.EventTypes;
import org.rollcall.monitor.RealtimeMonitor;

/**
 * Shows on the page that somebody tries passwords (RELIABILITY 0.9). The container's part, which notices it, is loaded by
 * another class loader and calls through an attribute of the context whose type is the JDK's.
 */
@ApplicationScoped
public class SlowedLogins {
    private static final String ATTRIBUTE = "org.rollcall.login.slowed";

    @Inject
    Instance<RealtimeMonitor> monitor;

    void offer(@Observes @Initialized(ApplicationScoped.class) Object event) {
        if (event instanceof ServletContext context) {
            BiConsumer<String, String> told = this::tell;
            context.setAttribute(ATTRIBUTE, told);
        }
    }

    /**
     * @param user a login that exists, or empty
     */
    private void tell(String address, String user) {
        String whose = user.isEmpty() ? "" : " for " + user;
        monitor.get()
                .logEvent(
                        EventTypes.WARNING,
                        "Wrong logins" + whose + " from " + address + " are slowed",
                        Map.of("source", "login", "address", address));
    }
}

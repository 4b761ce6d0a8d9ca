package org.rollcall.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.catalina.Container;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.valves.RemoteCIDRValve;
import org.apache.catalina.valves.RemoteIpValve;
import org.rollcall.config.FrontSettings;
import org.rollcall.config.Problem;

/**
 * Checks all settings before the server opens anything, and puts on its connectors and hosts what they ask for: HTTPS,
 * the address behind a proxy, the list of addresses, the limit of requests. Without settings it adds nothing.
 */
public final class FrontDoor implements LifecycleListener {
    private final List<Certificate> certificates = new ArrayList<>();

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (!(event.getLifecycle() instanceof Server server)) {
            return;
        }
        if (Lifecycle.BEFORE_INIT_EVENT.equals(event.getType())) {
            open(server, ServerSettings.checked(settings -> faults(server, settings)));
        } else if (Lifecycle.PERIODIC_EVENT.equals(event.getType())) {
            certificates.forEach(Certificate::look);
        }
    }

    private static List<Problem> faults(Server server, FrontSettings settings) {
        List<Problem> faults = new ArrayList<>();
        for (Service service : server.findServices()) {
            for (Connector connector : service.findConnectors()) {
                plainFault(connector, settings).ifPresent(faults::add);
            }
        }
        settings.tls().ifPresent(tls -> faults.addAll(Certificate.faults(tls)));
        return faults;
    }

    private void open(Server server, FrontSettings settings) {
        for (Service service : server.findServices()) {
            for (Connector connector : service.findConnectors()) {
                settings.tls().ifPresent(tls -> certificates.add(Certificate.on(connector, tls)));
            }
            proxies(service.getContainer(), settings);
            for (Container host : service.getContainer().findChildren()) {
                callers(host, settings);
            }
        }
        // For the one line that the launcher prints.
        System.setProperty("rollcall.scheme", settings.tls().isPresent() ? "https" : "http");
    }

    /** Passwords travel readable with each request, so HTTP stays on this machine unless somebody says it may not. */
    private static Optional<Problem> plainFault(Connector connector, FrontSettings settings) {
        Object given = connector.getProperty("address");
        if (settings.tls().isPresent() || settings.plain() || isLoopback(given)) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                "rollcall.address",
                given == null ? "" : given.toString().replaceFirst("^[^/]*/", ""),
                "would send passwords readable over the network; name a certificate (rollcall.tls.certificate and"
                        + " rollcall.tls.key, or rollcall.tls.keystore), or set ROLLCALL_ALLOW_PLAIN=1",
                "127.0.0.1"));
    }

    private static boolean isLoopback(Object address) {
        if (address instanceof InetAddress parsed) {
            return parsed.isLoopbackAddress();
        }
        try {
            return address != null && InetAddress.getByName(address.toString()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // the connector will say so
        }
    }

    private static void proxies(Container engine, FrontSettings settings) {
        if (settings.proxies().isEmpty()) {
            return;
        }
        RemoteIpValve valve = new RemoteIpValve();
        valve.setInternalProxies(settings.proxies().stream()
                .map(FrontDoor::canonical)
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
        valve.setRemoteIpHeader("X-Forwarded-For");
        valve.setProtocolHeader("X-Forwarded-Proto");
        engine.getPipeline().addValve(valve);
    }

    /** As Tomcat writes the address of a caller. */
    private static String canonical(String address) {
        try {
            return InetAddress.getByName(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("checked with the settings", e);
        }
    }

    private static void callers(Container host, FrontSettings settings) {
        if (!settings.addresses().isEmpty()) {
            RemoteCIDRValve valve = new RemoteCIDRValve();
            valve.setAllow(String.join(",", settings.addresses()));
            host.getPipeline().addValve(valve);
        }
        if (settings.limits().address() > 0) {
            host.getPipeline().addValve(new AddressLimit(settings.limits().address()));
        }
    }
}

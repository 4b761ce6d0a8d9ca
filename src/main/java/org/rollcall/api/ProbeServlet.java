package org.rollcall.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.rollcall.monitor.RealtimeMonitor;

/** {@code /healthz} and {@code /readyz} for anyone, {@code /metrics} for Prometheus with a viewer's login. */
@WebServlet(
        name = "probes",
        urlPatterns = {"/healthz", "/readyz", "/metrics"})
@SuppressWarnings("serial") // servlets are never serialised
public class ProbeServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    RealtimeMonitor monitor;

    @Inject
    PrometheusMeterRegistry registry;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getServletPath().equals("/metrics")) {
            send(response, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
            return;
        }
        boolean failing = monitor.snapshot().store().failure().isPresent();
        if (request.getServletPath().equals("/readyz") && failing) {
            response.setStatus(503);
            response.setHeader("Retry-After", "5");
            send(response, "application/json", "{\"status\":\"down\",\"reason\":\"the journal cannot write\"}");
            return;
        }
        send(response, "application/json", "{\"status\":\"up\"}");
    }

    private static void send(HttpServletResponse response, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

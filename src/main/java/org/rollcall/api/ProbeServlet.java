package org.rollcall.api;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.rollcall.monitor.RealtimeMonitor;

/** {@code /healthz} and {@code /readyz}, for anyone. */
@WebServlet(
        name = "probes",
        urlPatterns = {"/healthz", "/readyz"})
@SuppressWarnings("serial") // servlets are never serialised
public class ProbeServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    RealtimeMonitor monitor;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean ready = request.getServletPath().equals("/readyz");
        if (ready && monitor.snapshot().store().failure().isPresent()) {
            down(response, "the journal cannot write");
        } else if (ready && monitor.isFailing()) {
            down(response, "the monitor fails; the log says why");
        } else if (ready && LongLived.isFull()) {
            down(response, "the memory is used up");
        } else {
            send(response, "{\"status\":\"up\"}");
        }
    }

    private static void down(HttpServletResponse response, String reason) throws IOException {
        response.setStatus(503);
        response.setHeader("Retry-After", "5");
        send(response, "{\"status\":\"down\",\"reason\":\"" + reason + "\"}");
    }

    private static void send(HttpServletResponse response, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

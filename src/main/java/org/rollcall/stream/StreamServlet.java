package org.rollcall.stream;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.rollcall.wire.Problems;

/** {@code GET /api/stream}: hands the connection to the hub and returns its thread to the container. */
@WebServlet(name = "stream", urlPatterns = "/api/stream", asyncSupported = true)
public class StreamServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    @SuppressWarnings("serial") // servlets are never serialised
    StreamHub hub;

    @SuppressWarnings("serial") // servlets are never serialised
    private final OpenLogins logins = new OpenLogins();

    @Override
    public void init() {
        logins.start();
    }

    @Override
    public void destroy() {
        logins.close();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!hub.reserve()) {
            response.setHeader("Retry-After", "10");
            send(response, 503, "streams-full", "There are as many streams open as the settings allow");
            return;
        }
        boolean opened = false;
        try {
            open(request, response);
            opened = true;
        } finally {
            if (!opened) {
                hub.release();
            }
        }
    }

    private void open(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        head(response);
        // Both are set by the guard in Tomcat. Any other Tomcat does not say: the stream ends by its age, and is
        // asynchronous.
        Object unchanged = request.getAttribute("org.rollcall.login.unchanged");
        Object kind = request.getAttribute("org.rollcall.answer.kind");
        Optional<String> lastEventId = Optional.ofNullable(request.getHeader("Last-Event-ID"))
                .filter(id -> !id.isEmpty())
                .or(() -> Optional.ofNullable(request.getParameter("last_event_id")));
        StreamClient client = kind instanceof Class<?> type && HttpUpgradeHandler.class.isAssignableFrom(type)
                ? channel(request, response, type.asSubclass(HttpUpgradeHandler.class), lastEventId)
                : async(request, response, lastEventId);
        if (unchanged instanceof BooleanSupplier login) {
            logins.add(client, login);
        }
    }

    private StreamClient async(HttpServletRequest request, HttpServletResponse response, Optional<String> lastEventId)
            throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        response.flushBuffer();
        ServletOutputStream out = response.getOutputStream();
        return hub.open(attend -> AsyncOutlet.over(async, out, attend), filter(request), lastEventId);
    }

    /** The connection itself; the answer ends with it. */
    @SuppressWarnings("unchecked") // by the guard's word
    private StreamClient channel(
            HttpServletRequest request,
            HttpServletResponse response,
            Class<? extends HttpUpgradeHandler> kind,
            Optional<String> lastEventId)
            throws IOException, ServletException {
        HttpUpgradeHandler handler = request.upgrade(kind);
        response.setStatus(HttpServletResponse.SC_OK);
        response.setHeader("Connection", "close");
        response.flushBuffer();
        WritableByteChannel channel = (WritableByteChannel) handler;
        try {
            return hub.open(
                    attend -> ChannelOutlet.over(channel, (Consumer<Runnable>) handler, attend),
                    filter(request),
                    lastEventId);
        } catch (RuntimeException e) {
            channel.close(); // nobody else would
            throw e;
        }
    }

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) {
        head(response);
    }

    @Override
    protected void doOptions(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Allow", "GET, HEAD, OPTIONS");
        response.setStatus(204);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (List.of("GET", "HEAD", "OPTIONS").contains(request.getMethod())) {
            super.service(request, response);
            return;
        }
        response.setHeader("Allow", "GET, HEAD, OPTIONS");
        send(response, 405, "method-not-allowed", "The stream can only be read");
    }

    private static void head(HttpServletResponse response) {
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    private static StreamFilter filter(HttpServletRequest request) {
        Set<String> types = new HashSet<>();
        parameter(request, "types")
                .ifPresent(given -> types.addAll(List.of(given.strip().split("\\s*,\\s*"))));
        return StreamFilter.of(parameter(request, "view"), types, parameter(request, "station"));
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(given -> !given.isBlank());
    }

    private static void send(HttpServletResponse response, int status, String name, String detail) throws IOException {
        response.setStatus(status);
        response.setContentType(Problems.TYPE);
        byte[] body = Problems.body(status, name, detail);
        response.getOutputStream().write(Problems.noted(body, response.getHeader(Problems.REQUEST)));
    }
}

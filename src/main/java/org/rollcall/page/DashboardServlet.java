package org.rollcall.page;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import org.rollcall.config.Version;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.wire.Json;
import org.rollcall.wire.SnapshotJson;

/** {@code GET /} and {@code /dashboard}: the page, with the first snapshot already in it. */
@WebServlet(
        name = "dashboard",
        urlPatterns = {"", "/dashboard"})
@SuppressWarnings("serial") // servlets are never serialised
public class DashboardServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    RealtimeMonitor monitor;

    @Inject
    SnapshotJson documents;

    @Inject
    Json json;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        byte[] snapshot = json.write(documents.status(monitor.snapshot()));
        Principal user = request.getUserPrincipal();
        request.setAttribute("s", Json.read(snapshot));
        request.setAttribute("json", new String(snapshot, StandardCharsets.UTF_8).replace("<", "\\u003c"));
        request.setAttribute("user", user == null ? "" : user.getName());
        request.setAttribute("asset", Version.current());
        request.getRequestDispatcher("/WEB-INF/jsp/dashboard.jsp").forward(request, response);
    }
}

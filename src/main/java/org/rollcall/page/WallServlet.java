package org.rollcall.page;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.rollcall.monitor.Snapshot;
import org.rollcall.wire.FleetJson;
import org.rollcall.wire.Json;
import org.rollcall.wire.Outlooks;
import org.rollcall.wire.SnapshotJson;

/** {@code GET /wall}: all stations for a screen that everybody sees; no name of a person and no id is on it. */
@WebServlet(name = "wall", urlPatterns = "/wall")
@SuppressWarnings("serial") // servlets are never serialised
public class WallServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    Outlooks outlooks;

    @Inject
    SnapshotJson documents;

    @Inject
    Json json;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Snapshot snapshot = outlooks.snapshot();
        byte[] fleet = json.write(documents.fleet(snapshot, FleetJson.document(FleetJson.summary(snapshot))));
        Paint.show(request, response, "wall.jsp", fleet, Map.of("view", "grid", "show", List.of()));
    }
}

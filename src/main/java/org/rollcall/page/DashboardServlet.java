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
import java.util.Optional;
import org.rollcall.monitor.Snapshot;
import org.rollcall.wire.FleetJson;
import org.rollcall.wire.Json;
import org.rollcall.wire.Outlook;
import org.rollcall.wire.Outlooks;
import org.rollcall.wire.SnapshotJson;

/**
 * {@code GET /} and {@code /dashboard}: the page of the only station, of all stations, or with {@code ?station=} of one of
 * them; with the first snapshot already in it.
 */
@WebServlet(
        name = "dashboard",
        urlPatterns = {"", "/dashboard"})
@SuppressWarnings("serial") // servlets are never serialised
public class DashboardServlet extends HttpServlet {
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
        Optional<String> station = parameter(request, "station");
        Optional<Outlook> outlook = outlooks.of(station);
        if (outlook.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Snapshot snapshot = outlook.get().snapshot();
        boolean many = snapshot.stations().size() > 1;
        if (many && station.isEmpty()) {
            byte[] fleet = json.write(documents.fleet(snapshot, FleetJson.document(FleetJson.summary(snapshot))));
            String view = parameter(request, "view").filter("table"::equals).orElse("grid");
            Paint.show(request, response, "fleet.jsp", fleet, Map.of("view", view, "show", show(request)));
            return;
        }
        List<Map<String, Object>> menu = many ? FleetJson.menu(FleetJson.summary(snapshot)) : List.of();
        byte[] status = json.write(documents.status(outlook.get()));
        Paint.show(request, response, "dashboard.jsp", status, Map.of("fleet", menu));
    }

    /** The states of stations that are asked for; none means all. */
    private static List<String> show(HttpServletRequest request) {
        return parameter(request, "show")
                .map(given -> FleetJson.states(List.of(given.split(","))))
                .orElse(List.of());
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).filter(given -> !given.isBlank());
    }
}

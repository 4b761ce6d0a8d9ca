package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.rollcall.alert.Alert;
import org.rollcall.alert.AlertOrder;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.wire.Json;
import org.rollcall.wire.SnapshotJson;

/** Alerts, each once and as it now is, oldest first. */
@Path("alerts")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class AlertsResource {
    private static final int FALLBACK = 20;

    @Inject
    RealtimeMonitor monitor;

    @Inject
    SnapshotJson documents;

    @Inject
    Json json;

    @GET
    @Operation(summary = "The open alerts, then the newest ended ones; a JSON array, oldest first")
    @APIResponse(responseCode = "200", description = "The alerts")
    @APIResponse(responseCode = "400", description = "A parameter cannot be taken")
    public byte[] alerts(
            @Parameter(description = "1 to 1,000, by default 20") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "firing, acknowledged or resolved") @QueryParam("state") @Nullable String state,
            @QueryParam("station") @Nullable String station) {
        int most = Parameters.limit(limit, FALLBACK);
        Optional<String> word = Parameters.text("state", state);
        boolean known = word.isEmpty()
                || Arrays.stream(Alert.State.values()).anyMatch(s -> s.word().equals(word.get()));
        if (!known) {
            throw new BadRequest("bad-state", "state must be firing, acknowledged or resolved");
        }
        Optional<String> name = Parameters.text("station", station);
        return json.write(documents.alerts(chosen(monitor.snapshot().alerts(), word, name, most)));
    }

    /** Whoever asks for a state wants the newest of it; else none that is open may be missing. */
    static List<Alert> chosen(List<Alert> all, Optional<String> state, Optional<String> station, int most) {
        List<Alert> alerts = all.stream()
                .filter(alert -> state.isEmpty() || alert.state().word().equals(state.get()))
                .filter(alert -> station.isEmpty() || alert.station().equals(station.get()))
                .toList();
        return state.isEmpty()
                ? AlertOrder.recent(alerts, most)
                : alerts.subList(Math.max(0, alerts.size() - most), alerts.size());
    }
}

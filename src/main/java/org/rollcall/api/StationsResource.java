package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.rollcall.alert.Rules;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.monitor.Snapshot;
import org.rollcall.station.StationView;
import org.rollcall.wire.Json;
import org.rollcall.wire.SnapshotJson;

/** Stations with their components and ages. */
@Path("stations")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class StationsResource {
    @Inject
    RealtimeMonitor monitor;

    @Inject
    Rules rules;

    @Inject
    Json json;

    @GET
    @Operation(summary = "All stations; a JSON array")
    @APIResponse(responseCode = "200", description = "The stations")
    public byte[] stations() {
        Snapshot snapshot = monitor.snapshot();
        return json.write(snapshot.stations().stream()
                .map(view -> document(view, snapshot))
                .toList());
    }

    @GET
    @Path("{name}")
    @Operation(summary = "One station")
    @APIResponse(responseCode = "200", description = "The station")
    @APIResponse(responseCode = "404", description = "There is no such station")
    public byte[] station(@PathParam("name") String name) {
        Snapshot snapshot = monitor.snapshot();
        return snapshot.stations().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .map(view -> json.write(document(view, snapshot)))
                .orElseThrow(NotFoundException::new);
    }

    private Map<String, Object> document(StationView view, Snapshot snapshot) {
        Map<String, Double> thresholds = rules.inForce(view.profile().thresholds());
        return SnapshotJson.stationInFull(view, snapshot.lagsOf(view.name()), snapshot.at(), thresholds);
    }
}

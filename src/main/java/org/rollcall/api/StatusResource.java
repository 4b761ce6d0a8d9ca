package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.rollcall.monitor.Snapshot;
import org.rollcall.wire.FleetJson;
import org.rollcall.wire.Json;
import org.rollcall.wire.Outlook;
import org.rollcall.wire.Outlooks;
import org.rollcall.wire.SnapshotJson;

/** The state as of an id: the whole snapshot, its figures, or all stations at a glance. */
@Path("")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    @Inject
    Outlooks outlooks;

    @Inject
    SnapshotJson documents;

    @Inject
    Json json;

    @GET
    @Path("status")
    @Operation(summary = "The whole snapshot: figures, states, newest events and alerts")
    @APIResponse(responseCode = "200", description = "The snapshot; its ETag moves when anything but the clock does")
    @APIResponse(responseCode = "304", description = "Nothing is different")
    @APIResponse(responseCode = "404", description = "There is no such station")
    public Response status(
            @Parameter(description = "As seen from this station; by default from the home station")
                    @QueryParam("station")
                    @Nullable
                    String station,
            @Context Request request) {
        Outlook outlook = outlook(station);
        return answer(request, outlook.snapshot(), () -> documents.status(outlook));
    }

    @GET
    @Path("metrics")
    @Operation(summary = "A station's figures; null is a figure that cannot be known")
    @APIResponse(responseCode = "200", description = "The figures")
    @APIResponse(responseCode = "304", description = "Nothing is different")
    @APIResponse(responseCode = "404", description = "There is no such station")
    public Response metrics(
            @Parameter(description = "A station's name; by default the home station's") @QueryParam("station") @Nullable
                    String station,
            @Context Request request) {
        Outlook outlook = outlook(station);
        return answer(request, outlook.snapshot(), () -> documents.metrics(outlook));
    }

    @GET
    @Path("fleet")
    @Operation(summary = "All stations at a glance: what is wrong by cause, counts, places, and a tile for each")
    @APIResponse(responseCode = "200", description = "The fleet; its ETag moves when anything but the clock does")
    @APIResponse(responseCode = "304", description = "Nothing is different")
    public Response fleet(@Context Request request) {
        Snapshot snapshot = outlooks.snapshot();
        return answer(request, snapshot, () -> FleetJson.document(FleetJson.summary(snapshot)));
    }

    private Outlook outlook(@Nullable String station) {
        return outlooks.of(Parameters.text("station", station)).orElseThrow(NotFoundException::new);
    }

    private Response answer(Request request, Snapshot snapshot, Supplier<Map<String, Object>> document) {
        EntityTag tag = new EntityTag(
                snapshot.asOf() + "." + snapshot.startedAt().toEpochMilli() + "." + snapshot.version(), true);
        Response.ResponseBuilder same = request.evaluatePreconditions(tag);
        return same != null
                ? same.build()
                : Response.ok(json.write(document.get())).tag(tag).build();
    }
}

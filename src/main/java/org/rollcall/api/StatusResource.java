package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.monitor.Snapshot;
import org.rollcall.wire.Json;
import org.rollcall.wire.SnapshotJson;

/** The state as of an id: the whole snapshot, or its figures. */
@Path("")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    @Inject
    RealtimeMonitor monitor;

    @Inject
    SnapshotJson documents;

    @Inject
    Json json;

    @GET
    @Path("status")
    @Operation(summary = "The whole snapshot: figures, states, newest events and alerts")
    @APIResponse(responseCode = "200", description = "The snapshot; its ETag moves when anything but the clock does")
    @APIResponse(responseCode = "304", description = "Nothing is different")
    public Response status(@Context Request request) {
        Snapshot snapshot = monitor.snapshot();
        return answer(request, snapshot, documents.status(snapshot));
    }

    @GET
    @Path("metrics")
    @Operation(summary = "The home station's figures; null is a figure that cannot be known")
    @APIResponse(responseCode = "200", description = "The figures")
    public Response metrics(@Context Request request) {
        Snapshot snapshot = monitor.snapshot();
        return answer(request, snapshot, documents.metrics(snapshot));
    }

    private Response answer(Request request, Snapshot snapshot, Map<String, Object> document) {
        EntityTag tag = new EntityTag(
                snapshot.asOf() + "." + snapshot.startedAt().toEpochMilli() + "." + snapshot.version(), true);
        Response.ResponseBuilder same = request.evaluatePreconditions(tag);
        return same != null
                ? same.build()
                : Response.ok(json.write(document)).tag(tag).build();
    }
}

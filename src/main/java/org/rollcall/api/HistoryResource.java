package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.rollcall.history.History;
import org.rollcall.history.HistoryQuery;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.monitor.Snapshot;
import org.rollcall.wire.HistoryJson;
import org.rollcall.wire.Json;

/** Counts and figures of the past, in columns. */
@Path("history")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class HistoryResource {
    @Inject
    History history;

    @Inject
    RealtimeMonitor monitor;

    @Inject
    Json json;

    @GET
    @Operation(summary = "Counts and figures by minute, hour or day, in columns; null is what is not known")
    @APIResponse(responseCode = "200", description = "One array of times and one of values for each series")
    @APIResponse(responseCode = "304", description = "Nothing is different")
    @APIResponse(responseCode = "400", description = "A parameter cannot be taken, or there would be too many points")
    public Response history(
            @Parameter(
                            description = "Separated by commas, by default all: events, scans, syncs, sms, errors, "
                                    + "warnings, queue_size, failed_syncs, success_rate")
                    @QueryParam("series")
                    @Nullable
                    String series,
            @Parameter(description = "May be given several times; by default all") @QueryParam("station")
                    List<String> stations,
            @Parameter(description = "station: each for itself instead of all together") @QueryParam("by") @Nullable
                    String by,
            @Parameter(description = "From this time or day on, or so long ago; by default 24h")
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(description = "Before this time or day, or so long ago; by default now")
                    @QueryParam("to")
                    @Nullable
                    String to,
            @Parameter(description = "minute, hour or day; by default one that suits the span")
                    @QueryParam("step")
                    @Nullable
                    String step,
            @Context Request request) {
        Snapshot snapshot = monitor.snapshot();
        HistoryQuery query = new HistoryParameters(snapshot.at(), snapshot.zone(), history::stations)
                .query(series, stations, by, from, to, step);
        EntityTag tag = new EntityTag(
                snapshot.startedAt().toEpochMilli() + "." + history.version() + "."
                        + snapshot.at().truncatedTo(ChronoUnit.MINUTES).getEpochSecond(),
                true);
        Response.ResponseBuilder same = request.evaluatePreconditions(tag);
        return same != null
                ? same.build()
                : Response.ok(json.write(HistoryJson.document(query, history.chart(query))))
                        .tag(tag)
                        .build();
    }
}

package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.rollcall.event.ComponentStatus;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Submission;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.wire.Json;

/** Takes how a station says that a component of it is. */
@Path("components/{name}")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ComponentReportsResource {
    static final int MOST = 16 * 1024;

    @Inject
    RealtimeMonitor monitor;

    @Inject
    Json json;

    @Inject
    Clock clock;

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Says how a component is: online, offline, error, disabled or unknown",
            description = "For stations. details is a text of at most 500 characters; absent clears it.")
    @APIResponse(responseCode = "200", description = "Taken; the answer repeats it")
    @APIResponse(responseCode = "400", description = "The body is not a JSON object in UTF-8")
    @APIResponse(responseCode = "403", description = "Not a station, or another site's page")
    @APIResponse(
            responseCode = "422",
            description = "The name, the status or the details cannot be taken, or a new component beyond 100")
    @APIResponse(responseCode = "429", description = "Too many reports at once; send it again after Retry-After")
    @APIResponse(responseCode = "503", description = "Not taken; send it again after Retry-After")
    public Response report(
            @PathParam("name") String name,
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(type = SchemaType.OBJECT)))
                    InputStream in,
            @Context HttpHeaders headers,
            @Context SecurityContext user) {
        String station = Reports.station(user);
        return Reports.inPlace(station, () -> take(station, name, in, headers));
    }

    private Response take(String station, String name, InputStream in, HttpHeaders headers) {
        Map<?, ?> given = Reports.object(headers, in, MOST);
        Optional<ComponentStatus> status =
                given.get("status") instanceof String word ? ComponentStatus.parse(word) : Optional.empty();
        if (status.isEmpty()) {
            return Reports.refused("status must be online, offline, error, disabled or unknown");
        }
        Object details = given.get("details");
        if (details != null && !(details instanceof String)) {
            return Reports.refused("details must be a text");
        }
        Signal signal = new Signal.ComponentReport(
                station, name, status.get(), Optional.ofNullable((String) details), clock.instant());
        Receipt receipt = Reports.await(monitor.accept(Submission.of(signal))).get(0);
        if (receipt instanceof Receipt.Refused refused) {
            return Reports.refused(refused.reason());
        }
        return Response.ok(
                        json.write(Map.of("name", name, "status", status.get().word())))
                .build();
    }
}

package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the old system's kind of export into the data folder (P59). */
@Path("exports")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExportsResource {
    private static final Logger LOG = LoggerFactory.getLogger(ExportsResource.class);
    private static final int MOST = 1_024;

    @Inject
    RealtimeMonitor monitor;

    @Inject
    Json json;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Writes figures, states, recent events and alerts into a new file of the data folder",
            description = "For administrators. The body is empty or an object, whose fields are ignored.")
    @APIResponse(responseCode = "201", description = "The file's name, which the server chose")
    @APIResponse(responseCode = "400", description = "The body is not an object")
    @APIResponse(responseCode = "403", description = "Not an administrator, or another site's page")
    @APIResponse(responseCode = "415", description = "The Content-Type is not application/json")
    @APIResponse(responseCode = "503", description = "The file could not be written")
    public Response export(
            @RequestBody(
                            required = false,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(type = SchemaType.OBJECT)))
                    InputStream body,
            @Context SecurityContext user)
            throws IOException {
        if (!user.isUserInRole("admin")) {
            throw new ForbiddenException(); // web.xml says so too; this holds for a path that gets round it
        }
        byte[] given = body.readNBytes(MOST + 1);
        if (given.length > MOST) {
            return ProblemMapper.problem(413, "http-413", "The body must be empty or a small object")
                    .build();
        }
        if (!isNothing(given)) {
            throw new BadRequest("bad-body", "the body must be empty or a JSON object");
        }
        try {
            String name = monitor.exportMetrics().getFileName().toString();
            return Response.status(Response.Status.CREATED)
                    .entity(json.write(Map.of("name", name)))
                    .build();
        } catch (UncheckedIOException e) {
            LOG.error("an export could not be written", e);
            return ProblemMapper.problem(503, "export-failed", "The file could not be written; the log says why")
                    .header("Retry-After", "30")
                    .build();
        }
    }

    private static boolean isNothing(byte[] body) {
        if (new String(body, StandardCharsets.UTF_8).isBlank()) {
            return true;
        }
        try {
            Json.read(body);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // the caller says what would be right
        }
    }
}

package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Submission;
import org.rollcall.event.Vitals;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.wire.Json;
import org.rollcall.wire.ReportReader;

/** Takes a station's sign of life. */
@Path("heartbeat")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class HeartbeatResource {
    @Inject
    RealtimeMonitor monitor;

    @Inject
    Json json;

    @Inject
    Clock clock;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Says that the station is there, and how its machine is",
            description = "For stations. All fields are optional: cpu_percent, memory_percent, disk_percent (0 to 100),"
                    + " temperature_c, queue_length, version, clock (seconds by which the station's clock is ahead),"
                    + " timestamp (the station's time now; tells clock when that is absent).")
    @APIResponse(responseCode = "200", description = "Taken; the answer has the server's time")
    @APIResponse(responseCode = "400", description = "The body is not a JSON object in UTF-8")
    @APIResponse(responseCode = "403", description = "Not a station, or another site's page")
    @APIResponse(responseCode = "422", description = "A field cannot be taken")
    @APIResponse(responseCode = "429", description = "Too many reports at once; send it again after Retry-After")
    @APIResponse(responseCode = "503", description = "Not taken; send it again after Retry-After")
    public Response beat(
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(type = SchemaType.OBJECT)))
                    InputStream in,
            @Context HttpHeaders headers,
            @Context SecurityContext user) {
        String station = Reports.station(user);
        return Reports.inPlace(station, () -> take(station, in, headers));
    }

    private Response take(String station, InputStream in, HttpHeaders headers) {
        Map<?, ?> given = Reports.object(headers, in, ComponentReportsResource.MOST);
        Instant now = clock.instant();
        Vitals vitals;
        try {
            vitals = new Vitals(
                    number(given, "cpu_percent"),
                    number(given, "memory_percent"),
                    number(given, "disk_percent"),
                    number(given, "temperature_c"),
                    whole(given, "queue_length"),
                    text(given, "version"),
                    ahead(given, now));
        } catch (IllegalArgumentException e) {
            return Reports.refused(String.valueOf(e.getMessage()));
        }
        Receipt receipt = Reports.await(monitor.accept(Submission.of(new Signal.Heartbeat(station, vitals, now))))
                .get(0);
        return receipt instanceof Receipt.Refused refused
                ? Reports.refused(refused.reason())
                : Response.ok(json.write(Map.of("timestamp", now))).build();
    }

    /** As the station says, else by the time that it has; the way here counts as being behind. */
    private static OptionalDouble ahead(Map<?, ?> given, Instant now) {
        OptionalDouble said = number(given, "clock");
        Object time = given.get("timestamp");
        if (time == null) {
            return said;
        }
        Instant theirs = ReportReader.time(time)
                .orElseThrow(() -> new IllegalArgumentException("timestamp must be an ISO-8601 time with an offset"));
        double measured = (theirs.getEpochSecond() - now.getEpochSecond()) + (theirs.getNano() - now.getNano()) / 1e9;
        return said.isPresent() ? said : OptionalDouble.of(Math.rint(measured * 1000) / 1000);
    }

    private static OptionalDouble number(Map<?, ?> given, String name) {
        Object value = given.get(name);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (value instanceof Number number) {
            return OptionalDouble.of(number.doubleValue());
        }
        throw new IllegalArgumentException(name + " must be a number");
    }

    private static OptionalLong whole(Map<?, ?> given, String name) {
        Object value = given.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Integer || value instanceof Long) {
            return OptionalLong.of(((Number) value).longValue());
        }
        throw new IllegalArgumentException(name + " must be a whole number");
    }

    private static Optional<String> text(Map<?, ?> given, String name) {
        Object value = given.get(name);
        if (value == null || value instanceof String) {
            return Optional.ofNullable((String) value);
        }
        throw new IllegalArgumentException(name + " must be a text");
    }
}

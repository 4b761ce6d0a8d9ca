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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.Submission;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.wire.Json;
import org.rollcall.wire.ReportReader;

/** Takes what a station reports; 200 means stored. */
@Path("events")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class EventReportsResource {
    private static final String LINES = "application/x-ndjson";
    private static final String OTHER_LINES = "application/ndjson";

    @Inject
    RealtimeMonitor monitor;

    @Inject
    Json json;

    @POST
    @Consumes({MediaType.APPLICATION_JSON, LINES, OTHER_LINES})
    @Operation(
            summary = "Stores one event, an array of at most 1,000, or one event a line",
            description = "For stations. 200 once they are stored; what was stored under a key before is a duplicate.")
    @APIResponse(responseCode = "200", description = "What was stored, what was known, what was refused and why")
    @APIResponse(responseCode = "400", description = "The body is not JSON in UTF-8")
    @APIResponse(responseCode = "403", description = "Not a station, or another site's page")
    @APIResponse(responseCode = "413", description = "The body is over 1 MiB")
    @APIResponse(responseCode = "415", description = "Neither JSON nor NDJSON, or compressed")
    @APIResponse(responseCode = "422", description = "Nothing was taken; the body says why")
    @APIResponse(responseCode = "429", description = "Too many reports at once; send it again after Retry-After")
    @APIResponse(responseCode = "503", description = "Nothing was stored; send it again after Retry-After")
    public Response report(
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
        byte[] body = Reports.body(headers, in, Reports.MOST);
        boolean isLines = !headers.getMediaType().isCompatible(MediaType.APPLICATION_JSON_TYPE);
        List<ReportReader.Item> items;
        try {
            items = ReportReader.events(station, body, isLines);
        } catch (ReportReader.UnreadableException e) {
            throw new BadRequest("bad-body", String.valueOf(e.getMessage()));
        }
        return answer(items);
    }

    private Response answer(List<ReportReader.Item> items) {
        List<Signal> signals = new ArrayList<>(items.size());
        for (ReportReader.Item item : items) {
            item.event().ifPresent(signals::add);
        }
        List<Receipt> receipts = signals.isEmpty()
                ? List.of()
                : Reports.await(monitor.accept(new Submission(signals, Optional.empty())));
        int accepted = 0;
        int duplicates = 0;
        int next = 0;
        @Nullable EventId last = null;
        List<Map<String, Object>> refused = new ArrayList<>();
        for (int index = 0; index < items.size(); index++) {
            ReportReader.Item item = items.get(index);
            Receipt receipt = item.event().isPresent() ? receipts.get(next++) : new Receipt.Refused(item.reason());
            if (receipt instanceof Receipt.Accepted taken) {
                accepted++;
                last = taken.id();
            } else if (receipt instanceof Receipt.Duplicate known) {
                duplicates++;
                last = known.id();
            } else if (receipt instanceof Receipt.Refused no) {
                refused.add(Map.of("index", index, "reason", no.reason()));
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("accepted", accepted);
        answer.put("duplicates", duplicates);
        answer.put("refused", refused);
        answer.put("last_id", Optional.ofNullable(last).map(EventId::toString));
        return Response.status(last == null ? 422 : 200)
                .entity(json.write(answer))
                .build();
    }
}

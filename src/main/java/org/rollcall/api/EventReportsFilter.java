package org.rollcall.api;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.rollcall.http.RequestIds;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.wire.Json;
import org.rollcall.wire.Problems;
import org.rollcall.wire.ReportReader;

/**
 * Takes what stations report; 200 means stored.
 *
 * <p>This is the one request that comes thousands of times a second, and the way through Jersey was a third of what its thread
 * had to do (docs/bench/report.md). So it is taken here, before Jersey, which has the path's other methods. What it refuses
 * is written by the {@link ProblemMapper} of the other resources, and its annotations are for the description of the API.
 */
@Path("events")
public class EventReportsFilter extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Set<String> PATHS = Set.of("/api/events", "/api/events/");
    private static final MediaType LINES = new MediaType("application", "x-ndjson");
    private static final MediaType OTHER_LINES = new MediaType("application", "ndjson");
    private static final int UNPROCESSABLE = 422;

    @SuppressWarnings("serial") // filters are never serialised
    private final ProblemMapper problems = new ProblemMapper();

    @Inject
    @SuppressWarnings("serial")
    RealtimeMonitor monitor;

    @Inject
    @SuppressWarnings("serial")
    Json json;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getMethod().equals("POST") && PATHS.contains(path(request))) {
            send(answer(request), request.getAttribute(RequestIds.ATTRIBUTE), response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static String path(HttpServletRequest request) {
        String more = request.getPathInfo();
        return more == null ? request.getServletPath() : request.getServletPath() + more;
    }

    @POST
    @Consumes({MediaType.APPLICATION_JSON, "application/x-ndjson", "application/ndjson"})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Stores one event, an array of at most 1,000, or one event a line",
            description = "For stations. 200 once they are stored; what was stored under a key before is a duplicate.")
    @RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "200", description = "What was stored, what was known, what was refused and why")
    @APIResponse(responseCode = "400", description = "The body is not JSON in UTF-8")
    @APIResponse(responseCode = "403", description = "Not a station, or another site's page")
    @APIResponse(responseCode = "408", description = "The body came too slowly; send less at once")
    @APIResponse(responseCode = "413", description = "The body is over 1 MiB")
    @APIResponse(responseCode = "415", description = "Neither JSON nor NDJSON, or compressed")
    @APIResponse(responseCode = "422", description = "Nothing was taken; the body says why")
    @APIResponse(responseCode = "429", description = "Too many reports at once; send it again after Retry-After")
    @APIResponse(responseCode = "503", description = "Nothing was stored; send it again after Retry-After")
    public Response answer(@Context HttpServletRequest request) throws IOException {
        Optional<Response> refusal = ChangeFilter.refusal(request::getHeader);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        InputStream in = request.getInputStream();
        try {
            String station = Reports.station(request.getUserPrincipal(), request::isUserInRole);
            MediaType type = type(request.getContentType());
            String length = request.getHeader("Content-Length");
            return Reports.inPlace(station, length, () -> take(station, type, length, in));
        } catch (RuntimeException e) {
            return problems.toResponse(e);
        }
    }

    /** JSON, or lines of it. */
    private static MediaType type(String given) {
        if (given.equals(MediaType.APPLICATION_JSON)) {
            return MediaType.APPLICATION_JSON_TYPE;
        }
        MediaType type;
        try {
            type = MediaType.valueOf(given);
        } catch (IllegalArgumentException e) {
            throw new WebApplicationException(415);
        }
        if (!isJson(type) && !LINES.isCompatible(type) && !OTHER_LINES.isCompatible(type)) {
            throw new WebApplicationException(415);
        }
        return type;
    }

    private static boolean isJson(MediaType type) {
        return MediaType.APPLICATION_JSON_TYPE.isCompatible(type);
    }

    private Response take(String station, MediaType type, @Nullable String length, InputStream in) {
        byte[] body = Reports.body(type, length, in, Reports.MOST);
        try {
            return answer(ReportReader.events(station, body, !isJson(type)));
        } catch (ReportReader.UnreadableException e) {
            throw Reports.unreadable(e);
        }
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
        return Response.status(last == null ? UNPROCESSABLE : 200)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(json.write(answer))
                .build();
    }

    private static void send(Response answer, @Nullable Object id, HttpServletResponse response) throws IOException {
        response.setStatus(answer.getStatus());
        answer.getStringHeaders().forEach((name, values) -> response.setHeader(name, String.join(", ", values)));
        byte[] body = (byte[]) answer.getEntity();
        if (Problems.TYPE.equals(response.getContentType())) {
            body = Problems.noted(body, id);
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.rollcall.log.EventQuery;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.monitor.RealtimeMonitor;

/** Stored events, oldest first. */
@Path("events")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class EventsResource {
    private static final int FALLBACK = 50;

    @Inject
    Journal journal;

    @Inject
    RealtimeMonitor monitor;

    @GET
    @Operation(summary = "The newest events, or the first ones after a bound; a JSON array, oldest first")
    @APIResponse(responseCode = "200", description = "The events")
    @APIResponse(responseCode = "400", description = "A parameter cannot be taken")
    public byte[] events(
            @Parameter(description = "1 to 1,000, by default 50") @QueryParam("limit") @Nullable String limit,
            @Parameter(description = "After this id or from this time on, or so long ago (15m)")
                    @QueryParam("since")
                    @Nullable
                    String since,
            @Parameter(description = "Before this id or time") @QueryParam("until") @Nullable String until,
            @Parameter(description = "Types, separated by commas") @QueryParam("type") @Nullable String type,
            @QueryParam("station") @Nullable String station,
            @Parameter(description = "A part of the message") @QueryParam("q") @Nullable String text) {
        Instant now = monitor.snapshot().at();
        ZoneId zone = monitor.snapshot().zone();
        Optional<Parameters.Bound> from = Parameters.bound("since", since, now, zone);
        Optional<Parameters.Bound> to = Parameters.bound("until", until, now, zone);
        return array(journal.events(new EventQuery(
                Parameters.Bound.sequence(from),
                Parameters.Bound.sequence(to),
                from.flatMap(Parameters.Bound::time),
                to.flatMap(Parameters.Bound::time),
                Parameters.types(type),
                Parameters.text("station", station),
                Parameters.text("q", text),
                Parameters.limit(limit, FALLBACK))));
    }

    private static byte[] array(List<Frame> frames) {
        int length = 1 + Math.max(1, frames.size());
        for (Frame frame : frames) {
            length += frame.jsonLength();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length); // it may be a megabyte, and grow to three
        out.write('[');
        for (int i = 0; i < frames.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.write(
                    frames.get(i).sse(),
                    frames.get(i).jsonOffset(),
                    frames.get(i).jsonLength());
        }
        out.write(']');
        return out.toByteArray();
    }
}

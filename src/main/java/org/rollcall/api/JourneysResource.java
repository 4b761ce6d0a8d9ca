package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.rollcall.journey.Hop;
import org.rollcall.journey.Journey;
import org.rollcall.log.Journal;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.station.StationView;
import org.rollcall.wire.JourneyJson;
import org.rollcall.wire.Json;

/** The way of one record from its scan to the cloud and the phone. */
@Path("journeys")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class JourneysResource {
    private static final int FALLBACK = 50;
    private static final int MOST_NAME = 64;

    /** So many stations are searched for a record of a day that is over; with more of them the station must be named. */
    private static final int MOST_STATIONS = 100;

    @Inject
    RealtimeMonitor monitor;

    @Inject
    Journal journal;

    @Inject
    Json json;

    @GET
    @Operation(summary = "The journeys of a record or a student; a JSON array, of a student the newest first")
    @APIResponse(responseCode = "200", description = "The journeys; none when nothing is known of it")
    @APIResponse(responseCode = "400", description = "A parameter cannot be taken, or neither of the two is given")
    public byte[] journeys(
            @Parameter(description = "The record's id, up to 64 characters") @QueryParam("record_id") @Nullable
                    String record,
            @Parameter(description = "Of the running day, instead of a record's id") @QueryParam("student_id") @Nullable
                    String student,
            @QueryParam("station") @Nullable String station,
            @Parameter(description = "1 to 1,000, by default 50") @QueryParam("limit") @Nullable String limit) {
        Optional<String> recordId = name("record-id", record);
        Optional<String> studentId = name("student-id", student);
        Optional<String> where = Parameters.text("station", station);
        int most = Parameters.limit(limit, FALLBACK);
        if (recordId.isPresent() == studentId.isPresent()) {
            throw new BadRequest("bad-record-id", "one of record_id and student_id must be given");
        }
        List<Journey> found = recordId.map(id -> ofRecord(id, where))
                .orElseGet(() -> monitor.journeys().ofStudent(studentId.orElseThrow(), where, most));
        return json.write(JourneyJson.journeys(found.stream().limit(most).toList()));
    }

    /** Of the running day; where that does not have the scan, from the journal. */
    private List<Journey> ofRecord(String record, Optional<String> station) {
        List<Journey> today = monitor.journeys().ofRecord(record, station);
        Set<String> whole = new TreeSet<>();
        today.stream().filter(one -> one.at(Hop.SCAN).isPresent()).forEach(one -> whole.add(one.station()));
        List<String> others = monitor.snapshot().stations().stream()
                .map(StationView::name)
                .filter(name -> station.isEmpty() || station.get().equals(name))
                .filter(name -> !whole.contains(name))
                .toList();
        if (others.isEmpty() || others.size() > MOST_STATIONS || (station.isEmpty() && !whole.isEmpty())) {
            return today;
        }
        List<Journey> past = new PastJourneys(journal).find(record, others);
        List<Journey> all = new ArrayList<>(past);
        today.stream()
                .filter(one -> past.stream().noneMatch(old -> old.station().equals(one.station())))
                .forEach(all::add);
        return all;
    }

    private static Optional<String> name(String name, @Nullable String given) {
        if (given != null && (given.isBlank() || given.length() > MOST_NAME)) {
            throw new BadRequest(
                    "bad-" + name, name.replace('-', '_') + " must have 1 to " + MOST_NAME + " characters");
        }
        return Optional.ofNullable(given);
    }
}

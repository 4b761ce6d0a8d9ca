package org.rollcall.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
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
import org.rollcall.event.Student;
import org.rollcall.log.Copies;
import org.rollcall.monitor.Erasures;
import org.rollcall.wire.Json;

/** Erases one student, while the server runs. */
@Path("erasures")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class ErasuresResource {
    private static final int MOST = 4 * 1024;
    private static final int MOST_REASON = 500;

    @Inject
    Erasures erasures;

    @Inject
    Json json;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Erases one student from events, alerts, exports and logs, and says which backups still have the student",
            description = "For administrators. student_id is needed; reason (at most 500 characters) and backups"
                    + " (true: erase from those in the data folder too) are optional.")
    @APIResponse(responseCode = "200", description = "It is done; what was changed, in numbers")
    @APIResponse(responseCode = "400", description = "The body is not a JSON object, or a field cannot be taken")
    @APIResponse(responseCode = "403", description = "Not an administrator, or another site's page")
    @APIResponse(responseCode = "413", description = "The body is over 4 KiB")
    @APIResponse(responseCode = "415", description = "The Content-Type is not application/json")
    @APIResponse(responseCode = "429", description = "Another erasure runs")
    @APIResponse(responseCode = "503", description = "The store cannot be written; some of it may be done: ask again")
    public Response erase(
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(type = SchemaType.OBJECT)))
                    InputStream in,
            @Context HttpHeaders headers,
            @Context SecurityContext user) {
        if (user.getUserPrincipal() == null || !user.isUserInRole("admin")) {
            throw new ForbiddenException(); // web.xml says so too; this holds for a path that gets round it
        }
        Map<?, ?> given = Reports.object(headers, in, MOST);
        Student student = student(given.get("student_id"));
        Object reason = given.get("reason");
        if (reason != null && !(reason instanceof String text && isReason(text))) {
            throw new BadRequest("bad-reason", "reason must be a text of at most 500 characters without controls");
        }
        Object backups = given.get("backups");
        if (backups != null && !(backups instanceof Boolean)) {
            throw new BadRequest("bad-body", "backups must be true or false");
        }
        String by = user.getUserPrincipal().getName();
        Optional<Erasures.Outcome> done =
                erasures.erase(student, by, reason == null ? "" : reason.toString(), Boolean.TRUE.equals(backups));
        return done.map(outcome -> Response.ok(json.write(document(outcome))).build())
                .orElseGet(() -> ProblemMapper.problem(429, "busy", "Another erasure runs")
                        .header("Retry-After", "5")
                        .build());
    }

    private static Student student(@Nullable Object given) {
        boolean isOne = given instanceof String || given instanceof Integer || given instanceof Long;
        if (given == null || !isOne || !Student.isId(given.toString())) {
            throw new BadRequest("bad-student", "student_id must have 1 to 64 characters, none of \" \\ or controls");
        }
        return new Student(given.toString());
    }

    private static boolean isReason(String text) {
        return text.length() <= MOST_REASON && text.chars().noneMatch(Character::isISOControl);
    }

    private static Map<String, Object> document(Erasures.Outcome outcome) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", outcome.id().toString());
        document.put("events", outcome.events());
        document.put("other_entries", outcome.others());
        document.put("exports", outcome.copies().exports());
        document.put("log_places", outcome.copies().places());
        document.put("files_swept", outcome.swept());
        List<Map<String, Object>> backups = outcome.copies().backups().stream()
                .map(ErasuresResource::document)
                .toList();
        document.put("backups", backups);
        return document;
    }

    private static Map<String, Object> document(Copies.Backup backup) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", backup.name());
        document.put("until", backup.until());
        document.put("state", backup.named() ? (backup.erased() ? "erased" : "still in it") : "not in it");
        document.put("trouble", backup.trouble());
        return document;
    }
}

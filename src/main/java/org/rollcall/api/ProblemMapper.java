package org.rollcall.api;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;
import org.rollcall.http.StatusWords;
import org.rollcall.log.StoreException;
import org.rollcall.wire.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure as a problem document that says nothing of what is inside. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    @Context
    @Nullable
    UriInfo path; // Jersey's; null where a filter answers

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof BadRequest bad) {
            return problem(400, bad.name(), String.valueOf(bad.getMessage())).build();
        }
        if (failure instanceof WebApplicationException web) {
            if (Problems.TYPE.equals(String.valueOf(web.getResponse().getMediaType()))) {
                return web.getResponse(); // said already
            }
            int status = web.getResponse().getStatus();
            Response.ResponseBuilder builder = problem(status, "http-" + status, detail(status));
            if (status == 405 && path != null) {
                builder.header("Allow", OptionsFilter.allowed(path));
            }
            return builder.build();
        }
        if (failure instanceof StoreException) {
            LOG.error("a request could not be answered from the store", failure);
            return problem(503, "store-unavailable", "The journal cannot be read at the moment")
                    .header("Retry-After", "5")
                    .build();
        }
        LOG.error("a request failed", failure);
        return problem(500, "internal", "The request failed; the log says why").build();
    }

    static Response.ResponseBuilder problem(int status, String name, String detail) {
        return Response.status(status).type(Problems.TYPE).entity(Problems.body(status, name, detail));
    }

    private static String detail(int status) {
        return switch (status) {
            case 403 -> "This login may not do that";
            case 406 -> "There is no representation of the kind asked for";
            case 408 -> "The body came too slowly";
            case 413 -> "The body is too large";
            case 415 -> "The body is not of a kind that is taken here";
            default -> StatusWords.detail(status);
        };
    }
}

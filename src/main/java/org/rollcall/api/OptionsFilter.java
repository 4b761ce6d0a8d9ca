package org.rollcall.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;

/** Almost everything here is read only, and OPTIONS says so without CORS. */
@Provider
@PreMatching
public class OptionsFilter implements ContainerRequestFilter {
    private static final String READING = "GET, HEAD, OPTIONS";
    /** The paths under {@code /api} that take something else, by their first part. */
    private static final Map<String, String> WRITING = Map.of(
            "exports", "POST, OPTIONS",
            "erasures", "POST, OPTIONS",
            "events", "GET, HEAD, POST, OPTIONS",
            "components", "PUT, OPTIONS",
            "heartbeat", "POST, OPTIONS");

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getMethod().equals("OPTIONS")) {
            request.abortWith(Response.noContent()
                    .header("Allow", allowed(request.getUriInfo()))
                    .build());
        }
    }

    /** The methods that a path takes. */
    static String allowed(UriInfo path) {
        return WRITING.getOrDefault(path.getPath().split("/", 2)[0], READING);
    }
}

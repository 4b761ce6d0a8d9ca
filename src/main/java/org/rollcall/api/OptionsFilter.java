package org.rollcall.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/** Everything here is read only, and OPTIONS says so without CORS. */
@Provider
@PreMatching
public class OptionsFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getMethod().equals("OPTIONS")) {
            request.abortWith(
                    Response.noContent().header("Allow", "GET, HEAD, OPTIONS").build());
        }
    }
}

package org.rollcall.api;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import org.rollcall.http.RequestIds;
import org.rollcall.wire.Problems;

/** Each problem document of the API says which request it is about, whoever made it. */
@Provider
@Priority(Priorities.USER + 1) // before LengthFilter tells how long it is: of answers the highest comes first
public class ProblemNote implements ContainerResponseFilter {
    @Context
    @SuppressWarnings("NullAway.Init") // Jersey's, which gives a proxy of the running request
    HttpServletRequest servlet;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof byte[] body
                && Problems.TYPE.equals(String.valueOf(response.getMediaType()))) {
            response.setEntity(Problems.noted(body, servlet.getAttribute(RequestIds.ATTRIBUTE)));
        }
    }
}

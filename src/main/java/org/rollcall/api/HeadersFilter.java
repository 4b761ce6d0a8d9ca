package org.rollcall.api;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.rollcall.config.Settings;
import org.rollcall.http.RequestIds;
import org.rollcall.http.SecurityHeaders;

/** The headers that every answer has, the container's errors included. */
public class HeadersFilter extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final List<String> STATIC = List.of("/app/", "/styles/", "/webjars/", "/favicons/", "/icons.svg");

    @Inject
    @SuppressWarnings("serial") // filters are never serialised
    Settings settings;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(RequestIds.ATTRIBUTE) == null) { // in a Tomcat without the guard
            String id = RequestIds.choose(request.getHeader(RequestIds.HEADER));
            request.setAttribute(RequestIds.ATTRIBUTE, id);
            response.setHeader(RequestIds.HEADER, id);
        }
        SecurityHeaders.each(response::setHeader);
        long hsts = settings.front().hsts().toSeconds();
        if (hsts > 0 && request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=" + hsts);
        }
        String path = request.getServletPath();
        boolean file = STATIC.stream().anyMatch(path::startsWith);
        response.setHeader("Cache-Control", file ? "private, no-cache" : "no-store");
        chain.doFilter(request, response);
    }
}

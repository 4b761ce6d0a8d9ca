package org.rollcall.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Page, probes, export and files can only be read, and a folder is not a file. By itself the container would answer a POST with
 * the file, an unknown method with 501, and send a folder's name on to an address that leaves a proxy's prefix.
 */
@WebFilter(
        urlPatterns = {"/app/*", "/styles/*", "/webjars/*", "/favicons/*", "/icons.svg"},
        servletNames = {"dashboard", "wall", "probes", "metrics", "export"})
public class ReadOnlyFilter extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Set<String> READING = Set.of("GET", "HEAD");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String method = request.getMethod();
        if (!READING.contains(method)) {
            response.setHeader("Allow", "GET, HEAD, OPTIONS");
            if (method.equals("OPTIONS")) {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } else {
                response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            }
            return;
        }
        if (isFolder(request.getServletPath())) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        chain.doFilter(request, response);
    }

    private boolean isFolder(String path) {
        if (path.length() <= 1) {
            return false; // the page
        }
        Set<String> inside = getServletContext().getResourcePaths(path);
        return inside != null && !inside.isEmpty();
    }
}

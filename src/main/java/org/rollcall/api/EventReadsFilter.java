package org.rollcall.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * Bounds how many answers with stored events are made and sent at once: each may be a megabyte, and after a new epoch every
 * open page asks for one at the same moment.
 */
public class EventReadsFilter extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final int MEGABYTES = 12; // of the largest heap for each: rows and the answer made of them are 2

    @SuppressWarnings("serial") // filters are never serialised
    private final Places places = Places.byHeap(MEGABYTES, Duration.ofSeconds(5));

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!places.take()) {
            response.setHeader("Retry-After", "2");
            ProblemServlet.send(response, 503, "reads-full", "Too many ask for events at once; try again");
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            places.leave();
        }
    }
}

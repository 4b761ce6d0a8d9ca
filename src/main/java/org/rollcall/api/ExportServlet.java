package org.rollcall.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.rollcall.log.Frame;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.wire.EventWriter;
import org.rollcall.wire.ExportFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All stored events of a span, in pages from the journal to the client, so that their number costs no memory.
 *
 * <p>Writing blocks a thread of the container, for 20 s at most when the client does not read; so only a few exports
 * run at once. It is a servlet and not a resource because an export that breaks off must cut the connection: Jersey
 * would end the answer properly, and half an export would pass for a whole one.
 */
@WebServlet(name = "export", urlPatterns = "/api/export")
@SuppressWarnings("serial") // servlets are never serialised
public class ExportServlet extends HttpServlet {
    static final int AT_ONCE = 2;

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ExportServlet.class);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");

    private final Semaphore places = new Semaphore(AT_ONCE);

    @Inject
    Journal journal;

    @Inject
    RealtimeMonitor monitor;

    /** What is asked for. */
    private record Wish(ExportFormat format, Optional<Parameters.Bound> from, Optional<Parameters.Bound> to) {}

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            describe(response, wish(request).format());
        } catch (BadRequest e) {
            ProblemServlet.send(response, 400, e.name(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Wish wish;
        try {
            wish = wish(request);
        } catch (BadRequest e) {
            ProblemServlet.send(response, 400, e.name(), String.valueOf(e.getMessage()));
            return;
        }
        if (!places.tryAcquire()) {
            response.setHeader("Retry-After", "30");
            ProblemServlet.send(
                    response, 503, "exports-full", AT_ONCE + " exports are running; try again when one has ended");
            return;
        }
        try {
            export(wish, response, String.valueOf(request.getRemoteUser()));
        } finally {
            places.release();
        }
    }

    private Wish wish(HttpServletRequest request) {
        Instant now = monitor.snapshot().at();
        ZoneId zone = monitor.snapshot().zone();
        String word = request.getParameter("format");
        ExportFormat format = word == null
                ? ExportFormat.JSON
                : ExportFormat.parse(word)
                        .orElseThrow(() -> new BadRequest("bad-format", "format must be json, ndjson or csv"));
        return new Wish(
                format,
                Parameters.bound("from", request.getParameter("from"), now, zone),
                Parameters.bound("to", request.getParameter("to"), now, zone));
    }

    private void export(Wish wish, HttpServletResponse response, String user) throws IOException {
        EventPages pages;
        List<Frame> first;
        try {
            pages = new EventPages(journal, wish.from(), wish.to());
            first = pages.next();
        } catch (StoreException e) {
            LOG.error("an export could not begin", e);
            response.setHeader("Retry-After", "5");
            ProblemServlet.send(response, 503, "store-unavailable", "The journal cannot be read at the moment");
            return;
        }
        describe(response, wish.format());
        long written = 0;
        try {
            EventWriter writer = wish.format().writer(response.getOutputStream());
            writer.begin();
            for (List<Frame> page = first; !page.isEmpty(); page = pages.next()) {
                for (Frame event : page) {
                    writer.write(event);
                    written++;
                }
            }
            writer.end();
            LOG.info("{} exported {} events as {}", user, written, wish.format().word());
        } catch (StoreException e) {
            response.flushBuffer(); // from here on only the cut connection can tell
            throw new IOException("the export of " + user + " broke off after " + written + " events", e);
        } catch (JsonProcessingException e) {
            LOG.error("the export of {} broke off after {} events: an entry cannot be read", user, written, e);
            response.flushBuffer();
            throw e;
        } catch (IOException e) {
            LOG.info("the export of {} ended after {} events: the client stopped reading", user, written);
            throw e;
        }
    }

    private void describe(HttpServletResponse response, ExportFormat format) {
        String stamp =
                STAMP.format(monitor.snapshot().at().atZone(monitor.snapshot().zone()));
        response.setContentType(format.contentType());
        response.setHeader(
                "Content-Disposition", "attachment; filename=\"rollcall_events_" + stamp + "." + format.word() + "\"");
    }
}

package org.rollcall.guard;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;
import org.rollcall.http.RequestIds;
import org.rollcall.http.SecurityHeaders;
import org.rollcall.http.StatusWords;

/**
 * What Tomcat refuses before the application sees it (a malformed request, a refused address, TRACE), as a problem
 * document with the headers that every answer has. Tomcat's own JSON report has a form of its own and no headers.
 */
public final class ProblemReport extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        AtomicBoolean writable = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, writable);
        if (!writable.get()) {
            return;
        }
        // A version or coding of HTTP that nobody speaks is the caller's fault, and no alarm of ours.
        if (status == HttpServletResponse.SC_NOT_IMPLEMENTED
                || status == HttpServletResponse.SC_HTTP_VERSION_NOT_SUPPORTED) {
            status = HttpServletResponse.SC_BAD_REQUEST;
            response.setStatus(status);
        }
        try {
            SecurityHeaders.each(response::setHeader);
            response.setHeader("Cache-Control", "no-store");
            response.setContentType("application/problem+json");
            response.setCharacterEncoding("UTF-8");
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(RequestIds.noted(StatusWords.problem(status), request.getAttribute(RequestIds.ATTRIBUTE)));
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            return; // the caller is gone, and so is the answer
        }
    }
}

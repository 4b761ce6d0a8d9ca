package org.rollcall.api;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.rollcall.http.RequestIds;
import org.rollcall.http.StatusWords;
import org.rollcall.wire.Problems;

/** The container's own errors as problem documents; asked for directly it is not there. */
@WebServlet(name = "problem", urlPatterns = "/problem", asyncSupported = true)
public class ProblemServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return; // an answer broke off: what was sent stays as it is, and the container cuts the connection
        }
        int status = 404;
        if (request.getDispatcherType() == DispatcherType.ERROR
                && request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code) {
            status = code;
        }
        response.setStatus(status);
        response.setContentType(Problems.TYPE);
        byte[] body = Problems.noted(
                Problems.body(status, "http-" + status, StatusWords.detail(status)),
                request.getAttribute(RequestIds.ATTRIBUTE));
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    /** A problem as the whole answer, where no resource answers. */
    static void send(HttpServletResponse response, int status, String name, String detail) throws IOException {
        byte[] body = Problems.noted(Problems.body(status, name, detail), response.getHeader(Problems.REQUEST));
        response.setStatus(status);
        response.setContentType(Problems.TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

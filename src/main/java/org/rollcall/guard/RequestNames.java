package org.rollcall.guard;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.rollcall.http.RequestIds;
import org.rollcall.launch.CurrentRequest;

/**
 * Gives each request its name: the caller's if that is harmless, else a new one. It goes back with the answer, into the
 * access log, into problem documents, and into each line that is logged on the request's thread. A valve, so that refused
 * logins have one too.
 */
public final class RequestNames extends ValveBase {
    public RequestNames() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        // An answer that goes on asynchronously comes by again.
        String id = request.getAttribute(RequestIds.ATTRIBUTE) instanceof String known
                ? known
                : RequestIds.choose(request.getHeader(RequestIds.HEADER));
        request.setAttribute(RequestIds.ATTRIBUTE, id);
        response.setHeader(RequestIds.HEADER, id);
        CurrentRequest.begin(id);
        try {
            getNext().invoke(request, response);
        } finally {
            CurrentRequest.end();
        }
    }
}

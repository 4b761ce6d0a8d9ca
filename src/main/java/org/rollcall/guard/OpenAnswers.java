package org.rollcall.guard;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Offers the application the plain connection of a request for an answer without an end: the attribute {@value #KIND} is the
 * class to {@code upgrade} the request to, whose instances are a {@code WritableByteChannel} and take, as a {@code
 * Consumer<Runnable>}, whom to tell of news. Over HTTPS and HTTP/2 the attribute is missing, and the answer is an
 * asynchronous one.
 */
public final class OpenAnswers extends ValveBase {
    static final String KIND = "org.rollcall.answer.kind";

    public OpenAnswers() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String protocol = request.getProtocol();
        if (("HTTP/1.1".equals(protocol) || "HTTP/1.0".equals(protocol))
                && request.getConnector().getProtocolHandler() instanceof Http11NioProtocol plain
                && !plain.isSSLEnabled()) {
            request.setAttribute(KIND, OpenAnswer.class);
        }
        getNext().invoke(request, response);
    }
}

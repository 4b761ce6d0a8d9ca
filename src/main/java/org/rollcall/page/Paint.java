package org.rollcall.page;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;
import org.rollcall.config.Version;
import org.rollcall.wire.Json;

/** A page's first paint: a document for the JSP, and the same for the script that takes over. */
final class Paint {
    private Paint() {}

    /**
     * Forwards to a JSP.
     *
     * @param document what the page shows; its attribute is {@code s}, that of its JSON {@code json}
     * @param further attributes
     */
    static void show(
            HttpServletRequest request,
            HttpServletResponse response,
            String jsp,
            byte[] document,
            Map<String, Object> further)
            throws ServletException, IOException {
        Principal user = request.getUserPrincipal();
        request.setAttribute("s", Json.read(document));
        request.setAttribute("json", new String(document, StandardCharsets.UTF_8).replace("<", "\\u003c"));
        request.setAttribute("user", user == null ? "" : user.getName());
        request.setAttribute("asset", Version.current());
        further.forEach(request::setAttribute);
        request.getRequestDispatcher("/WEB-INF/jsp/" + jsp).forward(request, response);
    }
}

package org.rollcall.api;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Requests that change something come from programs, or from a page of ours; never from somebody else's page in a
 * browser that remembers a login. They say what their body is, and do not compress it.
 */
@Provider
public class ChangeFilter implements ContainerRequestFilter {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final String NOWHERE = "?"; // no host is called that

    @Override
    public void filter(ContainerRequestContext request) {
        if (!SAFE.contains(request.getMethod())) {
            refusal(request::getHeaderString).ifPresent(request::abortWith);
        }
    }

    /**
     * What such a request is answered when it may not come in.
     *
     * @param headers gives each header's value, or null
     */
    static Optional<Response> refusal(UnaryOperator<@Nullable String> headers) {
        if (isForeign(headers.apply("Sec-Fetch-Site"), headers.apply("Origin"), headers.apply("Host"))) {
            return refused(403, "foreign-origin", "The request comes from another site's page");
        }
        if (headers.apply("Content-Type") == null) {
            return refused(415, "http-415", "A Content-Type is needed");
        }
        if (headers.apply("Content-Encoding") != null) {
            return refused(415, "http-415", "A compressed body is not taken");
        }
        return Optional.empty();
    }

    /**
     * Whether a browser says that another site's page sent this. {@code same-origin} is believed even behind a proxy
     * that changed the host: no script can set that header.
     */
    static boolean isForeign(@Nullable String site, @Nullable String origin, @Nullable String host) {
        if (site != null && !site.equals("none")) {
            return !site.equals("same-origin");
        }
        return origin != null && !authority(origin).equals(host == null ? "" : host.toLowerCase(Locale.ROOT));
    }

    /** Host and port as a browser writes them into {@code Host}; nothing when the origin is none. */
    private static String authority(String origin) {
        try {
            String authority = new URI(origin).getRawAuthority();
            return authority == null ? NOWHERE : authority.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return NOWHERE;
        }
    }

    private static Optional<Response> refused(int status, String name, String detail) {
        return Optional.of(ProblemMapper.problem(status, name, detail).build());
    }
}

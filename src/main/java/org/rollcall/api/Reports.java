package org.rollcall.api;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.Receipt;
import org.rollcall.wire.ReportReader;

/** What the paths that a station reports to have in common: who it is, a bounded body, and the wait for the commit. */
final class Reports {
    /** Most bytes of a body. */
    static final int MOST = 1024 * 1024;

    private static final Duration BODY = Duration.ofSeconds(15);
    private static final Duration COMMIT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /**
     * A report holds a thread of the server while its body comes and its commit is awaited. Of the connector's 200 so many
     * are for reports, and so many of them for one station, so that slow bodies stop neither readers nor other stations.
     */
    private static final int PLACES = 100;

    private static final int PLACES_OF_ONE = 16;

    /** A body over so many bytes is large: of a smaller one a megabyte stays until the commit, however it is made. */
    private static final int LARGE = 32 * 1024;
    /**
     * A large report takes up to 10 MB between its coming and its commit, so the heap says how many are taken at once, with
     * room for all else. A station has one of them at a time, which is what its client sends; none can keep all for itself.
     */
    private static final int LARGE_MEGABYTES = 32;

    private static final Places ALL = new Places(PLACES, Duration.ZERO);
    private static final Places ALL_LARGE = Places.byHeap(LARGE_MEGABYTES, PATIENCE);
    private static final Map<String, Own> EACH = new ConcurrentHashMap<>(); // by login, of which there are few

    /** The places of one station. */
    private record Own(Places all, Places large) {
        Own() {
            this(new Places(PLACES_OF_ONE, Duration.ZERO), new Places(1, Duration.ZERO));
        }
    }

    private static final int BUFFER = 16 * 1024;
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private Reports() {}

    /** The station is its login; no body can name another one. */
    static String station(SecurityContext user) {
        return station(user.getUserPrincipal(), user::isUserInRole);
    }

    /**
     * As above.
     *
     * @param roles whether the user has a role
     */
    static String station(@Nullable Principal user, Predicate<String> roles) {
        if (user == null || !roles.test("station")) {
            throw new ForbiddenException(); // web.xml says so too; this holds for a path that gets round it
        }
        return user.getName();
    }

    /** Does what holds a thread, or answers 429 when too many do. */
    static Response inPlace(String station, Supplier<Response> work) {
        return within(own(station).all(), () -> within(ALL, work));
    }

    /**
     * As above, for what may be large.
     *
     * @param length of the body, as the request says it
     */
    static Response inPlace(String station, @Nullable String length, Supplier<Response> work) {
        long declared = declared(length);
        if (declared >= 0 && declared <= LARGE) {
            return inPlace(station, work);
        }
        return inPlace(station, () -> within(own(station).large(), () -> within(ALL_LARGE, work)));
    }

    private static Own own(String station) {
        return EACH.computeIfAbsent(station, name -> new Own());
    }

    private static Response within(Places places, Supplier<Response> work) {
        if (!places.take()) {
            return busy();
        }
        try {
            return work.get();
        } finally {
            places.leave();
        }
    }

    private static Response busy() {
        return ProblemMapper.problem(429, "busy", "Too many reports at once; keep it and send it again")
                .header("Retry-After", "1")
                .build();
    }

    /** The one object of a body, within the bounds of {@link #body}. */
    static Map<?, ?> object(HttpHeaders headers, InputStream in, int most) {
        String length = headers.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        byte[] body = body(headers.getMediaType(), length, in, most);
        try {
            return ReportReader.object(body);
        } catch (ReportReader.UnreadableException e) {
            throw unreadable(e);
        }
    }

    static BadRequest unreadable(ReportReader.UnreadableException why) {
        return new BadRequest("bad-body", String.valueOf(why.getMessage()));
    }

    /**
     * The whole body, or 413 as soon as it is known to be too large, or 408 when it drips.
     *
     * @param length what the request says of it, if it does
     * @param most bytes
     */
    static byte[] body(MediaType type, @Nullable String length, InputStream in, int most) {
        String charset = type.getParameters().get("charset");
        if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
            throw new WebApplicationException(415);
        }
        long declared = declared(length);
        if (declared > most) {
            throw new WebApplicationException(413);
        }
        long began = System.nanoTime();
        int piece = declared < 0 ? BUFFER : (int) Math.min(BUFFER, declared + 1); // most reports are far shorter
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(declared < 0 ? BUFFER : (int) declared);
        byte[] buffer = new byte[piece];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes.write(buffer, 0, read);
                if (bytes.size() > most) {
                    throw new WebApplicationException(413);
                }
                if (System.nanoTime() - began > BODY.toNanos()) {
                    throw new WebApplicationException(408);
                }
            }
        } catch (IOException e) { // of one that has stopped coming Tomcat has said 408 by now, and this is not sent
            throw new BadRequest("bad-body", "the body ended early");
        }
        return bytes.toByteArray();
    }

    /** The receipts, all of which are given after the commit; 503 when there is none. */
    static List<Receipt> await(CompletableFuture<List<Receipt>> answer) {
        try {
            List<Receipt> receipts = answer.get(COMMIT.toMillis(), TimeUnit.MILLISECONDS);
            for (Receipt receipt : receipts) {
                if (receipt instanceof Receipt.Unavailable) {
                    throw unavailable();
                }
            }
            return receipts;
        } catch (TimeoutException | ExecutionException e) {
            throw unavailable(); // if it is stored after all, its key tells when it comes again
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        }
    }

    private static WebApplicationException unavailable() {
        return new WebApplicationException(
                ProblemMapper.problem(503, "not-stored", "Nothing was stored; keep it and send it again")
                        .header("Retry-After", "2")
                        .build());
    }

    static Response refused(String reason) {
        return ProblemMapper.problem(422, "refused", reason).build();
    }

    /** The length that a request names; -1 when it names none. The server has refused what is no number. */
    private static long declared(@Nullable String length) {
        return length != null && LENGTH.matcher(length).matches() ? Long.parseLong(length) : -1;
    }
}

package org.rollcall.guard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.connector.Request;
import org.apache.catalina.filters.CorsFilter;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.jspecify.annotations.Nullable;
import org.rollcall.config.LimitSettings;

/**
 * Tomcat's BASIC login, which slows down those who guess: too many wrong logins from an address or for a user, and
 * further wrong ones are 429 with {@code Retry-After}. No login is locked out for what others did, and a long password is never late; see
 * {@link LoginGuard} and {@link SlowTests}. A valve and not a filter, because filters never see a refused login.
 *
 * <p>It leaves to the application: the request attribute {@value #STILL_VALID}, a {@code BooleanSupplier} that says
 * whether the login is unchanged. It calls, if the application has set it, the context's attribute {@value #SLOWED}, a
 * {@code BiConsumer} of address and user (empty when there is no such user). It sets the context's attribute
 * {@value #COUNTS}, a map of {@link Refusals} in words and {@code LongSupplier}s.
 */
public final class Logins extends BasicAuthenticator {
    static final String STILL_VALID = "org.rollcall.login.unchanged";
    static final String SLOWED = "org.rollcall.login.slowed";
    static final String COUNTS = "org.rollcall.front.counts";
    private static final Logger LOG = Logger.getLogger(Logins.class.getName());

    /** How many threads may wait for a slot at a time; Tomcat has 200. */
    private static final int WAITING = 4;

    private final Semaphore waiting = new Semaphore(WAITING);
    private final LoginGuard guard;
    private final SlowTests tests;
    private final @Nullable Buckets users;

    public Logins() {
        LimitSettings limits = ServerSettings.ours().limits();
        this.guard = new LoginGuard(limits.logins(), System::nanoTime);
        this.tests = new SlowTests(guard);
        this.users = limits.user() == 0 ? null : Buckets.perMinute(limits.user(), System::nanoTime);
    }

    @Override
    protected synchronized void startInternal() throws LifecycleException {
        super.startInternal();
        context.getServletContext().setAttribute(COUNTS, Refusals.counts());
    }

    @Override
    protected boolean doAuthenticate(Request request, HttpServletResponse response) throws IOException {
        Optional<BasicCredentials> given = credentials(request);
        if (given.isEmpty() || !(context.getRealm() instanceof UsersRealm realm)) {
            return super.doAuthenticate(request, response);
        }
        String name = given.get().getUsername();
        String password = Optional.ofNullable(given.get().getPassword()).orElse("");
        String address = request.getRemoteAddr();
        SlowTests.Attempt attempt = tests.attempt(address, name);
        Optional<Principal> login = realm.check(name, password, matches -> {
            waitForSlot(address, name);
            return attempt.isRight(matches);
        });
        if (login.isEmpty()) {
            refuse(request, response, realm, name, attempt.refuse());
            return false;
        }
        guard.succeeded(address, name, LoginGuard.Leave.ALWAYS);
        if (users != null && !users.take(name)) {
            Refusals.USER.increment();
            tooMany(response, users.wait(name).plusMillis(999).toSeconds());
            return false;
        }
        register(request, response, login.get(), HttpServletRequest.BASIC_AUTH, name, password);
        request.setAttribute(STILL_VALID, realm.unchanged(name));
        return true;
    }

    /** Waits for its slot, if not too many do: the right password is then late, and a wrong one no wiser. */
    private void waitForSlot(String address, String name) {
        Duration wait = guard.untilSlowTest(address, name);
        if (!wait.isZero() && waiting.tryAcquire()) {
            try {
                Thread.sleep(wait.toMillis() + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                waiting.release();
            }
        }
    }

    private Optional<BasicCredentials> credentials(Request request) {
        MessageBytes header = request.getCoyoteRequest().getMimeHeaders().getValue("authorization");
        if (header == null) {
            return Optional.empty();
        }
        header.toBytes();
        try {
            return Optional.of(new BasicCredentials(header.getByteChunk(), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no login at all: Tomcat asks for one
        }
    }

    private void refuse(
            Request request, HttpServletResponse response, UsersRealm realm, String name, SlowTests.Refusal why)
            throws IOException {
        String address = request.getRemoteAddr();
        Refusals.PASSWORD.increment();
        if (why != SlowTests.Refusal.WRONG) {
            Refusals.LOGINS.increment();
            if (why == SlowTests.Refusal.SLOWED && guard.isNews(address)) {
                tell(address, realm.isKnown(name) ? name : "");
            }
            tooMany(response, guard.retryAfter(address, name));
            return;
        }
        response.setHeader(AUTH_HEADER_NAME, "Basic realm=\"" + getRealmName(context) + "\", charset=UTF-8");
        response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
    }

    private static void tooMany(HttpServletResponse response, long seconds) throws IOException {
        response.setHeader("Retry-After", Long.toString(Math.max(1, seconds)));
        response.sendError(429);
    }

    @SuppressWarnings("unchecked") // the application's own, by the contract above
    private void tell(String address, String known) {
        LOG.warning("wrong logins" + (known.isEmpty() ? "" : " for " + known) + " from " + address + " are slowed");
        if (context.getServletContext().getAttribute(SLOWED) instanceof BiConsumer<?, ?> application) {
            ((BiConsumer<String, String>) application).accept(address, known);
        }
    }

    /** A preflight has no login. It is let through only to a CORS filter, and only for the API. */
    @Override
    protected boolean allowCorsPreflightBypass(Request request) {
        if (!"OPTIONS".equals(request.getMethod())
                || request.getHeader("Origin") == null
                || request.getHeader("Access-Control-Request-Method") == null
                || !request.getRequestPathMB().toString().startsWith("/api/")) {
            return false;
        }
        for (FilterDef filter : context.findFilterDefs()) {
            if (CorsFilter.class.getName().equals(filter.getFilterClass())) {
                return true;
            }
        }
        return false;
    }
}

package org.rollcall.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of one request, by which its answer, its line in the access log and what it logged are found together. */
public final class RequestIds {
    /** In requests and in answers. */
    public static final String HEADER = "X-Request-Id";

    /** Of the request, for whoever answers it or logs it. */
    public static final String ATTRIBUTE = "org.rollcall.request.id";

    /** With a letter in it: what has none may be somebody's number, and has no place in a log. */
    private static final Pattern HARMLESS = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9._-]{1,64}");

    private RequestIds() {}

    /** The caller's own name for it, if that is harmless, else a new one. */
    public static String choose(@Nullable String given) {
        return given != null && HARMLESS.matcher(given).matches() ? given : make();
    }

    /**
     * A problem document that says which request it is about.
     *
     * @param problem a JSON object that is not empty
     * @param id what the request has as {@link #ATTRIBUTE}
     */
    public static String noted(String problem, @Nullable Object id) {
        return id instanceof String name && problem.endsWith("}")
                ? problem.substring(0, problem.length() - 1) + ",\"instance\":\"urn:rollcall:request:" + name + "\"}"
                : problem;
    }

    private static String make() {
        return "r" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}

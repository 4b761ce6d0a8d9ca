package org.rollcall.wire;

import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/** Errors as RFC 9457 documents: a stable type, a title, a status and a sentence, and nothing of what is inside. */
public final class Problems {
    public static final String TYPE = "application/problem+json";

    private static final Json JSON = new Json(ZoneOffset.UTC);

    private Problems() {}

    /**
     * The document.
     *
     * @param name the end of its stable type, for example {@code bad-limit}
     */
    public static byte[] body(int status, String name, String detail) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "urn:rollcall:problem:" + name);
        document.put("title", title(status));
        document.put("status", status);
        document.put("detail", detail);
        return JSON.write(document);
    }

    /** The status in words, as RFC 9110 has them. */
    public static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> status >= 500 ? "Internal Server Error" : "Request Refused";
        };
    }
}

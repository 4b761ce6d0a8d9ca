package org.rollcall.wire;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rollcall.http.RequestIds;
import org.rollcall.http.StatusWords;

/** Errors as RFC 9457 documents: a stable type, a title, a status and a sentence, and nothing of what is inside. */
public final class Problems {
    public static final String TYPE = "application/problem+json";

    /** The header of an answer that has its request's name. */
    public static final String REQUEST = RequestIds.HEADER;

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

    /**
     * A document that says which request it is about.
     *
     * @param request its name, if it has one
     */
    public static byte[] noted(byte[] body, @Nullable Object request) {
        return RequestIds.noted(new String(body, StandardCharsets.UTF_8), request)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The status in words, as RFC 9110 has them. */
    public static String title(int status) {
        return StatusWords.title(status);
    }
}

package org.rollcall.wire;

import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rollcall.http.StatusWords;

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
        return StatusWords.title(status);
    }
}

package org.rollcall.http;

import java.util.List;
import java.util.Map.Entry;
import java.util.function.BiConsumer;

/** The headers that every answer has, errors and refusals of the container included (RELIABILITY 2). */
public final class SecurityHeaders {
    private static final List<Entry<String, String>> ALWAYS = List.of(
            entry(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
                            + "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
                            + "frame-ancestors 'none'"),
            entry("X-Content-Type-Options", "nosniff"),
            entry("X-Frame-Options", "DENY"),
            entry("Referrer-Policy", "no-referrer"),
            entry("Cross-Origin-Opener-Policy", "same-origin"),
            entry("Cross-Origin-Resource-Policy", "same-origin"));

    private SecurityHeaders() {}

    /** Gives each header's name and value to {@code set}, which replaces what the answer has. */
    public static void each(BiConsumer<String, String> set) {
        ALWAYS.forEach(header -> set.accept(header.getKey(), header.getValue()));
    }

    private static Entry<String, String> entry(String name, String value) {
        return java.util.Map.entry(name, value);
    }
}

package org.rollcall.metrics;

import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the container's own part has turned away before the application saw it. That part is loaded by another class loader;
 * it leaves a map of names and {@link LongSupplier}s of the JDK. In a Tomcat without it there is none of this.
 */
final class FrontMeters {
    private FrontMeters() {}

    static void bind(Help help, Object counts) {
        if (!(counts instanceof Map<?, ?> map)) {
            return;
        }
        map.forEach((name, count) -> {
            if (count instanceof LongSupplier number) {
                bind(help, String.valueOf(name), number);
            }
        });
    }

    private static void bind(Help help, String name, LongSupplier number) {
        if (name.equals("password")) {
            help.counter(
                    "rollcall.logins.refused", "Wrong logins, slowed ones included", number, LongSupplier::getAsLong);
            return;
        }
        help.counter(
                "rollcall.requests.limited",
                "Requests that were answered with 429, by the limit that they were over",
                number,
                LongSupplier::getAsLong,
                "limit",
                name);
    }
}

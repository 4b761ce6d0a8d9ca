package org.rollcall.launch;

import java.time.ZoneId;
import java.util.Optional;
import java.util.logging.Formatter;

/** Which form the log's lines have: {@code rollcall.log.format}, which the server's settings check. */
final class Formats {
    private Formats() {}

    static Formatter chosen(ZoneId zone) {
        String given = Optional.ofNullable(System.getProperty("rollcall.log.format"))
                .or(() -> Optional.ofNullable(System.getenv("ROLLCALL_LOG_FORMAT")))
                .orElse("text");
        return of(given.strip(), zone);
    }

    static Formatter of(String name, ZoneId zone) {
        return name.equals("json") ? new JsonFormatter(zone) : new LineFormatter(zone);
    }
}

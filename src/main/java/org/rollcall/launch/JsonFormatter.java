package org.rollcall.launch;

import java.time.ZoneId;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record, one line, one JSON object: {@code time, level, thread, logger, message}, {@code request} when a request was
 * being answered, {@code trace} when something was thrown. All that would break a line, or is invisible, is escaped.
 */
final class JsonFormatter extends Formatter {
    private final ZoneId zone;

    JsonFormatter(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public String format(LogRecord entry) {
        var out = new StringBuilder(200);
        out.append('{');
        member(out, "time", LineFormatter.time(entry, zone));
        member(out, "level", entry.getLevel().getName());
        member(out, "thread", Thread.currentThread().getName());
        member(out, "request", CurrentRequest.id());
        member(out, "logger", entry.getLoggerName());
        member(out, "message", formatMessage(entry));
        if (entry.getThrown() != null) {
            var trace = new StringBuilder();
            LineFormatter.trace(entry.getThrown(), trace);
            member(out, "trace", trace.toString().strip());
        }
        return out.append("}\n").toString();
    }

    private static void member(StringBuilder out, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (out.length() > 1) {
            out.append(',');
        }
        out.append('"').append(name).append("\":\"");
        value.codePoints().forEach(c -> append(out, c));
        out.append('"');
    }

    private static void append(StringBuilder out, int c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append((char) c);
        } else if (LineFormatter.hidden(c)) {
            for (char half : Character.toChars(c)) {
                out.append(String.format("\\u%04x", (int) half));
            }
        } else {
            out.appendCodePoint(c);
        }
    }
}

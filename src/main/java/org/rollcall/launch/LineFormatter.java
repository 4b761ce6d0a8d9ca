package org.rollcall.launch;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record, one line: time, level, thread and, if there is one, request, logger, message, all controls escaped.
 *
 * <p>A stack trace follows on lines that begin with a tab, so no text that came from outside can pass for a record.
 */
public final class LineFormatter extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    private static final int DEEPEST_CAUSE = 10;

    private final ZoneId zone;

    public LineFormatter() {
        this(ZoneId.systemDefault());
    }

    LineFormatter(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public String format(LogRecord entry) {
        var out = new StringBuilder(160);
        out.append(time(entry, zone)).append(' ').append(entry.getLevel().getName());
        out.append(" [").append(escaped(Thread.currentThread().getName()));
        String request = CurrentRequest.id();
        out.append(request == null ? "" : " " + escaped(request)).append("] ");
        out.append(escaped(String.valueOf(entry.getLoggerName()))).append(": ");
        out.append(escaped(String.valueOf(formatMessage(entry)))).append('\n');
        trace(entry.getThrown(), out);
        return out.toString();
    }

    static String time(LogRecord entry, ZoneId zone) {
        return TIME.format(entry.getInstant().atZone(zone));
    }

    static void trace(@Nullable Throwable thrown, StringBuilder out) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            out.append(depth == 0 ? "\t" : "\tcaused by ")
                    .append(escaped(cause.toString()))
                    .append('\n');
            for (StackTraceElement frame : cause.getStackTrace()) {
                out.append("\t\tat ").append(frame).append('\n');
            }
            cause = cause.getCause();
        }
    }

    /** A text with every control, line separator and invisible direction mark made visible. */
    static String escaped(String text) {
        return isPlain(text) ? text : rewritten(text);
    }

    /** Nearly every text is; a line has four of them. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    private static String rewritten(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (hidden(c)) {
                        out.append(String.format("\\u%04x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
        return out.toString();
    }

    static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}

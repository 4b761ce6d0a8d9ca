package org.rollcall.launch;

import java.io.PrintStream;
import java.time.ZoneId;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a person at the terminal, or systemd's journal, should read: our own news and everybody's warnings, one line
 * each, without stack traces; those are in the day's file.
 *
 * <p>While the server starts, the container's records are kept back: a start that fails ends in one sentence, which is
 * {@link #reason()}, and not in five screens.
 */
public final class Console extends Handler {
    static final String FULL = "No space left on device";
    private static final String OURS = "org.rollcall";

    // Written by the starting thread, read by all that log.
    private static volatile boolean starting;
    private static volatile @Nullable String reason;

    private final PrintStream out;
    private final Formatter lines = Formats.chosen(ZoneId.systemDefault());

    public Console() {
        this(System.err);
    }

    Console(PrintStream out) {
        this.out = out;
        setLevel(Level.INFO);
    }

    static void startBegins() {
        reason = null;
        starting = true;
    }

    static void startEnds() {
        starting = false;
    }

    /** The first failure that anybody logged while the server started. */
    static Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public void publish(LogRecord entry) {
        if (starting && reason == null && entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
            reason = reasonOf(entry);
        }
        if (isLoggable(entry) && wanted(entry)) {
            String text = lines.format(entry);
            out.print(text.substring(0, text.indexOf('\n') + 1));
        }
    }

    private static boolean wanted(LogRecord entry) {
        String logger = String.valueOf(entry.getLoggerName());
        if (logger.startsWith(OURS)) {
            return true;
        }
        return !starting && entry.getLevel().intValue() >= Level.WARNING.intValue();
    }

    private String reasonOf(LogRecord entry) {
        Throwable thrown = entry.getThrown();
        return thrown == null ? lines.formatMessage(entry) : reasonOf(thrown);
    }

    /** What a chain of causes says, and that the disk is full if one of them says so. */
    static String reasonOf(Throwable thrown) {
        String said = saidBy(thrown);
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (!said.contains(FULL) && String.valueOf(t.getMessage()).contains(FULL)) {
                return said + ": " + FULL;
            }
        }
        return said;
    }

    /** The message of the first exception of ours in a chain of causes, else of the last one that says something. */
    private static String saidBy(Throwable thrown) {
        String said = thrown.toString();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String message = t.getMessage();
            if (message == null) {
                continue;
            }
            if (thrownByUs(t)) {
                return message;
            }
            said = message;
        }
        return said;
    }

    private static boolean thrownByUs(Throwable t) {
        StackTraceElement[] frames = t.getStackTrace();
        return t.getClass().getName().startsWith(OURS)
                || (frames.length > 0 && frames[0].getClassName().startsWith(OURS));
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}

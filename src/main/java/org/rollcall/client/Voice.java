package org.rollcall.client;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Says each kind of trouble to the log {@code org.rollcall.client}, at most once a minute. */
final class Voice {
    private static final System.Logger LOG = System.getLogger("org.rollcall.client");
    private static final long AGAIN_NANOS = 60_000_000_000L;

    private final Map<String, Long> said = new ConcurrentHashMap<>(); // kinds are few and ours

    void warn(String kind, String words) {
        say(Level.WARNING, kind, words);
    }

    void error(String kind, String words) {
        say(Level.ERROR, kind, words);
    }

    /** A defect of ours, or of what was handed to us. */
    void defect(String what, Throwable problem) {
        if (isTime(what)) {
            LOG.log(Level.ERROR, what, problem);
        }
    }

    /** What is to be said each time. */
    void always(String words) {
        LOG.log(Level.WARNING, printable(words));
    }

    private void say(Level level, String kind, String words) {
        if (isTime(kind)) {
            LOG.log(level, printable(words));
        }
    }

    private boolean isTime(String kind) {
        long now = System.nanoTime();
        boolean[] time = new boolean[1];
        said.compute(kind, (key, before) -> {
            time[0] = before == null || now - before >= AGAIN_NANOS;
            return time[0] ? Long.valueOf(now) : before;
        });
        return time[0];
    }

    /** What a server said must not begin a line of its own in the log. */
    private static String printable(String words) {
        StringBuilder out = new StringBuilder(words.length());
        words.chars().forEach(c -> out.append(Character.isISOControl(c) ? ' ' : (char) c));
        return out.toString();
    }
}

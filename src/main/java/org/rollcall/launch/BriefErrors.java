package org.rollcall.launch;

import java.util.HashSet;
import java.util.Set;
import java.util.logging.ErrorManager;
import org.jspecify.annotations.Nullable;

/** What goes wrong with the log itself, on the terminal: one line for each kind, once, without a trace. */
final class BriefErrors extends ErrorManager {
    // Guarded by this object, as the method of the class above is.
    private final Set<Integer> told = new HashSet<>();

    @Override
    public synchronized void error(@Nullable String message, @Nullable Exception cause, int code) {
        if (told.add(code)) {
            System.err.println(
                    "rollcall: " + message + (cause == null ? "" : ": " + LineFormatter.escaped(cause.toString())));
        }
    }
}

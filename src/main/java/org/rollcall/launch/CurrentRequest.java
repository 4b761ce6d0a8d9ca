package org.rollcall.launch;

import org.jspecify.annotations.Nullable;

/** The name of the request that the running thread answers. It stands here because the log's lines have it. */
public final class CurrentRequest {
    private static final ThreadLocal<String> ID = new ThreadLocal<>();

    private CurrentRequest() {}

    /** Until {@link #end}, what this thread logs belongs to the request. */
    public static void begin(String id) {
        ID.set(id);
    }

    public static void end() {
        ID.remove();
    }

    static @Nullable String id() {
        return ID.get();
    }
}

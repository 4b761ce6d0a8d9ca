package org.rollcall.stream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.rollcall.worker.Worker;

/**
 * Ends the streams of logins that were removed or changed while they were open (RELIABILITY 0.3). The browser comes back,
 * and is asked for a login like anybody else.
 */
final class OpenLogins implements AutoCloseable {
    private final Map<StreamClient, BooleanSupplier> open = new ConcurrentHashMap<>();
    private final Worker worker = new Worker("rollcall-stream-logins", Duration.ofSeconds(5), this::look);

    OpenLogins start() {
        worker.start();
        return this;
    }

    /**
     * @param unchanged whether the login is still there, with the same password and roles
     */
    void add(StreamClient client, BooleanSupplier unchanged) {
        open.put(client, unchanged);
    }

    boolean look() {
        open.entrySet().removeIf(entry -> {
            StreamClient client = entry.getKey();
            if (!client.isDead() && !entry.getValue().getAsBoolean()) {
                client.end();
            }
            return client.isDead();
        });
        return false;
    }

    @Override
    public void close() {
        worker.close();
        open.clear();
    }
}

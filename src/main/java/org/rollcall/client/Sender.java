package org.rollcall.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.rollcall.client.Spool.Item;

/** Beats, tells how components are, and drains the spool, one turn at a time. Nothing else reports to the server. */
final class Sender {
    private static final String VERSION = "rollcall-client/1";
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Settings settings;
    private final Spool spool;
    private final Reporter reporter;
    private final Delivery delivery;
    private final ClockSkew skew;
    private final Components components;
    private final RandomGenerator random;
    private long nextBeat = System.nanoTime();
    private volatile boolean beatNow = true; // a caller asked for one
    private volatile long stopBy; // 0: not stopping

    Sender(
            Settings settings,
            Spool spool,
            Reporter reporter,
            Delivery delivery,
            ClockSkew skew,
            Components components,
            RandomGenerator random) {
        this.settings = settings;
        this.spool = spool;
        this.reporter = reporter;
        this.delivery = delivery;
        this.skew = skew;
        this.components = components;
        this.random = random;
    }

    /** The next turn begins with a heartbeat. */
    void beatSoon() {
        beatNow = true;
    }

    /** What is not sent by then stays in the spool. */
    void stopBy(long nanos) {
        stopBy = nanos == 0 ? 1 : nanos;
    }

    /** Does what is due; how long until something is. */
    Duration turn() throws InterruptedException {
        Duration wait = reporter.untilNextTry();
        if (!wait.isZero()) {
            return wait;
        }
        if (!beat() || !drain()) {
            return reporter.untilNextTry();
        }
        return settings.heartbeats() ? Duration.ofNanos(Math.max(0, nextBeat - System.nanoTime())) : QUIET;
    }

    private boolean isDue() {
        return stopBy == 0 && settings.heartbeats() && (beatNow || System.nanoTime() - nextBeat >= 0);
    }

    /** A heartbeat and every component when due; else the components that changed. False: back off. */
    private boolean beat() throws InterruptedException {
        if (isDue()) {
            beatNow = false;
            if (reporter.ask("POST", "api/heartbeat", JsonWriter.write(vitals()), true)
                    .isEmpty()) {
                return false;
            }
            components.repeat();
            // Also when events have to wait: a try to send them is no heartbeat. Not all stations at once.
            nextBeat =
                    System.nanoTime() + (long) (settings.pace().beat().toNanos() * (0.95 + random.nextDouble() * 0.1));
        }
        for (Optional<Components.Said> next = components.next(); next.isPresent(); next = components.next()) {
            Components.Said said = next.get();
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("status", said.state().word());
            said.details().ifPresent(details -> body.put("details", details));
            String path = "api/components/" + said.name();
            if (reporter.ask("PUT", path, JsonWriter.write(body), true).isEmpty()) {
                components.isUntold(said.name());
                return false;
            }
        }
        return true;
    }

    private Map<String, Object> vitals() {
        Map<String, Object> vitals = new LinkedHashMap<>();
        vitals.put("version", VERSION);
        vitals.put("queue_length", (long) spool.size());
        skew.seconds().ifPresent(seconds -> vitals.put("clock", seconds));
        settings.vitals().get().forEach((name, value) -> {
            if (value instanceof Long || value instanceof Integer || value instanceof String) {
                vitals.put(name, value);
            } else if (value instanceof Double number && Double.isFinite(number)) {
                vitals.put(name, number);
            }
        });
        return vitals;
    }

    /** Sends what is spooled, with what is due between the batches. False: back off. */
    private boolean drain() throws InterruptedException {
        while (stopBy == 0 || System.nanoTime() - stopBy < 0) {
            List<Item> items = delivery.batch();
            if (items.isEmpty()) {
                if (!tellDrops()) {
                    return true;
                }
            } else if (!delivery.send(items)) {
                return false;
            } else {
                reporter.isWell();
                if (!beat()) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean tellDrops() {
        long drops = spool.untold();
        if (drops <= 0) {
            reporter.isWell();
            return false;
        }
        Said said = Said.of(
                "warning",
                drops + " events were dropped at the station: its spool was full",
                Map.of("dropped", drops),
                "drops:" + UUID.randomUUID(),
                settings.clock().instant(),
                settings.zone());
        spool.tell(drops, said.body());
        return true;
    }
}

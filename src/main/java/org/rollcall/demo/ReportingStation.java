package org.rollcall.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rollcall.client.ClientStatus;
import org.rollcall.client.ComponentState;
import org.rollcall.client.RollcallClient;

/**
 * One simulated station that reports: its morning, its client with a spool of its own, and its ledger. Now and then it has
 * no power for one to four minutes: then it is closed, and begins anew with what its spool has. For one thread.
 */
final class ReportingStation implements Gate, AutoCloseable {
    private static final Duration ASK = Duration.ofMillis(500);

    private final FleetPlan.Place place;
    private final FleetOptions options;
    private final String password;
    private final RandomGenerator random;
    private final Ledger ledger;
    private final Path folder;
    private @Nullable RollcallClient client;
    private @Nullable GateMorning morning;
    private long before; // the number of the last event before this client
    private Instant nextChange;
    private Instant nextAsk;

    ReportingStation(FleetPlan.Place place, FleetOptions options, String password, RandomGenerator random, Instant now)
            throws IOException {
        this.place = place;
        this.options = options;
        this.password = password;
        this.random = random;
        this.folder = Files.createDirectories(options.folder().resolve(place.name()));
        this.ledger = Ledger.open(folder.resolve("ledger"));
        this.nextChange = now;
        this.nextAsk = now;
    }

    /** Does everything that is due. */
    void turn(Instant now) throws IOException {
        if (!nextChange.isAfter(now)) {
            if (client == null) {
                powerUp(now);
            } else {
                close();
                nextChange = now.plus(minutes(1, 4));
            }
        }
        GateMorning its = morning;
        if (its != null) {
            its.turn(now);
        }
        if (!nextAsk.isAfter(now)) {
            nextAsk = now.plus(ASK);
            note();
        }
    }

    private void powerUp(Instant now) throws IOException {
        ledger.begin();
        before = ledger.last();
        client = RollcallClient.builder(options.report())
                .login(place.name(), password)
                .spool(folder.resolve("spool"))
                .vitals(this::vitals)
                .connect();
        morning = new GateMorning(this, options.rate(), options.outages(), now, random);
        nextChange = options.outages() ? now.plus(minutes(8, 40)) : Instant.MAX;
    }

    private Map<String, Object> vitals() {
        Map<String, Object> vitals = new LinkedHashMap<>();
        vitals.put("cpu_percent", (double) (8 + Math.floorMod(place.name().hashCode(), 30)));
        vitals.put("memory_percent", (double) (35 + Math.floorMod(place.name().hashCode(), 20)));
        vitals.put("disk_percent", (double) (20 + Math.floorMod(place.name().hashCode(), 50)));
        vitals.put("temperature_c", 44.0 + Math.floorMod(place.name().hashCode(), 12));
        vitals.put("version", "simulated/1");
        return vitals;
    }

    @Override
    public void event(String type, String message, Map<String, Object> data) throws IOException {
        RollcallClient to = client;
        if (to == null) {
            return;
        }
        Instant now = Instant.now();
        long number = ledger.next(now.toEpochMilli());
        Map<String, Object> numbered = new LinkedHashMap<>(data);
        numbered.put("number", number);
        to.logEvent(type, message, numbered, "simulated:" + number, now);
    }

    @Override
    public void component(String name, String state, String details) {
        RollcallClient to = client;
        if (to != null) {
            to.updateSystemState(name, ComponentState.valueOf(state.toUpperCase(Locale.ROOT)), details);
        }
    }

    private void note() throws IOException {
        RollcallClient of = client;
        if (of != null) {
            ledger.kept(before + of.status().keptUpTo());
        }
    }

    /** Power off, the ordinary way. */
    @Override
    public void close() throws IOException {
        RollcallClient closing = client;
        client = null;
        morning = null;
        if (closing == null) {
            return;
        }
        closing.close();
        ClientStatus status = closing.status();
        ledger.kept(before + status.keptUpTo());
        ledger.end(status.logged(), status.dropped(), status.refused());
    }

    private Duration minutes(double from, double to) {
        return Duration.ofNanos((long) ((from + random.nextDouble() * (to - from)) * 60e9));
    }
}

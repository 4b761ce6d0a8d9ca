package org.rollcall.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a {@link RollcallClient}. For one thread. */
public final class RollcallClientBuilder {
    private static final int SPOOL_ROWS = 10_000;

    private final URI url;
    private String user = "station";
    private String password = "";
    private Path spool = Path.of("data", "rollcall-spool");
    private int spoolRows = SPOOL_ROWS;
    private boolean heartbeats = true;
    private @Nullable Supplier<Map<String, Object>> vitals;
    private InstantSource clock = InstantSource.system();
    private ZoneId zone = ZoneId.systemDefault();
    private Pace pace = Pace.USUAL;

    RollcallClientBuilder(URI url) {
        this.url = url;
    }

    /** The login; its name is the station's. */
    public RollcallClientBuilder login(String name, String secret) {
        user = name;
        password = secret;
        return this;
    }

    /** A folder on a local disk for this client alone; {@code data/rollcall-spool} by default. */
    public RollcallClientBuilder spool(Path folder) {
        spool = folder;
        return this;
    }

    /** How many events wait at most; above that the oldest that are no errors are dropped, counted and told. 10,000. */
    public RollcallClientBuilder spoolRows(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a spool of " + most + " rows holds nothing; good: 10000");
        }
        spoolRows = most;
        return this;
    }

    /**
     * What heartbeats say of the machine: cpu_percent, memory_percent, disk_percent, temperature_c, version. By default what
     * /proc and /sys tell. Called before each heartbeat, on a thread of the client's.
     */
    public RollcallClientBuilder vitals(Supplier<Map<String, Object>> given) {
        vitals = given;
        return this;
    }

    /** Without heartbeats: events and components alone are sent. */
    public RollcallClientBuilder withoutHeartbeats() {
        heartbeats = false;
        return this;
    }

    /** The station's clock and zone; the machine's by default. */
    public RollcallClientBuilder clock(InstantSource source, ZoneId where) {
        clock = source;
        zone = where;
        return this;
    }

    RollcallClientBuilder pace(Pace given) {
        pace = given;
        return this;
    }

    /** Makes the client and starts its threads; fails when the address or the name can never be right. */
    public RollcallClient connect() {
        Path folder = spool.toAbsolutePath();
        Supplier<Map<String, Object>> readings = Optional.ofNullable(vitals).orElseGet(() -> new MachineVitals(folder));
        Voice voice = new Voice();
        Supplier<Map<String, Object>> guarded = () -> {
            try {
                return readings.get();
            } catch (RuntimeException e) { // theirs; without it a heartbeat is still one
                voice.defect("the vitals cannot be read", e);
                return Map.of();
            }
        };
        return new RollcallClient(
                new Settings(url, user, password, folder, spoolRows, heartbeats, guarded, clock, zone, pace), voice);
    }
}

package org.rollcall.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.rollcall.config.RetentionSettings;
import org.rollcall.history.Chart;
import org.rollcall.history.Forecast;
import org.rollcall.history.History;
import org.rollcall.history.HistoryQuery;
import org.rollcall.log.Journal;
import org.rollcall.log.StoreException;
import org.rollcall.station.StationView;
import org.rollcall.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history in the journal's file: one worker counts what is new, looks at the figures once a minute, prunes and
 * forecasts, in slices of a few milliseconds.
 *
 * <p>It rests while the journal cannot write. What it could not write it tries again, more and more seldom, and the worker
 * counts it as a failed turn; nothing of it is needed for the live view.
 */
public final class SqliteHistory implements History, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteHistory.class);
    private static final Duration REST = Duration.ofSeconds(1);
    private static final Duration FORECAST_EVERY = Duration.ofMinutes(5);
    private static final int CHECKPOINT_SLICES = 20;

    private final HistoryFile file;
    private final RollUps rollUps;
    private final Samples samples;
    private final Retention retention;
    private final SizeForecast sizes;
    private final Journal journal;
    private final Clock clock;
    private final LongSupplier nanos;
    private final AtomicLong version = new AtomicLong();
    private final Worker worker = new Worker("rollcall-history", REST, this::turn);
    private Supplier<List<StationView>> views = List::of; // set before the worker starts
    private BooleanSupplier paused = () -> false; // set before the worker starts
    private volatile Forecast forecast = Forecast.NONE; // written by the worker only
    // the worker's alone, down to the end
    private Instant forecastAt = Instant.EPOCH;
    private int slices; // since the last checkpoint

    SqliteHistory(
            HistoryFile file,
            Journal journal,
            RetentionSettings settings,
            Function<String, ZoneId> zones,
            ZoneId home,
            Clock clock,
            LongSupplier nanos) {
        this.file = file;
        this.journal = journal;
        this.clock = clock;
        this.nanos = nanos;
        this.rollUps = new RollUps(file, () -> journal.last().sequence(), zones, settings);
        this.samples = new Samples(file, zones);
        this.retention = new Retention(file, settings);
        this.sizes = new SizeForecast(settings, home);
    }

    /**
     * Starts the worker.
     *
     * @param stations what to look at once a minute
     * @param resting whether the journal cannot write
     */
    public SqliteHistory start(Supplier<List<StationView>> stations, BooleanSupplier resting) {
        watch(stations, resting);
        worker.start();
        return this;
    }

    @Override
    public Chart chart(HistoryQuery query) {
        try {
            return file.read(connection -> Charts.read(connection, query));
        } catch (SQLException e) {
            throw new StoreException("cannot read the history from " + file.path(), e);
        }
    }

    @Override
    public List<String> stations() {
        try {
            return file.read(
                    connection -> List.copyOf(Charts.stations(connection).values()));
        } catch (SQLException e) {
            throw new StoreException("cannot read the history's stations from " + file.path(), e);
        }
    }

    @Override
    public long version() {
        return version.get();
    }

    @Override
    public Forecast forecast() {
        return forecast;
    }

    @Override
    public void close() {
        worker.close();
        try {
            file.close();
        } catch (SQLException e) {
            LOG.warn("the history's connection could not be closed", e);
        }
    }

    /** As {@link #start}, without the worker: a test takes the turns. */
    void watch(Supplier<List<StationView>> stations, BooleanSupplier resting) {
        views = stations;
        paused = resting;
    }

    /** One turn; returns whether the log is ahead by more than was counted now. */
    boolean turn() {
        if (paused.getAsBoolean()) {
            return false;
        }
        Instant now = clock.instant();
        try {
            boolean more = count(now);
            if (samples.turn(views.get(), now)) {
                version.incrementAndGet();
            }
            if (!more) {
                prune(now);
                look(now);
                checkpoint();
            }
            return more;
        } catch (SQLException e) {
            throw new StoreException("the history could not be written into " + file.path() + "; it is tried again", e);
        }
    }

    private boolean count(Instant now) throws SQLException {
        long before = rollUps.position().orElse(-1);
        boolean more = rollUps.turn(retention.now(now, nanos.getAsLong()));
        if (rollUps.position().orElse(-1) != before) {
            version.incrementAndGet();
            slices++;
        }
        return more;
    }

    private void prune(Instant now) throws SQLException {
        if (rollUps.position().isPresent()
                && retention.turn(now, nanos.getAsLong(), rollUps.position().getAsLong())) {
            slices++;
        }
    }

    private void look(Instant now) throws SQLException {
        if (!now.isBefore(forecastAt) || now.isBefore(forecastAt.minus(FORECAST_EVERY))) {
            forecast = file.look(connection -> sizes.make(connection, now, journal.bytes()));
            forecastAt = now.plus(FORECAST_EVERY);
        }
    }

    private void checkpoint() throws SQLException {
        if (slices >= CHECKPOINT_SLICES) {
            slices = 0;
            file.checkpoint();
        }
    }
}

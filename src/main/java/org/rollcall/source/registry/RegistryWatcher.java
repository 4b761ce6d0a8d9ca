package org.rollcall.source.registry;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.SignalSink;
import org.rollcall.event.StationProfile;
import org.rollcall.worker.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the registry every second and tells the monitor what has changed: the stations, or, once for each state of the
 * file, that it is wrong and the former ones stay.
 */
public final class RegistryWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryWatcher.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FAULTS_IN_EVENT = 10;
    private static final int MOST_FIRST = 300;

    private final Registry registry;
    private final String home;
    private final SignalSink sink;
    private final Clock clock;
    private final Worker worker = new Worker("rollcall-registry", LOOK, this::turn);
    private volatile Consumer<List<StationProfile>> listener = stations -> {};
    private @Nullable Signal waiting; // the worker's: what the monitor has not taken yet

    /**
     * @param home the station at which a fault is told
     */
    public RegistryWatcher(Registry registry, String home, SignalSink sink, Clock clock) {
        this.registry = registry;
        this.home = home;
        this.sink = sink;
        this.clock = clock;
    }

    /** Calls the listener with the stations whenever they have changed, on the watcher's thread. */
    public void onChange(Consumer<List<StationProfile>> newListener) {
        listener = newListener;
    }

    public RegistryWatcher start() {
        worker.start();
        return this;
    }

    @Override
    public void close() {
        worker.close();
    }

    /** One look; by hand in tests. */
    boolean turn() throws InterruptedException {
        registry.look().ifPresent(this::note);
        Signal signal = waiting;
        if (signal != null && isTaken(signal)) {
            waiting = null;
        }
        return false;
    }

    private void note(Registry.News news) {
        if (news.fault().isPresent()) {
            String said = said(news.fault().get(), news.stations().size());
            LOG.warn("{}\n{}", said, news.fault().get().getMessage()); // the first line is what a terminal shows
            waiting = event(news.fault().get(), said);
            return;
        }
        LOG.info("read {}: {} stations", registry.file().path(), news.stations().size());
        waiting = new Signal.Roster(home, news.stations(), clock.instant());
        listener.accept(news.stations());
    }

    private String said(RegistryException fault, int former) {
        String first = fault.faults().get(0).toString();
        return registry.file().path().getFileName() + ", the registry of stations, is wrong ("
                + fault.faults().size() + "): "
                + (first.length() > MOST_FIRST ? first.substring(0, MOST_FIRST) + "…" : first)
                + ". The former stations (" + former + ") stay.";
    }

    private Signal event(RegistryException fault, String said) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("source", "registry");
        data.put("faults", fault.faults().size());
        data.put(
                "first",
                fault.faults().stream()
                        .limit(FAULTS_IN_EVENT)
                        .map(Fault::toString)
                        .toList());
        return new Signal.Occurrence(
                home,
                EventTypes.WARNING,
                said,
                data,
                Optional.of(clock.instant()),
                Optional.of("registry:" + clock.instant())); // so that telling it again tells it once
    }

    /** Whether the monitor has it; when it cannot store, it is told again at the next look. */
    private boolean isTaken(Signal signal) throws InterruptedException {
        try {
            Receipt receipt = sink.accept(signal).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (receipt instanceof Receipt.Refused refused) {
                LOG.error("the monitor refused the registry: {}", refused.reason());
            }
            return !(receipt instanceof Receipt.Unavailable);
        } catch (ExecutionException | TimeoutException e) {
            return false; // told again at the next look
        }
    }
}

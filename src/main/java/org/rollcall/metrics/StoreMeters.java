package org.rollcall.metrics;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.rollcall.history.History;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.store.SqliteJournal;

/** Commits, the state of the store, its size, and its pools of connections. */
final class StoreMeters {
    private static final List<String> STATES = List.of("writing", "failing", "error");

    private StoreMeters() {}

    static void bind(
            MeterRegistry registry, Help help, SqliteJournal journal, History history, RealtimeMonitor monitor) {
        commits(registry, help, journal);
        journal.measurePools(new MicrometerMetricsTrackerFactory(registry));
        for (String state : STATES) {
            help.gauge(
                    "rollcall.store.state",
                    "1 for the state that the store is in",
                    monitor,
                    m -> m.snapshot().store().state().equals(state) ? 1 : 0,
                    "state",
                    state);
        }
        help.gauge(
                "rollcall.store.failing",
                "1 while the store cannot write",
                monitor,
                m -> m.snapshot().store().failure().isPresent() ? 1 : 0);
        help.gauge(
                "rollcall.store.damaged",
                "1 when damage was found in the store",
                monitor,
                m -> m.snapshot().store().health().damage().isPresent() ? 1 : 0);
        help.gauge(
                "rollcall.store.bytes",
                "Size of the store on disk",
                monitor,
                m -> m.snapshot().store().bytes());
        help.gauge(
                "rollcall.store.forecast.bytes",
                "Size that the store will have once as much is kept as may be",
                history,
                h -> h.forecast().bytes().isPresent() ? h.forecast().bytes().getAsLong() : Double.NaN);
    }

    private static void commits(MeterRegistry registry, Help help, SqliteJournal journal) {
        Timer seconds = Timer.builder("rollcall.commit")
                .description("How long a commit takes, the sync included")
                .serviceLevelObjectives(Buckets.times())
                .register(registry);
        DistributionSummary entries = DistributionSummary.builder("rollcall.commit.entries")
                .description("Entries in a commit")
                .serviceLevelObjectives(Buckets.sizes())
                .register(registry);
        AtomicLong bytes = new AtomicLong();
        help.counter("rollcall.commit.bytes", "Entries that were committed, as JSON", bytes, AtomicLong::get);
        help.counter("rollcall.commit.failures", "Commits that failed", journal, SqliteJournal::failedCommits);
        journal.watchedBy((count, size, nanos) -> {
            seconds.record(nanos, TimeUnit.NANOSECONDS);
            entries.record(count);
            bytes.addAndGet(size);
        });
    }
}

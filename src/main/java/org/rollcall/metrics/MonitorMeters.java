package org.rollcall.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.rollcall.alert.Alert;
import org.rollcall.alert.Level;
import org.rollcall.event.EventTypes;
import org.rollcall.monitor.RealtimeMonitor;
import org.rollcall.monitor.Tally;

/** What comes in, what becomes of it, how long that takes, and which alerts are open. */
final class MonitorMeters {
    private MonitorMeters() {}

    static void bind(MeterRegistry registry, Help help, RealtimeMonitor monitor) {
        Tally tally = monitor.tally();
        List<String> types = new ArrayList<>(EventTypes.STANDARD);
        types.add(Tally.OTHER);
        for (String type : types) {
            help.counter(
                    "rollcall.events",
                    "Events that were stored and shown, by type; custom types are other",
                    tally,
                    t -> t.events(type),
                    "type",
                    type);
        }
        for (Tally.Outcome outcome : Tally.Outcome.values()) {
            help.counter(
                    "rollcall.signals",
                    "Signals that were handed over, by what became of them",
                    tally,
                    t -> t.signals(outcome),
                    "outcome",
                    outcome.name().toLowerCase(Locale.ROOT));
        }
        help.counter(
                "rollcall.inbox.full",
                "Signals that found no room to wait in; they are among the unavailable ones",
                tally,
                Tally::turnedAway);
        help.gauge("rollcall.inbox.signals", "Signals that wait for the monitor", monitor, m -> m.waitingSignals());
        help.gauge("rollcall.inbox.bytes", "Memory that waiting signals take, roughly", monitor, m -> m.waitingBytes());
        Timer lag = Timer.builder("rollcall.show.lag")
                .description("From a signal being handed over to it being stored and shown; the oldest of each turn")
                .serviceLevelObjectives(Buckets.times())
                .register(registry);
        tally.onShown(nanos -> lag.record(Math.max(0, nanos), TimeUnit.NANOSECONDS));
        help.gauge(
                "rollcall.uptime.seconds",
                "How long the monitor runs, by a clock that cannot jump",
                monitor,
                m -> m.uptime().toMillis() / 1e3);
        help.gauge(
                "rollcall.event.sequence",
                "The sequence of the newest entry",
                monitor,
                m -> m.snapshot().asOf().sequence());
        alerts(help, monitor);
    }

    private static void alerts(Help help, RealtimeMonitor monitor) {
        for (Level level : Level.values()) {
            for (Alert.State state : List.of(Alert.State.FIRING, Alert.State.ACKNOWLEDGED)) {
                help.gauge(
                        "rollcall.alerts",
                        "Open alerts, by level and state",
                        monitor,
                        m -> m.snapshot().alerts().stream()
                                .filter(alert -> alert.state() == state && alert.level() == level)
                                .count(),
                        "level",
                        level.word(),
                        "state",
                        state.word());
            }
        }
    }
}

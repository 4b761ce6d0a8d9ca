package org.rollcall.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.binder.tomcat.TomcatMetrics;
import java.util.List;
import org.rollcall.config.Version;
import org.rollcall.worker.Worker;

/** The JVM and Tomcat by Micrometer's own binders, the version, and the threads of ours. */
final class MachineMeters implements AutoCloseable {
    /** Every {@link Worker} is {@code rollcall-} and one of these; those of databases go on with their station. */
    static final List<String> WORKERS = List.of(
            "attendance",
            "event-log",
            "history",
            "holidays",
            "journeys",
            "listeners",
            "monitor",
            "registry",
            "store-check",
            "stream",
            "stream-logins");

    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final TomcatMetrics tomcat = new TomcatMetrics(null, Tags.empty());

    void bind(MeterRegistry registry, Help help) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collector.bindTo(registry);
        tomcat.bindTo(registry);
        help.gauge(
                "rollcall.build.info",
                "Always 1; the labels say which version runs, and on which Java",
                this,
                self -> 1,
                "version",
                Version.current(),
                "java",
                String.valueOf(Runtime.version().feature()));
        for (String worker : WORKERS) {
            help.counter(
                    "rollcall.worker.failures",
                    "Turns of a background thread that ended in an exception",
                    worker,
                    MachineMeters::failures,
                    "worker",
                    worker);
        }
    }

    private static long failures(String worker) {
        String name = "rollcall-" + worker;
        return Worker.failures(worker.equals("attendance") ? given -> given.startsWith(name + "-") : name::equals);
    }

    @Override
    public void close() {
        collector.close();
        tomcat.close();
    }
}

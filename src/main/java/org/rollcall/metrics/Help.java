package org.rollcall.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Meters that are read when somebody asks, each with its sentence. */
final class Help {
    private final MeterRegistry registry;

    Help(MeterRegistry registry) {
        this.registry = registry;
    }

    <T> Gauge gauge(String name, String help, T of, ToDoubleFunction<T> value, String... labels) {
        return Gauge.builder(name, of, value)
                .description(help)
                .strongReference(true)
                .tags(labels)
                .register(registry);
    }

    /** @param value never falls */
    <T> void counter(String name, String help, T of, ToDoubleFunction<T> value, String... labels) {
        FunctionCounter.builder(name, of, value).description(help).tags(labels).register(registry);
    }
}

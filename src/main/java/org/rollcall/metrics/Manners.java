package org.rollcall.metrics;

import static java.util.Map.entry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;
import java.util.Map;

/**
 * What is taken of the numbers that others offer, and with which sentence: only what is about the whole server, and nothing
 * that Prometheus' own check objects to.
 */
final class Manners implements MeterFilter {
    /** The first has another unit than seconds, the second a name that belongs to histograms. */
    private static final List<String> REFUSED = List.of("process.cpu.time", "system.cpu.count");

    private static final String TOMCAT = "tomcat.";

    /** Of Tomcat; sessions there are none, and servlets may be other applications'. */
    private static final Map<String, String> SENTENCES = Map.ofEntries(
            entry("tomcat.threads.current", "Threads that there are for requests"),
            entry("tomcat.threads.busy", "Threads that answer a request"),
            entry("tomcat.threads.config.max", "How many threads there may be for requests"),
            entry("tomcat.connections.current", "Open connections, the streams' among them"),
            entry("tomcat.connections.keepalive.current", "Open connections that wait for a request"),
            entry("tomcat.connections.config.max", "How many open connections there may be"),
            entry("tomcat.global.request", "Requests, and the time they took"),
            entry("tomcat.global.request.max", "The longest request so far"),
            entry("tomcat.global.error", "Requests that were answered with an error"),
            entry("tomcat.global.sent", "Bytes that were sent"),
            entry("tomcat.global.received", "Bytes of bodies that were received"));

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        boolean refused = REFUSED.contains(id.getName())
                || (id.getName().startsWith(TOMCAT) && sentence(id.getName()).isEmpty());
        return refused ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().startsWith(TOMCAT) || id.getDescription() != null) {
            return id;
        }
        return new Meter.Id(
                id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), sentence(id.getName()), id.getType());
    }

    private static String sentence(String name) {
        return SENTENCES.getOrDefault(name, "");
    }
}

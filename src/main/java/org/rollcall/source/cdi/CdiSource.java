package org.rollcall.source.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.SignalSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands every {@link Signal} that a bean fires to the monitor; the bean neither waits nor hears of a refusal. */
@ApplicationScoped
public class CdiSource {
    private static final Logger LOG = LoggerFactory.getLogger(CdiSource.class);

    @Inject
    SignalSink sink;

    void on(@Observes Signal signal) {
        var unused = sink.accept(signal).thenAccept(CdiSource::tell);
    }

    private static void tell(Receipt receipt) {
        if (receipt instanceof Receipt.Refused || receipt instanceof Receipt.Unavailable) {
            LOG.warn("a signal from within was not taken: {}", receipt);
        }
    }
}

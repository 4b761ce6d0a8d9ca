package org.rollcall.source.attendance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.event.SignalSink;
import org.rollcall.event.Submission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands signals over and learns whether they are stored.
 *
 * <p>At most one submission with events and one with figures is on its way: a monitor in trouble is not given more.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private final SignalSink sink;
    private final Clock clock;
    private Optional<CompletableFuture<List<Receipt>>> late = Optional.empty();
    private CompletableFuture<List<Receipt>> figures = CompletableFuture.completedFuture(List.of());

    Delivery(SignalSink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
    }

    /** Whether nothing is on its way; the fate of what was too late no longer matters, its keys say it. */
    boolean isClear() {
        if (late.isPresent() && !late.get().isDone()) {
            return false;
        }
        late = Optional.empty();
        return true;
    }

    /** Whether everything was stored, or never will be. Blocks for at most 1.5 s. */
    boolean store(Submission given) throws InterruptedException {
        Instant now = clock.instant();
        Submission submission = new Submission(
                given.signals().stream().map(signal -> Tellable.of(signal, now)).toList(), given.position());
        CompletableFuture<List<Receipt>> answer = sink.accept(submission);
        try {
            List<Receipt> receipts = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            for (int i = 0; i < receipts.size(); i++) {
                Receipt receipt = receipts.get(i);
                if (receipt instanceof Receipt.Unavailable) {
                    return false;
                }
                if (receipt instanceof Receipt.Refused refused) {
                    LOG.warn(
                            "a signal of {} was refused: {}",
                            submission.signals().get(i).station(),
                            refused.reason());
                }
            }
            return true;
        } catch (TimeoutException e) {
            late = Optional.of(answer); // the look is repeated once it is known; what was stored then is a duplicate
            return false;
        } catch (ExecutionException e) {
            LOG.error("the monitor failed on {} signals", submission.signals().size(), e);
            return false;
        }
    }

    /** Hands over what the next look makes worthless, unless the last such is still on its way; never blocks. */
    boolean show(List<Signal> signals) {
        if (!figures.isDone()) {
            return false;
        }
        figures = sink.accept(new Submission(signals, Optional.empty()));
        return true;
    }
}

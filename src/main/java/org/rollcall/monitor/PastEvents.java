package org.rollcall.monitor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.rollcall.event.Event;
import org.rollcall.event.EventId;
import org.rollcall.event.Receipt;
import org.rollcall.event.Signal;
import org.rollcall.log.Encoding;
import org.rollcall.log.Journal;

/**
 * Takes in what happened before Rollcall was there. It is admitted, masked and numbered like everything else, but it
 * is no news: no alert, no state and no figure is folded from it. Only while no monitor writes the journal.
 *
 * <p>A key is made from what is told, so that the same export may be read again.
 */
public final class PastEvents {
    private final Journal journal;
    private final Encoding encoding;
    private final Instant now;
    private final boolean names;

    /**
     * @param names whether names of people may be stored
     */
    public PastEvents(Journal journal, Encoding encoding, Instant now, boolean names) {
        this.names = names;
        this.journal = journal;
        this.encoding = encoding;
        this.now = now;
    }

    /** Stores those that are new, in one transaction; one receipt for each, in order. */
    public List<Receipt> accept(List<Signal.Occurrence> past) {
        Batch batch = new Batch(journal.last(), encoding);
        List<Receipt> receipts = new ArrayList<>(past.size());
        for (Signal.Occurrence occurrence : past) {
            receipts.add(accept(occurrence, batch));
        }
        if (!batch.isEmpty()) {
            journal.append(batch.entries(), batch.documents());
        }
        return receipts;
    }

    private Receipt accept(Signal.Occurrence given, Batch batch) {
        Optional<String> refusal = Admission.refusal(given, now);
        if (refusal.isPresent()) {
            return new Receipt.Refused(refusal.get());
        }
        Signal.Occurrence signal = Admission.masked(given, names);
        Instant at = signal.timestamp().orElse(now);
        String key = key(signal, at);
        Optional<EventId> known = batch.find(signal.station(), key).or(() -> journal.find(signal.station(), key));
        if (known.isPresent()) {
            return new Receipt.Duplicate(known.get());
        }
        Event event = new Event(
                batch.next(),
                Event.Kind.EVENT,
                at,
                now,
                signal.station(),
                signal.type(),
                signal.message(),
                signal.data(),
                Optional.of(key));
        batch.add(event);
        return new Receipt.Accepted(event.id());
    }

    private static String key(Signal.Occurrence signal, Instant at) {
        String text = String.join("|", signal.station(), at.toString(), signal.type(), signal.message());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "import:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package org.rollcall.monitor;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.rollcall.event.Event;
import org.rollcall.event.EventTypes;
import org.rollcall.event.Receipt;

/**
 * What the monitor has done since it was made, in plain numbers. Its thread counts once a turn, any thread reads; whoever
 * shows the numbers asks for them, so that nothing is paid for what nobody looks at.
 */
public final class Tally {
    /** What became of a signal. */
    public enum Outcome {
        ACCEPTED,
        NOTED,
        DUPLICATE,
        REFUSED,
        UNAVAILABLE
    }

    /** Stands for every custom type: names from outside are never labels. */
    public static final String OTHER = "other";

    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class); // not changed once it is full
    private final AtomicLongArray types = new AtomicLongArray(EventTypes.STANDARD.size() + 1);
    private final LongAdder full = new LongAdder();
    private volatile LongConsumer lag = nanos -> {}; // set once, when somebody wants to know

    Tally() {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    /** Signals that had this outcome; those that were {@link #turnedAway} are unavailable ones. */
    public long signals(Outcome outcome) {
        return adder(outcome).sum();
    }

    /** Signals that found no room to wait in. */
    public long turnedAway() {
        return full.sum();
    }

    /** Events that were stored and shown, of a standard type or of all {@link #OTHER} ones. */
    public long events(String type) {
        return types.get(index(type));
    }

    /** Calls it for each turn that showed what it was handed, on the monitor's thread, with how long the oldest of it took. */
    public void onShown(LongConsumer nanos) {
        lag = nanos;
    }

    void turnedAway(int signals) {
        full.add(signals);
        adder(Outcome.UNAVAILABLE).add(signals);
    }

    void answered(List<List<Receipt>> receipts) {
        for (List<Receipt> some : receipts) {
            for (Receipt receipt : some) {
                adder(outcome(receipt)).increment();
            }
        }
    }

    void shown(List<Event> entries) {
        int[] counts = new int[types.length()];
        for (Event entry : entries) {
            if (entry.kind() == Event.Kind.EVENT) {
                counts[index(entry.type())]++;
            }
        }
        for (int i = 0; i < counts.length; i++) {
            types.addAndGet(i, counts[i]);
        }
    }

    void took(long nanos) {
        lag.accept(nanos);
    }

    private LongAdder adder(Outcome outcome) {
        return requireNonNull(outcomes.get(outcome));
    }

    private static int index(String type) {
        int standard = EventTypes.STANDARD.indexOf(type);
        return standard < 0 ? EventTypes.STANDARD.size() : standard;
    }

    private static Outcome outcome(Receipt receipt) {
        if (receipt instanceof Receipt.Accepted) {
            return Outcome.ACCEPTED;
        }
        if (receipt instanceof Receipt.Noted) {
            return Outcome.NOTED;
        }
        if (receipt instanceof Receipt.Duplicate) {
            return Outcome.DUPLICATE;
        }
        return receipt instanceof Receipt.Refused ? Outcome.REFUSED : Outcome.UNAVAILABLE;
    }
}

package org.rollcall.event;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Name of one entry of the log: {@code <epoch>-<sequence>}, for example {@code 1-10004}.
 *
 * <p>Within one installation the sequence strictly increases and is never used twice. The epoch grows when the store is
 * new, was restored from a backup or has lost something, so that a reader with an id of an older epoch can tell that
 * what it holds is not a prefix of what is here.
 *
 * @param epoch at least 1
 * @param sequence 0 before the first entry, then at least 1
 */
public record EventId(long epoch, long sequence) implements Comparable<EventId> {
    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})");

    public EventId {
        if (epoch < 1 || sequence < 0) {
            throw new IllegalArgumentException("not an event id: " + epoch + "-" + sequence);
        }
    }

    /** The id that a text names, or nothing when it names none: hostile texts are an ordinary case here. */
    public static Optional<EventId> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long epoch = Long.parseLong(form.group(1));
        return epoch < 1 ? Optional.empty() : Optional.of(new EventId(epoch, Long.parseLong(form.group(2))));
    }

    public EventId next() {
        return new EventId(epoch, sequence + 1);
    }

    @Override
    public int compareTo(EventId other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return epoch + "-" + sequence;
    }
}
